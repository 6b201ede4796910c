import type { Attached } from '#shared/model/prompt/attached.ts';
import { withAttached } from '#shared/model/prompt/attached.ts';
import { keptPicture } from './pictures.ts';
import type { QueueRead } from '../engine.ts';
import { fields, list, type Fields } from './wire.ts';

/** Reads the answer to `thread/queue/list`. A prompt that cannot be read is named all the same: it will run. */
export function readQueue(answer: unknown): QueueRead {
  const submissions = list(fields(answer, 'queue'), 'data').map(fieldsOf);
  const prompts = submissions.map(({ id, input }, at) => {
    const parts: readonly unknown[] = Array.isArray(input) ? input : [null];
    const attached = parts.map(partAttached);
    const words = parts.flatMap((part, index) => (attached[index] === null ? [partWords(part)] : []));
    const known = attached.flatMap((one) => (one === null ? [] : [one]));
    return { id: typeof id === 'string' ? id : `unnamed ${at}`, ...withAttached(words.join('\n'), known) };
  });
  // One that names none is no text of ours.
  const queuedAs = submissions.flatMap(({ clientUserMessageId: sent, id }) =>
    typeof sent === 'string' && typeof id === 'string' ? [[sent, id] as const] : [],
  );
  return { prompts, queuedAs: new Map(queuedAs) };
}

function fieldsOf(raw: unknown): Fields {
  return typeof raw === 'object' && raw !== null ? (raw as Fields) : {};
}

/** A part that goes with the text; null for text, and for what this Muster did not attach. */
function partAttached(raw: unknown): Attached | null {
  const part = fieldsOf(raw);
  const id = keptPicture(part);
  if (id !== null) return { type: 'picture', id, name: 'Picture' };
  const { type, path, name } = part;
  return type === 'skill' && typeof name === 'string' && typeof path === 'string'
    ? { type, name, path }
    : null;
}

function partWords(raw: unknown): string {
  const { type, text } = fieldsOf(raw);
  if (type === 'text' && typeof text === 'string') return text;
  return typeof type === 'string' ? `[${type.slice(0, 100)}]` : '[something that cannot be read]';
}
