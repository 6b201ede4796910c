/** The lines of the inbox's list: where each leads, and the way back to it. */
import { toGroup, toInbox, type Route } from '../../platform/routes.ts';
import type { Entry } from '../groups/index.ts';

export function toEntry(entry: Entry): Route {
  return entry.type === 'one' ? toInbox(entry.id) : toGroup(entry.group.key);
}

/** Gives a line the focus once it is drawn. A line only shows its card: Enter decides nothing there. */
export function focusLine(name: string): void {
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`.inbox-row[data-entry="${CSS.escape(name)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  });
}
