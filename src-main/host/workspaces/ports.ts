import type { HomeId, WorkspaceId } from '#shared/model/ids.ts';
import type { Capabilities } from '#shared/model/workspace/capabilities.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { AppServerStatus } from '#shared/model/workspace/workspace.ts';

/** The app-server of a workspace, as this folder needs it. */
export interface WorkspaceServer {
  readonly status: AppServerStatus;
  readonly threads: { readonly capabilities: Capabilities };
  start(): void;
  restart(): void;
  stop(): Promise<void>;
}

export interface WorkspaceStore {
  saveWorkspace(record: WorkspaceRecord): void;
  /** Forgets it with all of its threads. */
  removeWorkspace(id: WorkspaceId): void;
}

/** Where what new threads begin with is remembered. */
export interface DefaultsStore {
  read(): unknown;
  /** Throws ContractFailure `storage`. */
  write(value: unknown): void;
  onChange(listener: () => void): unknown;
}

/** What workspaces tell. */
export interface WorkspaceEvents {
  /** A workspace is gone, and with it all of its threads. */
  workspaceRemoved: WorkspaceId;
  /** A folder that is shown has another branch than the last time; null for none. */
  branchChanged: { readonly folder: string; readonly branch: string | null };
}

/** What workspaces hear. */
export interface WorkspaceHears extends Pick<WorkspaceEvents, 'branchChanged'> {
  workspaceServerStatus: { readonly id: WorkspaceId };
  /** A home's configuration, or only its MCP servers, was in trouble and is another now. */
  configChanged: { readonly id: HomeId; readonly what: 'configuration' | 'servers' };
  /** So many threads of other programs are in a workspace's folder and not shown. */
  hiddenCounted: { readonly id: WorkspaceId; readonly hidden: number };
}
