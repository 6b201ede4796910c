import type { MessagePart } from '../item/item.ts';

/** Something that goes with the text of a prompt. */
export type Attached =
  /** A picture that the host keeps: its id is the SHA-256 of its content with the ending of its type. */
  | { readonly type: 'picture'; readonly id: string; readonly name: string }
  /** A skill that the text names by `$name`; `path` is that of its SKILL.md. */
  | { readonly type: 'skill'; readonly name: string; readonly path: string };

/** A long text that was pasted, folded into a chip: only drafts have it, it is sent as the text it is. */
export interface PastedText {
  readonly type: 'pasted';
  readonly text: string;
}

/** What goes with the text of a draft. */
export type DraftAttached = Attached | PastedText;

/** What a person writes and did not send. */
export interface Draft {
  readonly text: string;
  /** Absent where there is nothing. */
  readonly attached?: readonly DraftAttached[] | undefined;
}

export type AttachedPicture = Extract<Attached, { type: 'picture' }>;

/** What a person sends: a text and what goes with it. */
export interface PromptInput {
  readonly text: string;
  /** Absent where there is nothing. */
  readonly attached?: readonly Attached[] | undefined;
}

/** Bytes of one picture: as text it fits into one frame of a browser's connection (8 MiB). */
export const PICTURE_BYTES_MOST = 5 * 1024 * 1024;
/** Pictures of one prompt. */
export const PICTURES_MOST = 10;
/** Everything that goes with one prompt. */
export const ATTACHED_MOST = 40;

/** What the id of a picture is; it is also the name of its file. */
export const PICTURE_ID = /^[0-9a-f]{64}\.(?:png|jpg|gif|webp)$/;

const IN_PICTURES = /(?:^|[\\/])pictures[\\/]([0-9a-f]{64}\.(?:png|jpg|gif|webp))$/;

/** The id of the picture that lies at a path, if it is one that a host keeps. */
export function pictureIdAt(path: string): string | null {
  return IN_PICTURES.exec(path)?.[1] ?? null;
}

/** The media type of a picture, by its id. */
export function mediaTypeOf(id: string): string {
  return id.endsWith('.jpg') ? 'image/jpeg' : `image/${id.slice(id.lastIndexOf('.') + 1)}`;
}

/** The prompt that a message was, as far as it can be sent again; what cannot be is left out and `whole` is false. */
export function promptOf(parts: readonly MessagePart[]): PromptInput & { readonly whole: boolean } {
  const texts: string[] = [];
  const attached: Attached[] = [];
  let whole = true;
  for (const part of parts) {
    if (part.type === 'text') texts.push(part.text);
    else if (part.type === 'skill') attached.push({ type: 'skill', name: part.name, path: part.path });
    else if (part.type === 'picture') attached.push({ type: 'picture', id: part.id, name: 'Picture' });
    else whole = false;
  }
  return { ...withAttached(texts.join('\n'), attached), whole };
}

/** A text with what goes with it, which is absent where there is nothing. */
export function withAttached<T extends DraftAttached>(
  text: string,
  attached: readonly T[] | undefined,
): { readonly text: string; readonly attached?: readonly T[] } {
  return attached === undefined || attached.length === 0 ? { text } : { text, attached };
}

/** Both, each thing once, in their order. */
export function joinAttached<T extends DraftAttached>(
  first: readonly T[],
  second: readonly T[],
): readonly T[] {
  const seen = new Set(first.map(attachedKey));
  return [...first, ...second.filter((one) => !seen.has(attachedKey(one)))];
}

/** Names one thing that is attached. */
export function attachedKey(one: DraftAttached): string {
  if (one.type === 'pasted') return one.text;
  return one.type === 'picture' ? one.id : `${one.name}\n${one.path}`;
}

/** A prompt in few words, for where only a line of it is shown. */
export function promptWords({ text, attached = [] }: Draft): string {
  const pictures = attached.filter(({ type }) => type === 'picture').length;
  if (text.trim() !== '' || pictures === 0) return text;
  return pictures === 1 ? 'A picture' : `${pictures} pictures`;
}

/** More than so many lines or characters that are pasted at once are folded into a chip. */
const PASTE_LINES = 20;
const PASTE_LENGTH = 2000;

export function isLongPaste(text: string): boolean {
  return text.length > PASTE_LENGTH || lineCount(text) > PASTE_LINES;
}

/** Lines of a text; the end of the last one begins none. */
export function lineCount(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < text.length - 1; at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines;
}

/** A draft as it is sent: what was pasted stands after what was written, skills that the text names no more are left. */
export function asPrompt({ text, attached = [] }: Draft): PromptInput {
  const pasted = attached.flatMap((one) => (one.type === 'pasted' ? [one.text] : []));
  const others = attached.flatMap((one) => (one.type === 'pasted' ? [] : [one]));
  const whole = [text, ...pasted]
    .filter((part) => part.trim() !== '')
    .join('\n\n')
    .trim();
  return withAttached(
    whole,
    others.filter((one) => one.type !== 'skill' || namesSkill(whole, one.name)),
  );
}

function namesSkill(text: string, name: string): boolean {
  return text.split(/[\s,;:!?()]+/).some((word) => word === `$${name}` || word === `$${name}.`);
}
