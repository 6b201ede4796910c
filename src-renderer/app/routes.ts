import { useSyncExternalStore } from 'react';
import { asId, type ApprovalId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';

/** A place in the app. It stands in the address, so that a reload, the back button and a copied link lead to it. */
export type Route =
  | { readonly view: 'fleet'; readonly workspace: WorkspaceId | null; readonly thread: ThreadId | null }
  | { readonly view: 'inbox'; readonly approval: ApprovalId | null }
  | { readonly view: 'workspaces'; readonly workspace: WorkspaceId | null }
  | { readonly view: 'settings' }
  | { readonly view: 'welcome' }
  | { readonly view: 'more' };

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
      return { view: 'inbox', approval: id<ApprovalId>('approval') };
    case 'workspaces':
      return { view: 'workspaces', workspace: id<WorkspaceId>('workspace') };
    case 'settings':
    case 'welcome':
    case 'more':
      return { view: path };
    default:
      return { view: 'fleet', workspace: id<WorkspaceId>('workspace'), thread: id<ThreadId>('thread') };
  }
}

/** Writes a route as the fragment of an address. */
export function formatRoute(route: Route): string {
  const params = new URLSearchParams();
  if ('workspace' in route && route.workspace !== null) params.set('workspace', route.workspace);
  if ('thread' in route && route.thread !== null) params.set('thread', route.thread);
  if ('approval' in route && route.approval !== null) params.set('approval', route.approval);
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
export const toInbox = (approval: ApprovalId | null = null): Route => ({ view: 'inbox', approval });

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
