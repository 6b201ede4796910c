import { useEffect } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { currentRoute, navigate, toFleet, toThread, useRoute } from '../../platform/routes.ts';
import { focusThread, setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useConnection } from '../../connection/index.ts';
import { nextOf } from './fleet-picture.ts';

/** The keys that lead, from wherever the person is, to the next thread that needs them or was not read. */
export function useNextCommands(): void {
  const { store } = useConnection();
  const route = useRoute();
  const open = route.view === 'fleet' ? route.thread : null;
  useEffect(() => {
    if (open !== null) setUi({ lastThread: open });
  }, [open]);
  const go = (kind: 'needs' | 'unread', none: string): void => {
    const rows = fleetTopic.thread.all(store.values(fleetTopic.topic));
    const next = nextOf(rows, kind, open);
    if (next === null) {
      tellShortly('rest', none);
      return;
    }
    // A field that was typed in keeps its text; the keys go on from the thread.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    navigate(toThread(next));
    focusThread(next);
  };
  // Back is to the fleet as it was left, with the thread that was open; from there, to the list alone.
  useCommand('go.fleet', () => {
    const { lastThread } = useUi.getState();
    const known =
      lastThread !== null && fleetTopic.thread.get(store.values(fleetTopic.topic), lastThread) !== undefined;
    navigate(known && currentRoute().view !== 'fleet' ? toThread(lastThread) : toFleet());
  });
  useCommand('thread.nextNeeds', () => go('needs', 'Nothing else needs you'));
  useCommand('thread.nextUnread', () => go('unread', 'Nothing else is unread'));
}
