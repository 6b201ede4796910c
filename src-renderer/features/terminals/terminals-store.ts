import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { TerminalId, WorkspaceId } from '#shared/model/ids.ts';

/** How the terminals lie in this browser; nothing here is true of any terminal. */
interface TerminalsUi {
  /** The dock is shown. */
  readonly open: boolean;
  /** Height of the dock, CSS pixels. */
  readonly height: number;
  /** The tab in view. */
  readonly current: TerminalId | null;
  /** The workspace of the last terminal that was opened, for when none is in view. */
  readonly workspace: WorkspaceId | null;
  /** Size of the last terminal, so that a new one begins with about its own. */
  readonly cols: number;
  readonly rows: number;
  /** Rises when the terminal in view should take the focus. */
  readonly focus: number;
  /** Rises when the search of the terminal in view should open. */
  readonly find: number;
  /** A terminal was asked for and is not there yet: it is waited for, and no other is shown in its place. */
  readonly opening: boolean;
  /** The tab whose name is being written. */
  readonly renaming: TerminalId | null;
  /** A terminal that was asked to close while something runs in it. */
  readonly closing: { readonly id: TerminalId; readonly running: string } | null;
}

export const LEAST_HEIGHT = 120;
export const USUAL_HEIGHT = 320;

/** Where the terminals lie, kept in this browser over reloads. */
export const useTerminalsUi = create<TerminalsUi>()(
  persist(
    (): TerminalsUi => ({
      open: false,
      height: USUAL_HEIGHT,
      current: null,
      workspace: null,
      cols: 100,
      rows: 16,
      focus: 0,
      find: 0,
      opening: false,
      renaming: null,
      closing: null,
    }),
    {
      name: 'muster.terminals',
      version: 1,
      partialize: ({ open, height, current, workspace, cols, rows }) =>
        ({ open, height, current, workspace, cols, rows }) as TerminalsUi,
    },
  ),
);

export const setTerminalsUi = useTerminalsUi.setState;

/** Gives the focus to the terminal in view, as soon as it is there. */
export function focusTerminal(): void {
  setTerminalsUi(({ focus }) => ({ focus: focus + 1 }));
}
