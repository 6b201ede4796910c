import { useEffect } from 'react';
import { hostTopic } from '#shared/contract/topics.ts';
import { parseLink, type Link, type NewThreadLink } from '#shared/model/links/link.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { useTopicStatus, useWorkspaces } from '../connection/index.ts';
import { tell } from './messages.tsx';
import { navigate, toFleet, toInbox, toThread } from './routes.ts';
import { setUi } from './ui-store.ts';

/** Goes where a link leads. A link for a new thread fills the dialog and starts nothing. */
export function followLink(link: Link, workspaces: readonly WorkspaceEntity[]): void {
  switch (link.type) {
    case 'thread':
      navigate(toThread(link.threadId));
      return;
    case 'inbox':
      navigate(toInbox(link.approvalId));
      return;
    case 'new': {
      const named = placeOf(link, workspaces);
      const unknownPlace = named === undefined ? (link.path ?? link.workspace) : null;
      setUi({
        newThread: { workspace: named?.id ?? null, filled: { prompt: link.prompt, unknownPlace } },
      });
    }
  }
}

function placeOf(
  { path, workspace }: NewThreadLink,
  workspaces: readonly WorkspaceEntity[],
): WorkspaceEntity | undefined {
  const bare = (folder: string): string => folder.replace(/[\\/]+$/, '');
  if (path !== null) return workspaces.find((candidate) => bare(candidate.path) === bare(path));
  return workspaces.find(({ id, name }) => id === workspace || name === workspace);
}

/**
 * The link in a page's own address, `#/new?workspace=…&prompt=…`: for a browser, to which nobody hands `muster:` links.
 * Undefined when the address is an ordinary place, null when it is such a link and cannot be read.
 */
export function linkOfAddress(hash: string): Link | null | undefined {
  const query = /^#\/new\/?(?:\?(.*))?$/.exec(hash);
  if (query === null) return undefined;
  return parseLink(`muster://new?${query[1] ?? ''}`);
}

/** Follows a link that stands in the page's address, once, and takes it out of there. */
export function useLinks(): void {
  const workspaces = useWorkspaces();
  const { ready } = useTopicStatus(hostTopic.topic);
  useEffect(() => {
    // A link names a workspace: it is followed when they are known.
    if (!ready) return undefined;
    const look = (): void => {
      const link = linkOfAddress(location.hash);
      if (link === undefined) return;
      navigate(toFleet(), 'replace');
      if (link === null)
        tell('needs', 'That link was not followed', 'It holds something that Muster does not take.');
      else followLink(link, workspaces);
    };
    look();
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, [ready, workspaces]);
}
