/**
 * The machine that workspaces lie on, as the host needs it: its files, programs, and terminals. The host works on its
 * own; one that is reached over a network would be another file beside `local.ts`.
 */
import type { TerminalSize } from '#shared/model/terminal/terminal.ts';

/** What stands at a path. */
export interface FileFacts {
  readonly kind: FileKind;
  readonly bytes: number;
  /** When it was written last, Unix ms. */
  readonly changedAt: number;
  /** Another file at the same path has another number; 0 where there are none. */
  readonly number: number;
}

/** `other` is a pipe, a device or a socket. */
export type FileKind = 'file' | 'folder' | 'link' | 'other';

/** Files by whole paths. What is refused rejects as Node says it, with its `code`. */
export interface MachineFiles {
  /** What stands at a path, links followed; null when nothing does. */
  look(path: string): Promise<FileFacts | null>;
  /** What stands at a path, a link being a link; null when nothing does. */
  lookAtEntry(path: string): Promise<FileFacts | null>;
  /** The path without links, in the letter case of the disk. */
  real(path: string): Promise<string>;
  /** What a folder holds, in no order. */
  list(folder: string): Promise<readonly { readonly name: string; readonly kind: FileKind }[]>;
  /** The whole content of a plain file; null when it is anything else. A link is not followed, a pipe never opened. */
  content(path: string): Promise<Buffer | null>;
  /** Where a link leads, as it is written. */
  target(link: string): Promise<string>;
  /** Whether all of it is allowed: `enter` a folder, `run` a program. */
  may(path: string, ...what: readonly ('read' | 'write' | 'enter' | 'run')[]): Promise<boolean>;
  /** Makes a folder, and those it lies in. */
  makeFolder(path: string): Promise<void>;
}

export interface RunOptions {
  /** The whole environment of the program. */
  readonly env: NodeJS.ProcessEnv;
  /** After this it is ended. */
  readonly timeoutMs: number;
  /** It is ended when it has written more. */
  readonly mostBytes: number;
  /** For its standard input; without it there is none. */
  readonly input?: string | undefined;
}

/** How a program ended, and what it had written by then. */
export interface Ran {
  readonly end:
    | { readonly type: 'exit'; readonly code: number }
    | { readonly type: 'missing' | 'timeout' | 'tooMuch' | 'failed' };
  readonly output: Buffer;
  readonly errors: string;
}

/** What became of a program that was let go of; `code` is null where a signal ended it. */
export type Launched =
  | { readonly type: 'runs' }
  | { readonly type: 'ended'; readonly code: number | null }
  | { readonly type: 'missing' | 'failed' };

/** How a program is started on a PTY. */
export interface PtyLaunch extends TerminalSize {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface PtyEvents {
  /** What the program wrote; never an empty text. */
  readonly data: (text: string) => void;
  /** Told once, after all that it wrote. */
  readonly exit: (code: number, signal: number | null) => void;
}

/** One program on its PTY, until it ends. */
export interface Pty {
  /** The process, which leads a session of its own; its children belong to it unless they begin another. */
  readonly pid: number;
  /** What runs in the foreground, as the system calls it; null where that cannot be told. */
  readonly foreground: string | null;
  /** Sends what was typed. Throws ContractFailure `overloaded` when the program has not read much of what was sent. */
  write(data: string): void;
  resize(size: TerminalSize): void;
  /** Stops or goes on reading: what is not read fills the system's buffer, and the program waits. */
  set paused(paused: boolean);
  /** Tells the program's group that its terminal is gone, as closing a window does. */
  hangUp(): void;
  /** Ends the program's group at once. */
  kill(): void;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The person's own folder. */
  readonly home: string;
  /** The variables that programs begin with. */
  readonly env: NodeJS.ProcessEnv;
  readonly files: MachineFiles;
  /** Runs a program to its end, without a shell and in no folder of a workspace. Never rejects. */
  run(program: string, args: readonly string[], options: RunOptions): Promise<Ran>;
  /**
   * Starts a program of the person's own, such as an editor, without a shell, and lets go of it: it outlives the host.
   * Answers once it runs, or how it ended where it did so at once. Never rejects.
   */
  launch(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Launched>;
  /**
   * Starts a program on a PTY of its own. Rejects with ContractFailure `unavailable` where there are no PTYs, and
   * `refused` when the system does not start the program.
   */
  startPty(launch: PtyLaunch, events: PtyEvents): Promise<Pty>;
}
