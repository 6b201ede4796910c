import { createHash } from 'node:crypto';
import { pictureIdAt } from '#shared/model/prompt/attached.ts';
import { pictureEnding } from '#shared/model/prompt/picture-content.ts';

/** Of the data URL of a picture, what stands before its content. */
const DATA = /^data:image\/[a-z+]{1,20};base64,/;

/**
 * The id under which a host keeps a picture of a prompt; null for what is none of those. Codex keeps the path of one
 * that was sent or steered, and of one that was queued the content alone (0.171.0, measured): its hash is its id.
 */
export function keptPicture(part: {
  readonly type?: unknown;
  readonly path?: unknown;
  readonly url?: unknown;
}): string | null {
  const { type, path, url } = part;
  if (type === 'localImage' && typeof path === 'string') return pictureIdAt(path);
  if (type !== 'image' || typeof url !== 'string') return null;
  const before = DATA.exec(url)?.[0];
  if (before === undefined) return null;
  const content = Buffer.from(url.slice(before.length), 'base64');
  const ending = pictureEnding(content);
  return ending === null ? null : `${createHash('sha256').update(content).digest('hex')}.${ending}`;
}
