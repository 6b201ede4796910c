import { useCallback } from 'react';
import { hostTopic, terminalsTopic, threadTopic } from '#shared/contract/topics.ts';
import type { TerminalId, WorkspaceId } from '#shared/model/ids.ts';
import type { TerminalEntity } from '#shared/model/terminal/terminal.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { useRoute } from '../../platform/routes.ts';
import {
  asFailure,
  useConnection,
  useEntity,
  useFleetRow,
  useSelected,
  useWorkspaces,
  type Selector,
} from '../../connection/index.ts';
import { focusTerminal, setTerminalsUi, useTerminalsUi } from './terminals-store.ts';

const TERMINALS: Selector<readonly TerminalEntity[]> = {
  select: (values) => terminalsTopic.terminal.all(values).sort((a, b) => a.ord - b.ord),
  same: (a, b) => a.length === b.length && a.every((terminal, index) => terminal === b[index]),
};
const COUNT: Selector<number> = { select: (values) => values.size, same: (a, b) => a === b };

/** All terminals, in the order in which they were opened. */
export function useTerminals(): readonly TerminalEntity[] {
  return useSelected(terminalsTopic.topic, TERMINALS);
}

/** How many terminals there are. */
export function useTerminalCount(): number {
  return useSelected(terminalsTopic.topic, COUNT);
}

/** Where a new terminal would be opened. */
export interface Place {
  readonly workspaceId: WorkspaceId;
  /** Null for the workspace's own folder. */
  readonly cwd: string | null;
  /** The folder's name. */
  readonly name: string;
}

/** The worktree in view: of the open thread, else the workspace's, else where the last terminal was opened. */
export function usePlace(): Place | null {
  const route = useRoute();
  const thread = route.view === 'fleet' ? route.thread : null;
  const detail = useEntity(
    thread === null ? hostTopic.topic : threadTopic(thread),
    thread === null ? null : threadTopic.thread.key,
  );
  const row = useFleetRow(thread);
  const last = useTerminalsUi((state) => state.workspace);
  const workspaces = useWorkspaces();
  const chosen = row?.workspaceId ?? (route.view === 'fleet' ? route.workspace : null) ?? last;
  const workspace = workspaces.find(({ id }) => id === chosen) ?? workspaces[0];
  if (workspace === undefined) return null;
  const cwd = row !== undefined && detail !== undefined ? detail.cwd : null;
  return { workspaceId: workspace.id, cwd, name: folderName(cwd ?? workspace.path) };
}

/** The last part of a path. */
export function folderName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

/** Whether a terminal was opened in the place. */
function isIn({ workspaceId, cwd }: TerminalEntity, place: Place, path: string | undefined): boolean {
  return workspaceId === place.workspaceId && cwd === (place.cwd ?? path);
}

/** What can be done with terminals from anywhere on the page. */
export function useTerminalActions() {
  const { client } = useConnection();
  const place = usePlace();
  const workspaces = useWorkspaces();
  const terminals = useTerminals();
  const path = workspaces.find(({ id }) => id === place?.workspaceId)?.path;

  const open = useCallback(async () => {
    if (place === null) return;
    const { cols, rows } = useTerminalsUi.getState();
    const { workspaceId, cwd } = place;
    // From here on keys belong to this terminal: in the page a letter may decide a request.
    setTerminalsUi({ opening: true });
    focusTerminal();
    try {
      const { terminalId } = await client.call('terminal/open', {
        workspaceId,
        cols,
        rows,
        ...(cwd !== null && { cwd }),
      });
      setTerminalsUi({ current: terminalId, workspace: workspaceId });
      focusTerminal();
    } catch (error) {
      tellFailure('The terminal was not opened', asFailure(error));
    } finally {
      setTerminalsUi({ opening: false });
    }
  }, [client, place]);

  /** Chooses the tab of the worktree in view, and opens a terminal when there is none at all. */
  const show = useCallback(() => {
    if (terminals.length === 0) {
      void open();
      return;
    }
    const { current } = useTerminalsUi.getState();
    const known = terminals.find(({ id }) => id === current);
    const here = place === null ? [] : terminals.filter((terminal) => isIn(terminal, place, path));
    if (known === undefined || (here.length > 0 && !here.includes(known)))
      setTerminalsUi({ current: (here[0] ?? terminals[0])?.id ?? null });
    focusTerminal();
  }, [terminals, place, path, open]);

  const close = useCallback(
    async (id: TerminalId, sure = false) => {
      try {
        const { closed, running } = await client.call('terminal/close', {
          terminalId: id,
          ...(!sure && { ifIdle: true }),
        });
        setTerminalsUi({ closing: closed ? null : { id, running: running ?? 'a program' } });
      } catch (error) {
        setTerminalsUi({ closing: null });
        tellFailure('The terminal was not closed', asFailure(error));
      }
    },
    [client],
  );

  const attempt = useCallback((what: string, promise: Promise<unknown>): void => {
    promise.catch((error: unknown) => tellFailure(what, asFailure(error)));
  }, []);
  const clear = useCallback(
    (id: TerminalId) =>
      attempt('The terminal was not cleared', client.call('terminal/clear', { terminalId: id })),
    [attempt, client],
  );
  const restart = useCallback(
    (id: TerminalId) =>
      attempt('The terminal was not started', client.call('terminal/restart', { terminalId: id })),
    [attempt, client],
  );
  const rename = useCallback(
    (id: TerminalId, name: string) =>
      attempt(
        'The terminal was not renamed',
        client.call('terminal/rename', { terminalId: id, name: name.trim() === '' ? null : name }),
      ),
    [attempt, client],
  );
  return { place, terminals, open, show, close, clear, restart, rename };
}

export type TerminalActions = ReturnType<typeof useTerminalActions>;
