import type { QueueRead } from '../engine.ts';
import { fields, list, type Fields } from './wire.ts';

/** Reads the answer to `thread/queue/list`. A prompt that cannot be read is named all the same: it will run. */
export function readQueue(answer: unknown): QueueRead {
  const submissions = list(fields(answer, 'queue'), 'data').map((raw): Fields =>
    typeof raw === 'object' && raw !== null ? (raw as Fields) : {},
  );
  const prompts = submissions.map(({ id, input }, at) => {
    const parts: readonly unknown[] = Array.isArray(input) ? input : [null];
    return { id: typeof id === 'string' ? id : `unnamed ${at}`, text: parts.map(partWords).join('\n') };
  });
  // One that names none is no text of ours.
  const queuedAs = submissions.flatMap(({ clientUserMessageId: sent, id }) =>
    typeof sent === 'string' && typeof id === 'string' ? [[sent, id] as const] : [],
  );
  return { prompts, queuedAs: new Map(queuedAs) };
}

function partWords(raw: unknown): string {
  const part = typeof raw === 'object' && raw !== null ? (raw as Fields) : {};
  const { type, text } = part;
  if (type === 'text' && typeof text === 'string') return text;
  return typeof type === 'string' ? `[${type.slice(0, 100)}]` : '[something that cannot be read]';
}
