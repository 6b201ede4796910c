import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { ChangesScope } from '#shared/model/changes/changes.ts';
import type { ThreadStart } from '#shared/model/fleet/start.ts';
import type { ApprovalId, ThreadId, WorkspaceId } from '#shared/model/ids.ts';

/** State of the interface alone: nothing here is true of any thread, and nothing of it reaches the host. */
interface UiState {
  /** The person folded the left column. */
  railFolded: boolean;
  /** Groups of the fleet that are folded. */
  foldedGroups: readonly string[];
  filter: string;
  /** What the inbox is filtered by, and what its groups have in common. */
  inboxFilter: string;
  inboxGrouping: string;
  /** Requests selected by hand, to be decided together. */
  inboxSelected: readonly ApprovalId[];
  /** Requests put to the end of the list, with when that was, Unix ms: what comes later stands below them. */
  inboxLater: Readonly<Record<ApprovalId, number>>;
  /** Where the journal's list was left, px, and with which question. */
  journalPlace: { readonly question: string; readonly top: number };
  /** What rows of the fleet are grouped by and sorted by. */
  fleetGrouping: 'attention' | 'section' | 'workspace';
  fleetSort: 'start' | 'activity' | 'title';
  /** Rows have room for two lines. */
  fleetRoomy: boolean;
  /** Threads whose sub-agents are all shown. */
  fleetExpanded: readonly ThreadId[];
  /** Rows selected by hand, to be acted on together. */
  fleetSelected: readonly ThreadId[];
  /** The rows of the list, in their order: what comes after one that goes. */
  fleetShown: readonly ThreadId[];
  /** The thread that was open last, and when the person last looked at the fleet, Unix ms. */
  lastThread: ThreadId | null;
  lastSeen: number;
  /** Since when the person was away before they came back, Unix ms. */
  awaySince: number;
  /** The width of the lists, px, as the person made it; null as it is by itself. */
  listWidth: number | null;
  /** Threads side by side; the one of the address has the keys. */
  panes: readonly ThreadId[];
  /** The dialog with all notices is open. */
  notices: boolean;
  /** A verb that asks something first, and the threads it is for. */
  verb: { readonly id: string; readonly threads: readonly ThreadId[] } | null;
  /** What was opened and closed in threads, the last so many: it stays so when it is scrolled out of sight. */
  folds: ReadonlyMap<string, boolean>;
  /** The row that keys act on. */
  cursor: ThreadId | null;
  /** A thread that was just started or opened, whose row takes the focus. `at` is Unix ms. */
  focusThread: { readonly id: ThreadId; readonly at: number } | null;
  palette: boolean;
  /** A file that is read beside a thread. */
  reading: { readonly thread: ThreadId; readonly path: string; readonly line: number | null } | null;
  /** The search over all threads is open. */
  searchThreads: boolean;
  /** What is to be found in a thread once it is open. */
  findText: { readonly thread: ThreadId; readonly text: string } | null;
  help: boolean;
  addFolder: boolean;
  linkDevice: boolean;
  removeDemo: boolean;
  /** The confirmations of *Stop everything* and of *Continue all interrupted* are open. */
  stopAll: boolean;
  continueAll: boolean;
  /** The dialog for a new thread is open, with the workspace, and the worktree of it, that it was opened for. */
  newThread: {
    readonly workspace: WorkspaceId | null;
    readonly worktree?: string;
    readonly filled?: FilledByLink;
    /** A start that failed, to be edited and begun again. */
    readonly again?: ThreadStart;
  } | null;
  /** A start whose thread is opened as soon as it is there, if the address is still the one it was begun at. */
  openStarted: { readonly id: string; readonly from: string } | null;
  /** The dialog for a new thread stays for another one. */
  createAnother: boolean;
  /** Files that differ are listed by folder. */
  changesByFolder: boolean;
  /** Differences of white space are shown. */
  changesSpace: boolean;
  /** What of a thread's changes was looked at last. */
  changesScope: ChangesScope;
}

/** What a link from outside filled into the dialog for a new thread; nobody has read it yet. */
export interface FilledByLink {
  readonly prompt: string;
  /** The workspace or folder the link names, if it is none of those there are. */
  readonly unknownPlace: string | null;
}

/** What outlives a reload. */
const KEPT: ReadonlySet<keyof UiState> = new Set([
  'railFolded',
  'foldedGroups',
  'changesByFolder',
  'changesSpace',
  'createAnother',
  'fleetGrouping',
  'fleetSort',
  'fleetRoomy',
  'lastThread',
  'lastSeen',
  'awaySince',
  'listWidth',
  'panes',
]);

/** The same storage, but what stands there already is not written again: each write waits for the disk. */
function sparing(storage: Storage): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  return {
    getItem: (name) => storage.getItem(name),
    setItem: (name, value) => {
      if (storage.getItem(name) !== value) storage.setItem(name, value);
    },
    removeItem: (name) => storage.removeItem(name),
  };
}

/** The interface's own state; what should outlive a reload is kept in this browser. */
export const useUi = create<UiState>()(
  persist(
    (): UiState => ({
      railFolded: false,
      foldedGroups: ['snoozed'],
      filter: '',
      inboxFilter: '',
      inboxGrouping: 'same',
      inboxSelected: [],
      inboxLater: {},
      journalPlace: { question: '', top: 0 },
      fleetGrouping: 'attention',
      fleetSort: 'start',
      fleetRoomy: false,
      fleetExpanded: [],
      fleetSelected: [],
      fleetShown: [],
      lastThread: null,
      lastSeen: 0,
      awaySince: 0,
      listWidth: null,
      panes: [],
      notices: false,
      verb: null,
      folds: new Map(),
      cursor: null,
      focusThread: null,
      palette: false,
      reading: null,
      searchThreads: false,
      findText: null,
      help: false,
      addFolder: false,
      linkDevice: false,
      removeDemo: false,
      stopAll: false,
      continueAll: false,
      newThread: null,
      openStarted: null,
      createAnother: false,
      changesByFolder: false,
      changesSpace: true,
      changesScope: 'uncommitted',
    }),
    {
      name: 'muster.ui',
      version: 1,
      storage: createJSONStorage(() => sparing(localStorage)),
      partialize: (state) =>
        Object.fromEntries(Object.entries(state).filter(([key]) => KEPT.has(key as keyof UiState))) as never,
    },
  ),
);

/** Changes the interface's state. */
export const setUi = useUi.setState;

/** Asks that the focus goes to the row of a thread that was just started or opened, so that keys go on from there. */
export function focusThread(id: ThreadId): void {
  setUi({ cursor: id, focusThread: { id, at: Date.now() } });
}
