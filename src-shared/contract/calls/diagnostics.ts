import { z } from 'zod';
import type { Settings } from '../../model/settings/settings.ts';

/** What the host knows of itself, for finding out what is wrong. Everything in it is redacted (`model/secrets/redact.ts`). */
export const diagnosticsParams = {
  'diagnostics/read': z.object({}),
} as const satisfies Record<string, z.ZodType>;

export interface DiagnosticsResults {
  'diagnostics/read': Diagnostics;
}

/** One message on the wire, or a row of notifications of one method; never its content. */
export interface WireEntry {
  /** Unix ms of the first. */
  readonly at: number;
  readonly way: 'in' | 'out';
  readonly kind: 'request' | 'notification' | 'answer' | 'error' | 'unread';
  readonly method: string | null;
  readonly id: string | null;
  count: number;
  /** Length of their lines, in UTF-16 units. */
  characters: number;
}

export interface AppServerDiagnostics {
  readonly name: string;
  readonly status: string;
  /** Why it is not running, if it is not. */
  readonly reason: string | null;
  readonly pid: number | null;
  readonly generation: string | null;
  readonly malformed: number;
  /** How often taking in a message of a method failed: faults of ours, each of which cost that message. */
  readonly failures: Readonly<Record<string, number>>;
  readonly unknownMethods: readonly string[];
  readonly pendingRequests: number;
  readonly heldThreads: number;
  readonly stderr: readonly string[];
  readonly wire: readonly Readonly<WireEntry>[];
}

export interface Diagnostics {
  /** Unix ms. */
  readonly at: number;
  readonly versions: {
    readonly muster: string;
    readonly contract: number;
    readonly shell: string;
    readonly codex: string | null;
    readonly codexSource: string | null;
    readonly git: string | null;
    readonly node: string;
    /** Only in the desktop app. */
    readonly electron: string | null;
    readonly chromium: string | null;
    /** Name, release and architecture of the system. */
    readonly system: string;
  };
  readonly sandbox: { readonly works: boolean | null; readonly problem: string | null };
  readonly settings: Settings;
  /** Each CODEX_HOME in use: how one signs in there, and what its configuration names. */
  readonly homes: readonly {
    readonly path: string;
    readonly signIn: string | null;
    readonly needsNoAccount: boolean;
    readonly provider: string | null;
    readonly model: string | null;
  }[];
  readonly appServers: readonly AppServerDiagnostics[];
  /** How many threads are in each state. */
  readonly threads: Readonly<Record<string, number>>;
  readonly pendingApprovals: number;
  readonly clients: readonly { readonly name: string; readonly topics: readonly string[] }[];
  readonly memoryBytes: number;
  readonly uptimeSeconds: number;
  /** Faults of ours since the host began; the log has each of them. */
  readonly faults: number;
  readonly storage: { readonly path: string; readonly problem: string | null };
  /** The last lines of Muster's own log. */
  readonly log: readonly string[];
}
