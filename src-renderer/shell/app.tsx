import { useEffect, useRef, useState } from 'react';
import { hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import { askSentence } from '#shared/model/approval/asks.ts';
import { FolderDialog, DemoRemoval } from '../features/welcome/index.ts';
import { LinkDialog } from '../features/settings/index.ts';
import { NewThreadDialog, useDraftFlush } from '../features/composer/index.ts';
import { StopAllDialog } from '../features/fleet/index.ts';
import { useBrowserNotifications } from '../features/notifications/index.ts';
import { ThreadSearch } from '../features/search/index.ts';
import { KeysDialog, Palette } from '../features/palette/index.ts';
import { useConnection, usePendingCount, useTopicStatus } from '../connection/index.ts';
import { Boundary } from '../ui/boundary.tsx';
import { FolderDrop } from './folder-drop.tsx';
import { Shell } from './shell.tsx';
import { useGlobalCommands } from './global-commands.ts';
import { useLinks } from '../platform/links.ts';
import { useShell } from './use-shell.ts';
import { useTheme } from '../platform/theme.ts';
import { useKeyboard } from '../platform/use-command.ts';

/** The whole app: the shell with its columns, and what floats above it. */
export function App() {
  useTheme();
  useKeyboard();
  useGlobalCommands();
  useLinks();
  useShell();
  useTitle();
  useBrowserNotifications();
  useDraftFlush();
  useTopicStatus(hostTopic.topic);
  return (
    <>
      <Shell />
      <Boundary what="The search" on={[]}>
        <ThreadSearch />
      </Boundary>
      <Boundary what="The palette" on={[]}>
        <Palette />
      </Boundary>
      <Boundary what="The list of keys" on={[]}>
        <KeysDialog />
      </Boundary>
      <Boundary what="The dialog for a new thread" on={[]}>
        <NewThreadDialog />
      </Boundary>
      <Boundary what="The dialog for a folder" on={[]}>
        <FolderDialog />
      </Boundary>
      <Boundary what="The dialog for a link" on={[]}>
        <LinkDialog />
      </Boundary>
      <Boundary what="The dialog for the demo" on={[]}>
        <DemoRemoval />
      </Boundary>
      <Boundary what="The dialog for stopping" on={[]}>
        <StopAllDialog />
      </Boundary>
      <Boundary what="Dropping folders" on={[]}>
        <FolderDrop />
      </Boundary>
      <Boundary what="The word of new approvals" on={[]}>
        <NewApprovals />
      </Boundary>
    </>
  );
}

/** The window's title says how much waits, so that a glance at the tabs is enough. */
function useTitle(): void {
  const pending = usePendingCount();
  useEffect(() => {
    document.title = pending === 0 ? 'Muster' : `(${pending}) Muster`;
  }, [pending]);
}

/** How long a screen reader has to take up what is said, ms. */
const SAID_MS = 5000;

/** Tells a screen reader of approvals that arrive while the page is open, and moves nothing. */
function NewApprovals() {
  const { store } = useConnection();
  const [said, setSaid] = useState('');
  const known = useRef<Set<string> | null>(null);
  useEffect(
    () =>
      store.watchValues(inboxTopic.topic, () => {
        const pending = new Map<ApprovalId, Approval>();
        for (const approval of inboxTopic.approval.all(store.values(inboxTopic.topic))) {
          if (approval.outcome === null) pending.set(approval.id, approval);
        }
        const before = known.current;
        known.current = new Set(pending.keys());
        // Requests that waited when the page opened are read with the page, so they are not announced.
        if (before === null) return;
        const fresh = [...pending.values()].filter(({ id }) => !before.has(id));
        const [first] = fresh;
        if (first === undefined) return;
        setSaid(
          fresh.length === 1
            ? `${first.threadTitle} ${askSentence(first.body)}. ${pending.size} waiting.`
            : `${fresh.length} new approvals. ${pending.size} waiting.`,
        );
      }),
    [store],
  );
  // Once it is read it must not be met again by whoever moves through the page.
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <output className="visually-hidden" aria-live="polite" data-testid="announcer">
      {said}
    </output>
  );
}
