import { useCallback } from 'react';
import type { ContractClient } from '#shared/contract/client.ts';
import type { ThreadMark } from '#shared/contract/calls/order.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { copyAndTell } from '../../platform/clipboard.ts';
import { tell, tellShortly, tellUndo } from '../../platform/messages.tsx';
import { currentRoute, navigate, toFleet, toThread } from '../../platform/routes.ts';
import { focusThread, setUi, useUi } from '../../platform/ui-store.ts';
import { asFailure, useConnection } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { forkOrTell } from './fork.ts';
import { neighbourOf, outcomeWords, VERBS, type VerbId } from './verbs.ts';

/** Threads that are acted on at the same time: enough to be quick, few enough for the person's other calls. */
const AT_ONCE = 8;

/** Does one verb to some threads; those that it means nothing for are passed over. */
export type RunVerb = (id: VerbId, rows: readonly FleetRow[]) => void;

/** Carries out verbs: at once, or by a dialog that asks what is missing. */
export function useVerbs(): RunVerb {
  const { client } = useConnection();
  return useCallback((id, rows) => run(client, id, rows), [client]);
}

function run(client: ContractClient, id: VerbId, all: readonly FleetRow[]): void {
  const verb = VERBS.find((one) => one.id === id);
  const rows = all.filter((row) => verb?.can(row) === true);
  const [first] = rows;
  if (verb === undefined || first === undefined) return;
  switch (id) {
    case 'thread.pin':
      return mark(client, rows, { pinned: !rows.every(({ pinned }) => pinned) });
    case 'thread.snooze':
      if (rows.every(({ snoozedUntil }) => snoozedUntil !== null))
        return mark(client, rows, { snoozedUntil: null });
      return ask(id, rows);
    case 'thread.unread': {
      const unread = rows.every((row) => !row.unread);
      if (unread) return mark(client, rows, { unread });
      return each(client, 'Marked', rows, (threadId) => client.call('thread/markRead', { threadId }));
    }
    case 'thread.dismiss':
      return mark(client, rows, { dismissed: true });
    case 'thread.archive':
      return archive(client, rows);
    case 'thread.interruptAll':
      return each(client, 'Interrupted', rows, (threadId) => client.call('thread/interrupt', { threadId }));
    case 'thread.compact':
      return each(client, 'Compacting', rows, (threadId) => client.call('thread/compact', { threadId }));
    case 'thread.fork':
      return void forkOrTell(client, { threadId: first.id });
    case 'thread.copyId':
      return void copyAndTell(first.id, ['Copied', first.id], `The thread’s id is ${first.id}.`);
    case 'thread.rename':
    case 'thread.section':
    case 'thread.review':
    case 'thread.sendAll':
    case 'thread.settingsAll':
      return ask(id, rows);
  }
}

function ask(id: VerbId, rows: readonly FleetRow[]): void {
  setUi({ verb: { id, threads: rows.map((row) => row.id) } });
}

/** Marks threads alike: one call, and word of those that could not be. */
export function mark(client: ContractClient, rows: readonly FleetRow[], change: ThreadMark): void {
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  client.call('thread/mark', { threadIds: rows.map(({ id }) => id), change }).then(
    ({ failed }) => {
      if (failed.length === 0) return;
      const words = outcomeWords(
        'Changed',
        rows.length - failed.length,
        failed.map(({ threadId, message }) => ({ title: titles.get(threadId) ?? '', message })),
      );
      if (words !== null) tell('failed', words.title, words.detail);
    },
    (error: unknown) => tell('failed', 'Nothing was changed', asFailure(error).message),
  );
}

/** Does something to each thread, some at a time; none stops another, and each that failed is named. */
export function each(
  client: ContractClient,
  did: string,
  rows: readonly FleetRow[],
  work: (id: ThreadId) => Promise<unknown>,
  after?: (done: readonly FleetRow[]) => void,
): void {
  const all = async (): Promise<void> => {
    const { done, failed } = await eachOf(rows, work);
    const words = outcomeWords(did, done.length, failed);
    if (words !== null && failed.length > 0) tell('failed', words.title, words.detail);
    else if (words !== null && after === undefined) tellShortly('rest', words.title, words.detail);
    after?.(done);
  };
  void all();
}

async function eachOf(rows: readonly FleetRow[], work: (id: ThreadId) => Promise<unknown>) {
  const rest = [...rows];
  const done: FleetRow[] = [];
  const failed: { title: string; message: string }[] = [];
  const worker = async (): Promise<void> => {
    for (let row = rest.shift(); row !== undefined; row = rest.shift()) {
      const { id, title } = row;
      await work(id).then(
        () => done.push(row as FleetRow),
        (error: unknown) => failed.push({ title, message: asFailure(error).message }),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, rest.length) }, worker));
  return { done, failed };
}

/** Archives threads: the next one opens where an open one went, and *Undo* brings all of them back. */
function archive(client: ContractClient, rows: readonly FleetRow[]): void {
  const going = new Set(rows.map(({ id }) => id));
  const { fleetShown } = useUi.getState();
  each(
    client,
    'Archived',
    rows,
    (threadId) => client.call('thread/archive', { threadId }),
    (done) => {
      if (done.length === 0) return;
      leave(new Set(done.map(({ id }) => id)), fleetShown);
      setUi(({ fleetSelected }) => ({ fleetSelected: fleetSelected.filter((id) => !going.has(id)) }));
      const [first] = done;
      const what =
        done.length === 1 && first !== undefined ? `“${first.title}”` : plural(done.length, 'thread');
      tellUndo(`Archived ${what}`, () => {
        each(client, 'Brought back', done, (threadId) => {
          const workspaceId = done.find(({ id }) => id === threadId)?.workspaceId;
          return workspaceId === undefined
            ? Promise.resolve()
            : client.call('thread/unarchive', { threadId, workspaceId });
        });
      });
    },
  );
}

/** An open thread went: the one that stood after it in the list opens, else the one before it. */
function leave(gone: ReadonlySet<ThreadId>, shown: readonly ThreadId[]): void {
  const route = currentRoute();
  if (route.view !== 'fleet') return;
  const open = route.thread ?? useUi.getState().cursor;
  if (open === null || !gone.has(open)) return;
  const next = neighbourOf(shown, open, gone);
  if (next === null) {
    navigate(toFleet(route.workspace), 'replace');
    return;
  }
  if (route.thread !== null) navigate(toThread(next, route.workspace), 'replace');
  focusThread(next);
}
