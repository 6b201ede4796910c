import { useMemo } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { useUndo } from '../../platform/messages.tsx';
import { useRoute } from '../../platform/routes.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useSelected, type Selector } from '../../connection/index.ts';
import { useVerbs } from './use-verbs.ts';
import { verbsFor, type VerbId } from './verbs.ts';

/** The threads that keys are about: what is selected, else the one that is open, else the row that keys stand on. */
export function useTargets(): readonly FleetRow[] {
  const route = useRoute();
  const selected = useUi((state) => state.fleetSelected);
  const cursor = useUi((state) => state.cursor);
  const inFleet = route.view === 'fleet';
  const open = inFleet ? route.thread : null;
  const one = open ?? (inFleet ? cursor : null);
  const ids = useMemo(() => {
    if (inFleet && selected.length > 0) return selected;
    return one === null ? NONE : [one];
  }, [inFleet, selected, one]);
  return useRows(ids);
}

const NONE: readonly ThreadId[] = [];

/** The rows of some threads; those that are gone are left out. */
export function useRows(ids: readonly ThreadId[]): readonly FleetRow[] {
  const selector = useMemo((): Selector<readonly FleetRow[]> => {
    const wanted = new Set<string>(ids);
    return {
      select: (values) => ids.flatMap((id) => fleetTopic.thread.get(values, id) ?? []),
      same: (a, b) => a.length === b.length && a.every((row, index) => row === b[index]),
      matters: (key) => wanted.has(fleetTopic.thread.idOf(key) ?? ''),
    };
  }, [ids]);
  return useSelected(fleetTopic.topic, selector);
}

/** The verbs by palette and key, for whatever they are about at present. Mounted once. */
export function useVerbCommands(): void {
  const rows = useTargets();
  const run = useVerbs();
  const undo = useUndo((state) => state.undo);
  const can = new Set(verbsFor(rows).map(({ id }) => id));
  const when = (id: VerbId): (() => void) | null => (can.has(id) ? () => run(id, rows) : null);
  // One key takes back what was done last, a decision or this.
  useCommand('approval.undo', undo);
  useCommand('thread.rename', when('thread.rename'));
  useCommand('thread.pin', when('thread.pin'));
  useCommand('thread.snooze', when('thread.snooze'));
  useCommand('thread.section', when('thread.section'));
  useCommand('thread.unread', when('thread.unread'));
  useCommand('thread.dismiss', when('thread.dismiss'));
  useCommand('thread.fork', when('thread.fork'));
  useCommand('thread.compact', when('thread.compact'));
  useCommand('thread.review', when('thread.review'));
  useCommand('thread.copyId', when('thread.copyId'));
  useCommand('thread.interruptAll', when('thread.interruptAll'));
  useCommand('thread.sendAll', when('thread.sendAll'));
  useCommand('thread.settingsAll', when('thread.settingsAll'));
  useCommand('thread.archive', when('thread.archive'));
}
