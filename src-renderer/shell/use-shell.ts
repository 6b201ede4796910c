import { useEffect, useRef } from 'react';
import type { ToPage } from '#shared/shell/messages.ts';
import { hostTopic } from '#shared/contract/topics.ts';
import { musterShell, useTopicStatus, useWorkspaces } from '../connection/index.ts';
import { commands } from '../platform/commands.ts';
import { followLink } from '../platform/links.ts';

/** The page's end of the desktop shell: runs what its menu and its notifications ask for, tells what can be run. */
export function useShell(): void {
  const workspaces = useWorkspaces();
  const latest = useRef(workspaces);
  useEffect(() => {
    latest.current = workspaces;
  });
  // A link names a workspace: it is followed when they are known.
  const { ready } = useTopicStatus(hostTopic.topic);
  useEffect(() => {
    const shell = musterShell();
    if (shell?.send === undefined || !ready) return undefined;
    const { send } = shell;
    listenOnce((message) => {
      if (message.type === 'run') commands.run(message.command);
      else followLink(message.link, latest.current);
    });
    let waiting = false;
    const report = (): void => {
      // Many components come and go with one step: one report after all of them.
      if (waiting) return;
      waiting = true;
      queueMicrotask(() => {
        waiting = false;
        send({ type: 'runnable', commands: [...commands.runnable()] });
      });
    };
    report();
    send({ type: 'ready' });
    return commands.watch(report);
  }, [ready]);
}

let hear: ((message: ToPage) => void) | undefined;

/** The bridge keeps every listener for the life of the page: it gets one, whoever stands behind it. */
function listenOnce(next: (message: ToPage) => void): void {
  const first = hear === undefined;
  hear = next;
  if (first) musterShell()?.listen?.((message) => hear?.(message));
}
