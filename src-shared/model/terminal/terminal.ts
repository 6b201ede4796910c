import type { TerminalId, WorkspaceId } from '../ids.ts';

/** Columns and rows of characters. */
export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

/** What the program of a terminal is doing. One that has ended keeps its screen until its tab is closed. */
export type TerminalStatus =
  | { readonly type: 'running' }
  /** `signal` is the system's number of what ended it, or null when it ended by itself. */
  | { readonly type: 'exited'; readonly code: number; readonly signal: number | null };

/** Key `terminal:<id>` of the topic `terminals`: all that a tab shows. */
export interface TerminalEntity extends TerminalSize {
  readonly id: TerminalId;
  readonly workspaceId: WorkspaceId;
  /** The folder it was opened in: a real path. */
  readonly cwd: string;
  /** The program it runs, without its folder: `zsh`, `powershell.exe`. */
  readonly shell: string;
  /** What the person calls it. */
  readonly name: string | null;
  /** What the program calls it: plain text of a stranger. */
  readonly title: string | null;
  readonly status: TerminalStatus;
  /** Order in which it was opened. */
  readonly ord: number;
  /** When the program last rang the bell, Unix ms; at most once a second. */
  readonly bellAt: number | null;
}

/** Key `size` of the topic `terminal:<id>`. */
export interface TerminalResize extends TerminalSize {
  /** The output before this offset was written for the size before. UTF-16 units. */
  readonly at: number;
  /** Counts the sizes there were: whoever missed one starts over from the screen. */
  readonly count: number;
}

/** What stands on a tab: the name that the person gave, else the program's own title, else the program. */
export function terminalLabel({ name, title, shell }: TerminalEntity): string {
  return name ?? title ?? shell;
}

/** Most terminals at a time, ended ones included. */
export const TERMINAL_LIMIT = 64;
/** Most UTF-16 units that one call writes. */
export const TERMINAL_INPUT_LIMIT = 64 * 1024;
/** A follower tells how far it came at least this often, UTF-16 units: a small part of what may wait for it. */
export const TERMINAL_SEEN_EVERY = 64 * 1024;
