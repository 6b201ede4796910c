import { useSyncExternalStore } from 'react';
import type { ChangesScope } from '#shared/model/changes/changes.ts';
import { asId, type ApprovalId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';

/** A place in the app. It stands in the address, so that a reload, the back button and a copied link lead to it. */
export type Route =
  | {
      readonly view: 'fleet';
      readonly workspace: WorkspaceId | null;
      readonly thread: ThreadId | null;
      /** The thread's changes are shown in its place. */
      readonly changes?: ChangesPlace;
    }
  | {
      readonly view: 'inbox';
      readonly approval: ApprovalId | null;
      /** One of the inbox's groups, in place of a request. */
      readonly group?: string;
      /** The thread of the request is shown in the place of its card. */
      readonly inThread?: true;
    }
  | { readonly view: 'workspaces'; readonly workspace: WorkspaceId | null }
  | { readonly view: 'terminals' }
  | { readonly view: 'rules' }
  | { readonly view: 'archive' }
  | { readonly view: 'usage' }
  | { readonly view: 'setup'; readonly part: SetupPart; readonly workspace: WorkspaceId | null }
  | {
      readonly view: 'journal';
      /** The request whose lines are in view. */
      readonly request: ApprovalId | null;
      readonly find: JournalFind;
    }
  | { readonly view: 'settings' }
  | { readonly view: 'welcome' }
  | { readonly view: 'more' };

/** What of the things that agents work with is shown. */
export type SetupPart = (typeof SETUP_PARTS)[number];
const SETUP_PARTS = ['values', 'servers', 'skills', 'hooks'] as const;

/** What of the journal is shown; what is not named is not asked for. Words as they stand in the address. */
export type JournalFind = { readonly [name in (typeof JOURNAL_FIND)[number]]?: string };
const JOURNAL_FIND = ['text', 'outcome', 'by', 'kind', 'workspace', 'rule', 'thread', 'when'] as const;

/** What of a thread's changes is in view. Without a turn the last one is meant. */
export interface ChangesPlace {
  readonly scope: ChangesScope;
  readonly turn: string | null;
  readonly file: string | null;
}

/** Reads the fragment of an address; anything unknown leads to the fleet. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const params = new URLSearchParams(query);
  const id = <T extends ApprovalId | ThreadId | WorkspaceId>(name: string): T | null => {
    const raw = params.get(name);
    return raw === null || raw === '' ? null : asId<T>(raw);
  };
  switch (path) {
    case 'inbox':
      return {
        view: 'inbox',
        approval: id<ApprovalId>('approval'),
        ...groupOf(params),
        ...(params.has('thread') && { inThread: true }),
      };
    case 'workspaces':
      return { view: 'workspaces', workspace: id<WorkspaceId>('workspace') };
    case 'journal':
      return { view: 'journal', request: id<ApprovalId>('request'), find: findOf(params) };
    case 'setup':
      return {
        view: 'setup',
        part: SETUP_PARTS.find((part) => part === params.get('part')) ?? 'values',
        workspace: id<WorkspaceId>('workspace'),
      };
    case 'terminals':
    case 'rules':
    case 'archive':
    case 'usage':
    case 'settings':
    case 'welcome':
    case 'more':
      return { view: path };
    default:
      return {
        view: 'fleet',
        workspace: id<WorkspaceId>('workspace'),
        thread: id<ThreadId>('thread'),
        ...changesOf(params),
      };
  }
}

function groupOf(params: URLSearchParams): { group?: string } {
  const group = params.get('group');
  return group === null || group === '' ? {} : { group };
}

function findOf(params: URLSearchParams): JournalFind {
  return Object.fromEntries(
    JOURNAL_FIND.flatMap((name) => {
      const value = params.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}

function changesOf(params: URLSearchParams): { changes?: ChangesPlace } {
  const scope = params.get('changes');
  if (scope !== 'turn' && scope !== 'uncommitted' && scope !== 'base') return {};
  return { changes: { scope, turn: params.get('turn'), file: params.get('file') } };
}

/** Writes a route as the fragment of an address. */
export function formatRoute(route: Route): string {
  const params = new URLSearchParams();
  if ('workspace' in route && route.workspace !== null) params.set('workspace', route.workspace);
  if (route.view === 'setup') params.set('part', route.part);
  if ('thread' in route && route.thread !== null) params.set('thread', route.thread);
  if ('changes' in route && route.changes !== undefined) {
    const { scope, turn, file } = route.changes;
    params.set('changes', scope);
    if (turn !== null) params.set('turn', turn);
    if (file !== null) params.set('file', file);
  }
  if ('approval' in route && route.approval !== null) params.set('approval', route.approval);
  if ('group' in route && route.group !== undefined) params.set('group', route.group);
  if (route.view === 'journal') {
    for (const [name, value] of Object.entries(route.find)) if (value !== '') params.set(name, value);
    if (route.request !== null) params.set('request', route.request);
  }
  if ('inThread' in route && route.inThread === true) params.set('thread', 'shown');
  const query = params.toString();
  return `#/${route.view}${query === '' ? '' : `?${query}`}`;
}

/** Shorthands for the routes that are used most. */
export const toFleet = (workspace: WorkspaceId | null = null): Route => ({
  view: 'fleet',
  workspace,
  thread: null,
});
export const toThread = (thread: ThreadId, workspace: WorkspaceId | null = null): Route => ({
  view: 'fleet',
  workspace,
  thread,
});
/** A thread's changes; of the last turn with a file in it, or whatever the place says. */
export const toChanges = (
  thread: ThreadId,
  place: Partial<ChangesPlace> = {},
  workspace: WorkspaceId | null = null,
): Route => ({
  view: 'fleet',
  workspace,
  thread,
  changes: { scope: 'uncommitted', turn: null, file: null, ...place },
});
export const toInbox = (approval: ApprovalId | null = null): Route => ({ view: 'inbox', approval });
/** The thread of a request, in the place of its card. */
export const toInboxThread = (approval: ApprovalId): Route => ({ view: 'inbox', approval, inThread: true });
export const toGroup = (group: string): Route => ({ view: 'inbox', approval: null, group });

/** The journal, of it what is asked for, and one request of it in view. */
export const toJournal = (find: JournalFind = {}, request: ApprovalId | null = null): Route => ({
  view: 'journal',
  request,
  find,
});

const listeners = new Set<() => void>();
let hash = '';
let route: Route = parseRoute('');

/** The present route. */
export function currentRoute(): Route {
  if (typeof location !== 'undefined' && location.hash !== hash) {
    hash = location.hash;
    route = parseRoute(hash);
  }
  return route;
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  window.addEventListener('hashchange', changed);
  return () => {
    listeners.delete(changed);
    window.removeEventListener('hashchange', changed);
  };
}

/** The present route; re-renders when it changes. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, currentRoute);
}

/** Goes to a place. `replace` leaves no step behind for the back button: for a selection that moves in a list. */
export function navigate(next: Route, how: 'push' | 'replace' = 'push'): void {
  const target = formatRoute(next);
  if (target === location.hash) return;
  if (how === 'replace') history.replaceState(null, '', target);
  else history.pushState(null, '', target);
  for (const listener of [...listeners]) listener();
}
