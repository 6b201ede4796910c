import type { Item } from '../item/item.ts';

/** UTF-16 units of a finished item's output that are kept live: about 800 lines, what a card shows unfolded. */
export const OUTPUT_KEEP = 64 * 1024;

/** UTF-16 units of all other texts of an item: many times what a person reads in one piece. */
const TEXT_KEEP = 512 * 1024;

/**
 * Bounds what one finished item costs in every client: of a command's output the end is kept, because the end is what
 * the person reads first, of other texts the beginning. `omitted` counts the UTF-16 units that were left out. Changes of
 * files stay whole: they are what is decided on.
 */
export function trimItem(item: Item): { item: Item; omitted: number } {
  if (item.type === 'fileChange') return { item, omitted: 0 };
  const { item: trimmed, omitted } = trimOutput(item);
  const left = { characters: TEXT_KEEP + OUTPUT_KEEP, omitted };
  return {
    item: isLong(trimmed, left.characters) ? cutTexts(trimmed, left) : trimmed,
    omitted: left.omitted,
  };
}

function isLong(value: unknown, bound: number): boolean {
  return textLength(value) > bound;
}

function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, inner) => sum + textLength(inner), 0);
}

/** The same shape, with the texts cut that are beyond what is left. */
function cutTexts<T>(value: T, left: { characters: number; omitted: number }): T {
  if (typeof value === 'string') {
    const kept = value.slice(0, left.characters);
    left.characters -= kept.length;
    left.omitted += value.length - kept.length;
    return (kept === value ? value : ownCopy(kept)) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner: unknown) => cutTexts(inner, left)) as T;
  // Short texts first: names and states must stay, whatever stands before them.
  const entries = Object.entries(value).map(([key, inner]) => ({ key, inner, length: textLength(inner) }));
  const cut = new Map(
    [...entries].sort((a, b) => a.length - b.length).map(({ key, inner }) => [key, cutTexts(inner, left)]),
  );
  return Object.fromEntries(entries.map(({ key }) => [key, cut.get(key)])) as T;
}

function trimOutput(item: Item): { item: Item; omitted: number } {
  if (item.type !== 'commandExecution' || item.aggregatedOutput === null) return { item, omitted: 0 };
  const output = item.aggregatedOutput;
  if (output.length <= OUTPUT_KEEP) return { item, omitted: 0 };
  let from = output.length - OUTPUT_KEEP;
  const unit = output.charCodeAt(from);
  if (unit >= 0xdc00 && unit <= 0xdfff) from += 1;
  // A slice of a large string keeps all of it alive; a copy made of its own characters does not.
  const kept = ownCopy(output.slice(from));
  return { item: { ...item, aggregatedOutput: kept }, omitted: from };
}

function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/**
 * An item with its growing texts as its own. A command's output is bounded as that of a finished one; of what has no
 * place for its text, the item stays as it is.
 */
export function withTexts(
  item: Item,
  texts: ReadonlyMap<string, string>,
): { readonly item: Item; readonly omitted: number } {
  if (texts.size === 0) return { item, omitted: 0 };
  switch (item.type) {
    case 'agentMessage':
    case 'plan':
      return { item: { ...item, text: texts.get('text') ?? item.text }, omitted: 0 };
    case 'reasoning':
      return {
        item: {
          ...item,
          summary: numbered(texts, 'summary', item.summary),
          content: numbered(texts, 'content', item.content),
        },
        omitted: 0,
      };
    case 'commandExecution':
      return trimItem({ ...item, aggregatedOutput: texts.get('output') ?? item.aggregatedOutput });
    case 'unknown':
      return { item: { ...item, raw: item.raw ?? Object.fromEntries(texts) }, omitted: 0 };
    default:
      return { item, omitted: 0 };
  }
}

/** The texts `name/0`, `name/1` and so on over the parts there are. */
function numbered(texts: ReadonlyMap<string, string>, name: string, before: readonly string[]): string[] {
  const parts = [...before];
  for (const [key, text] of texts) {
    const at = key.startsWith(`${name}/`) ? Number(key.slice(name.length + 1)) : Number.NaN;
    if (Number.isSafeInteger(at) && at >= 0 && at < 1000) {
      while (parts.length < at) parts.push('');
      parts[at] = text;
    }
  }
  return parts;
}
