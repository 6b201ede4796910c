import type { HomeId, WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { AppServer } from './engines/codex/app-server/app-server.ts';
import type { SandboxMode } from './engines/engine.ts';
import type { Guard } from './engines/codex/guard.ts';
import { CodexThreads } from './engines/codex/threads.ts';
import type { EventSource } from './wire-events.ts';
import type { WorkspaceService } from './workspaces/workspace-service.ts';

export interface WorkspacePortsOptions {
  readonly workspace: WorkspaceService<AppServer>['get'];
  readonly folders: (record: WorkspaceRecord) => Promise<readonly string[]>;
  readonly guard: (
    workspace: WorkspaceRecord,
    server: AppServer,
    cwd: string,
    wanted: SandboxMode | undefined,
  ) => Promise<Guard>;
  readonly lockConfig: <T>(home: HomeId, work: () => Promise<T>) => Promise<T>;
}

/** The workspaces as threads and events see them. */
export class WorkspacePorts {
  readonly #options: WorkspacePortsOptions;
  readonly #sources = new Map<WorkspaceId, EventSource>();

  constructor(options: WorkspacePortsOptions) {
    this.#options = options;
  }

  /** A workspace as its threads see it: one object for its whole life, always as it is now. */
  get(id: WorkspaceId): EventSource | undefined {
    const workspace = this.#options.workspace(id);
    const known = this.#sources.get(id);
    if (known !== undefined || workspace === undefined) return workspace === undefined ? undefined : known;
    const { folders, guard, lockConfig } = this.#options;
    const source: EventSource = {
      id,
      engine: new CodexThreads({
        server: workspace.server,
        guard: (cwd, wanted) => guard(workspace.record, workspace.server, cwd, wanted),
        lockConfig: (work) => lockConfig(workspace.record.homeId, work),
      }),
      get path() {
        return workspace.record.path;
      },
      get branch() {
        return workspace.branch;
      },
      get name() {
        return workspace.record.name;
      },
      get homeId() {
        return workspace.record.homeId;
      },
      folders: () => folders(workspace.record),
    };
    this.#sources.set(id, source);
    return source;
  }

  /** The workspace was removed. */
  forget(id: WorkspaceId): void {
    this.#sources.delete(id);
  }
}
