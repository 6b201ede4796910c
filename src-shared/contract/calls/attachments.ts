import { z } from 'zod';
import { TEXT_MOST } from '../problem-words.ts';
import {
  ATTACHED_MOST,
  PICTURE_BYTES_MOST,
  PICTURE_ID,
  type AttachedPicture,
} from '../../model/prompt/attached.ts';

const pictureId = z.string().regex(PICTURE_ID);

/** One thing that goes with a text. */
const attachedSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('picture'), id: pictureId, name: z.string().max(400) }),
  z.object({
    type: z.literal('skill'),
    name: z.string().min(1).max(400),
    path: z.string().min(1).max(32_768),
  }),
]);

/** What goes with a text; absent where there is nothing. */
export const attachedParam = z.array(attachedSchema).max(ATTACHED_MOST).optional();

/** What goes with a draft: also long texts that were pasted, folded into chips. */
export const draftAttachedParam = z
  .array(
    z.discriminatedUnion('type', [
      ...attachedSchema.options,
      z.object({ type: z.literal('pasted'), text: z.string().max(TEXT_MOST) }),
    ]),
  )
  .max(ATTACHED_MOST)
  .optional();

/** Calls about what goes with a text. */
export const attachmentParams = {
  /** Keeps a picture, as base64, that a text is to carry. What it is, its content says. */
  'attachment/add': z.object({
    name: z.string().max(400),
    // More than is taken, so that one that is a little too large is refused in better words.
    data: z.base64().max(2 * PICTURE_BYTES_MOST),
  }),
  /** A picture that the host keeps, as base64. */
  'attachment/read': z.object({ id: pictureId }),
} as const satisfies Record<string, z.ZodType>;

export interface AttachmentResults {
  'attachment/add': { readonly picture: AttachedPicture };
  'attachment/read': { readonly mediaType: string; readonly data: string };
}
