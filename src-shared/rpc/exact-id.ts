/**
 * Ids of requests are echoed, so they must come back digit by digit. JSON has numbers that JavaScript rounds (beyond
 * 2^53, or with many decimals); such an id is carried as a text that no app-server sends, and leaves as the number it was.
 */
const MARK = '\u0000number:';
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
/** In the text of a line a quote inside of a string is escaped, so this matches names only. */
const NAMED = new RegExp(String.raw`"(id|requestId)"(\s*:\s*)(${NUMBER})(?=\s*[,}])`, 'g');
/** The mark as `JSON.stringify` writes it, where our own answers have their id: first. */
const ANSWERED = new RegExp(String.raw`^\{"id":"\\u0000number:(${NUMBER})"`);

/** The message of a line that was parsed, with the ids that were rounded put right. */
export function withExactIds(line: string, message: unknown): unknown {
  if (!isRecord(message)) return message;
  const { id, params } = message;
  const rounded = isRounded(id);
  const inner = isRecord(params) && isRounded(params['requestId']) ? params : undefined;
  if (!rounded && inner === undefined) return message;
  const marked: unknown = JSON.parse(
    line.replace(NAMED, (_whole, name, colon, number) => `"${name}"${colon}"\\u0000number:${number}"`),
  );
  if (!isRecord(marked)) return message;
  const markedParams = marked['params'];
  return {
    ...message,
    ...(rounded && { id: marked['id'] }),
    ...(inner !== undefined &&
      isRecord(markedParams) && { params: { ...inner, requestId: markedParams['requestId'] } }),
  };
}

/** The line of a message that is sent: an id that came as a number leaves as that number. */
export function lineWithExactId(message: unknown): string {
  const line = JSON.stringify(message);
  return line.startsWith('{"id":"\\u0000') ? line.replace(ANSWERED, '{"id":$1') : line;
}

/** An id as a person would write it. */
export function idWords(id: number | string): string {
  return typeof id === 'string' && id.startsWith(MARK) ? id.slice(MARK.length) : String(id);
}

function isRounded(id: unknown): boolean {
  return typeof id === 'number' && !Number.isSafeInteger(id);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
