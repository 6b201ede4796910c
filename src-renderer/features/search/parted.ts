/** UTF-16 units of a snippet before what was found. */
const BEFORE = 40;

/** A snippet in its stretches, begun shortly before what was found, and what was found apart. */
export function parted(
  text: string,
  wanted: string,
): readonly { readonly text: string; readonly found: boolean }[] {
  const line = text.replace(/\s+/g, ' ').trim();
  const low = line.toLowerCase();
  const sought = wanted.toLowerCase();
  const first = sought === '' || low.length !== line.length ? -1 : low.indexOf(sought);
  if (first === -1) return [{ text: line, found: false }];
  const from = first > BEFORE ? line.lastIndexOf(' ', first - BEFORE / 2) + 1 : 0;
  const parts = [{ text: `${from > 0 ? '…' : ''}${line.slice(from, first)}`, found: false }];
  let at = first;
  while (at !== -1) {
    const end = at + sought.length;
    const next = low.indexOf(sought, end);
    parts.push({ text: line.slice(at, end), found: true });
    parts.push({ text: line.slice(end, next === -1 ? undefined : next), found: false });
    at = next;
  }
  return parts.filter((part) => part.text !== '');
}
