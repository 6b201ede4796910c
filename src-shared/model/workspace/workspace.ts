import type { Capabilities } from './capabilities.ts';
import type { HomeId, ThreadId, WorkspaceId } from '../ids.ts';
import type { WorkspaceDefaults } from '../thread/settings.ts';
import type { Settings } from '../settings/settings.ts';

/** What an app-server is doing, for people. `failed` waits for the person; `restarting` does not. */
export type AppServerStatus =
  | { readonly type: 'stopped' }
  /** Since when, Unix ms: on a machine with much to do it may take minutes, and is waited for. */
  | { readonly type: 'starting'; readonly since: number }
  /** `pid` is 0 where it is no process of this machine. */
  | { readonly type: 'ready'; readonly version: string; readonly pid: number }
  | { readonly type: 'suspended' }
  | {
      readonly type: 'restarting';
      readonly reason: string;
      readonly attempt: number;
      readonly retryAt: number;
      readonly stderr: readonly string[];
    }
  | {
      readonly type: 'failed';
      readonly reason: string;
      readonly hint: string | null;
      readonly stderr: readonly string[];
    };

/** Key `workspace:<id>` of the topic `host`. */
export interface WorkspaceEntity {
  readonly id: WorkspaceId;
  readonly name: string;
  readonly path: string;
  readonly homeId: HomeId;
  readonly branch: string | null;
  readonly status: AppServerStatus;
  /** What is missing or odd about the folder, a sentence each: no git repository, folder gone. */
  readonly notes: readonly string[];
  readonly demo: boolean;
  /** Threads of other programs in its folder that are not shown. */
  readonly hiddenThreads: number;
  /** Order in which it was added. */
  readonly ord: number;
  /** What the engine of its app-server can do. */
  readonly capabilities: Capabilities;
  readonly settings: WorkspaceSettings;
  /** What new threads begin with. */
  readonly defaults: WorkspaceDefaults;
}

export interface WorkspaceSettings {
  /** Another Codex binary for this workspace; null for the usual one. */
  readonly codexPath: string | null;
  /** Another CODEX_HOME for this workspace; null for the usual one. */
  readonly codexHome: string | null;
}

/** Key `home:<id>` of the topic `host`: one CODEX_HOME and who is signed in there. */
export interface HomeEntity {
  readonly id: HomeId;
  readonly path: string;
  readonly status: AppServerStatus;
  readonly account: AccountState | null;
  /** Nobody needs to sign in: the provider in use wants no OpenAI account. */
  readonly needsNoAccount: boolean;
  readonly provider: string | null;
  readonly model: string | null;
  readonly login: LoginState | null;
  readonly rateLimits: readonly RateLimit[];
  readonly demo: boolean;
}

export type AccountState =
  | { readonly type: 'none' }
  | { readonly type: 'apiKey' }
  | { readonly type: 'chatgpt'; readonly email: string | null; readonly plan: string | null }
  | { readonly type: 'other'; readonly name: string };

export type LoginState =
  | { readonly type: 'browser'; readonly loginId: string; readonly url: string }
  | { readonly type: 'device'; readonly loginId: string; readonly url: string; readonly code: string }
  | { readonly type: 'failed'; readonly message: string };

export interface RateLimit {
  readonly name: string;
  readonly usedPercent: number;
  readonly windowMinutes: number | null;
  readonly resetsAt: number | null;
}

/** Key `info` of the topic `host`: what is true of this host as a whole. */
export interface HostInfo {
  readonly version: string;
  readonly shell: 'electron' | 'browser';
  readonly platform: string;
  readonly dataDir: string;
  readonly codex: {
    readonly path: string | null;
    readonly source: 'workspace' | 'environment' | 'bundled' | 'path' | null;
    readonly version: string | null;
    readonly tested: boolean;
    readonly problem: string | null;
  };
  readonly git: { readonly version: string | null; readonly problem: string | null };
  readonly sandbox: { readonly works: boolean | null; readonly problem: string | null };
  readonly demo: 'off' | 'preparing' | 'running' | 'failed';
  readonly demoProblem: string | null;
  readonly settings: Settings;
}

/** Key `notice:<id>` of the topic `host`: something the person should know, until they dismiss it. */
export interface Notice {
  readonly id: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly detail: string;
  readonly workspaceId: WorkspaceId | null;
  readonly at: number;
  /** The threads it concerns, where it is shown as well. */
  readonly threadIds?: readonly ThreadId[];
  /** The session it tells of, whose own browser need not be told. */
  readonly session?: string;
}
