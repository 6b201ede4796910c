import { SETTLE_MS } from './inbox-picture.ts';

/** What was decided here last, by key or pointer, wherever on the page: another card may lie there now. */
let last: { readonly name: string; readonly at: number } | null = null;

/** Notes that a request, or a group, was decided on this page. */
export function noteDecision(name: string): void {
  last = { name, at: Date.now() };
}

/** Whether a press on this one now may still have been meant for the one that was decided before. */
export function isSecondPress(name: string): boolean {
  return last !== null && last.name !== name && Date.now() - last.at < SETTLE_MS;
}
