/**
 * A card must have been on screen this long before a key may decide it, and the decision before it must be as old before
 * anything may: a second press, or the second half of a double click, was meant for the one before. Longer than the
 * double click of every system's settings but the slowest. Ms.
 */
export const SETTLE_MS = 700;

/** What waited on this page last and does not any more, whoever ended it: another card may lie in its place now. */
let last: { readonly name: string; readonly at: number } | null = null;

/** Notes that a request, or a group, was decided here, or ended otherwise while it was shown. */
export function noteEnd(name: string): void {
  last = { name, at: Date.now() };
}

/** Whether a press on this one now may still have been meant for the one that was there before. */
export function isSecondPress(name: string): boolean {
  return last !== null && last.name !== name && Date.now() - last.at < SETTLE_MS;
}
