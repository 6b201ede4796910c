import { SETTLE_MS } from './inbox-picture.ts';

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
