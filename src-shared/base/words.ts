const UNSEEN =
  // eslint-disable-next-line no-control-regex -- an agent's words are hostile input
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g;

/** One line of at most so many characters, without what cannot be seen: for what the system draws, and not we. */
export function plainLine(text: string, longest: number): string {
  const line = text.replace(UNSEEN, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}

/** `1 thread`, `3 threads`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
