import { withoutUnseen } from './unseen.ts';

/** One line of at most so many characters, without what cannot be seen: for what the system draws, and not we. */
export function plainLine(text: string, longest: number): string {
  const line = withoutUnseen(text)
    .replace(/[\t\n]+/g, ' ')
    .trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}

/** `1 thread`, `3 threads`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** What was thrown, in its own words: an error's message, anything else as a text. */
export function errorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same with where it was thrown, for a log: several lines. */
export function errorReport(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
