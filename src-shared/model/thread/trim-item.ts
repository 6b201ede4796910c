import type { Item } from './protocol.ts';

/** UTF-16 units of a finished item's output that are kept live: about 800 lines, what a card shows unfolded. */
export const OUTPUT_KEEP = 64 * 1024;

/**
 * Bounds what one finished item costs in every client: of a command's output the end is kept, because the end is what
 * the person reads first. `omitted` counts the UTF-16 units that were left out.
 */
export function trimItem(item: Item): { item: Item; omitted: number } {
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
