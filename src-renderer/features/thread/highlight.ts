/** Names of the two highlights; thread.css draws them. */
const ALL = 'muster-found';
const CURRENT = 'muster-found-now';

/**
 * Marks where a text stands in what is drawn, without touching it: the browser's own highlights. `current` is the item
 * and which of its places is the chosen one. Browsers without highlights show the place alone.
 */
export function highlight(
  root: Element,
  text: string,
  current: { readonly itemId: string; readonly nth: number } | null,
): void {
  const { highlights } = CSS as { readonly highlights?: HighlightRegistry };
  if (highlights === undefined) return;
  const sought = text.trim().toLowerCase();
  if (sought === '') {
    clearHighlight();
    return;
  }
  const all = new Highlight();
  const now = new Highlight();
  for (const item of root.querySelectorAll<HTMLElement>('[data-item-id]')) {
    const ranges = rangesIn(item, sought);
    const chosen =
      current?.itemId === item.dataset['itemId']
        ? (ranges[Math.min(current?.nth ?? 0, ranges.length - 1)] ?? null)
        : null;
    for (const range of ranges) (range === chosen ? now : all).add(range);
  }
  highlights.set(ALL, all);
  highlights.set(CURRENT, now);
}

/** Takes the marks away. */
export function clearHighlight(): void {
  const { highlights } = CSS as { readonly highlights?: HighlightRegistry };
  highlights?.delete(ALL);
  highlights?.delete(CURRENT);
}

/** Where a text stands in an element, over the borders of its words. */
function rangesIn(element: Element, sought: string): readonly Range[] {
  const nodes: { readonly node: Text; readonly from: number }[] = [];
  let text = '';
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    nodes.push({ node: node as Text, from: text.length });
    text += (node as Text).data;
  }
  const low = text.toLowerCase();
  // A letter whose small form is longer would shift all behind it.
  if (low.length !== text.length) return [];
  const placeOf = (at: number): readonly [Text, number] | null => {
    const found = nodes.findLast(({ from }) => from <= at);
    return found === undefined ? null : [found.node, at - found.from];
  };
  const ranges: Range[] = [];
  for (let at = low.indexOf(sought); at !== -1; at = low.indexOf(sought, at + sought.length)) {
    const start = placeOf(at);
    const end = placeOf(at + sought.length - 1);
    if (start === null || end === null) continue;
    const range = document.createRange();
    range.setStart(...start);
    range.setEnd(end[0], end[1] + 1);
    ranges.push(range);
  }
  return ranges;
}
