import type { WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { Hears } from './base/events.ts';
import type { EngineSession } from './engines/engine.ts';
import type { EventSource } from './engine-events.ts';
import type { WorkspaceService } from './workspaces/workspace-service.ts';

export interface WorkspacePortsOptions {
  readonly workspaces: Pick<WorkspaceService, 'get' | 'require' | 'all'>;
  readonly server: (id: WorkspaceId) => Pick<EngineSession, 'threads'> | undefined;
  readonly events: Hears<{ workspaceRemoved: WorkspaceId }>;
  readonly folders: (record: WorkspaceRecord) => Promise<readonly string[]>;
}

/** The workspaces as threads and events see them. */
export class WorkspacePorts {
  readonly #options: WorkspacePortsOptions;
  readonly #sources = new Map<WorkspaceId, EventSource>();

  constructor(options: WorkspacePortsOptions) {
    this.#options = options;
    options.events.on('workspaceRemoved', (id) => this.#sources.delete(id));
  }

  /** A workspace as its threads see it: one object for its whole life, always as it is now. */
  get(id: WorkspaceId): EventSource | undefined {
    const workspace = this.#options.workspaces.get(id);
    const server = this.#options.server(id);
    const known = this.#sources.get(id);
    if (workspace === undefined || server === undefined) return undefined;
    if (known !== undefined) return known;
    const { folders } = this.#options;
    const source: EventSource = {
      id,
      engine: server.threads,
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

  /** The same. Throws ContractFailure `notFound` when it was removed. */
  require(id: WorkspaceId): EventSource {
    const source = this.get(this.#options.workspaces.require(id).record.id);
    if (source === undefined) throw new Error(`the workspace ${id} has no app-server`);
    return source;
  }

  /** All of them. */
  all(): EventSource[] {
    return [...this.#options.workspaces.all()].flatMap(({ record }) => this.get(record.id) ?? []);
  }
}
