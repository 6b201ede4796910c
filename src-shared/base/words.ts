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
