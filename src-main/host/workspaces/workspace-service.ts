import { hostTopic } from '#shared/contract/topics.ts';
import { randomUUID } from 'node:crypto';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { Change } from '#shared/model/collection.ts';
import { asId, type HomeId, type WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceDefaults } from '#shared/model/thread/settings.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import type { Hears, Tells } from '../base/events.ts';
import type { CallHandlers } from '../topics/calls.ts';
import { Defaults } from './defaults.ts';
import { folderName, folderNotes, listFolders, realFolder, type WorkspaceDisk } from './folders.ts';
import type {
  DefaultsStore,
  WorkspaceEvents,
  WorkspaceHears,
  WorkspaceServer,
  WorkspaceStore,
} from './ports.ts';
import { isWithin, type Reach } from './reach.ts';

export interface WorkspaceOptions {
  readonly apply: (changes: readonly Change[]) => void;
  readonly store: WorkspaceStore;
  /** What new threads of each workspace begin with. */
  readonly defaults: DefaultsStore;
  readonly events: Tells<WorkspaceEvents> & Hears<WorkspaceHears>;
  /** Makes the app-server of a workspace; it is started by this service. `record` is asked again before each spawn. */
  readonly makeServer: (id: WorkspaceId, record: () => WorkspaceRecord) => WorkspaceServer;
  /** The home of a CODEX_HOME folder; null stands for the usual one. */
  readonly homeOf: (codexHome: string | null) => HomeId;
  readonly disk: WorkspaceDisk;
  readonly branchOf: (path: string) => Promise<string | null>;
  readonly gitProblem: () => string | null;
  /** What agents could change in a folder (a real path) beyond a project. */
  readonly reach: (folder: string) => Reach;
  readonly onFault: (error: unknown) => void;
}

export interface AddOptions {
  readonly codexHome?: string | null;
  readonly demo?: boolean;
  readonly knowingly?: boolean;
}

/** Throws ContractFailure for a folder that is refused, or that the person must be told about first. */
function allow(reach: Reach, knowingly: boolean): void {
  if (reach.type === 'refused') throw new ContractFailure({ code: 'badRequest', message: reach.why });
  if (reach.type === 'asks' && !knowingly)
    throw new ContractFailure({ code: 'needsConsent', message: reach.why });
}

/** One workspace with its app-server. */
export interface Workspace {
  record: WorkspaceRecord;
  readonly server: WorkspaceServer;
  branch: string | null;
  notes: readonly string[];
  /** Threads of other programs in its folder that are not shown. */
  hiddenThreads: number;
}

type WorkspaceCalls =
  | 'workspace/add'
  | 'workspace/remove'
  | 'workspace/restart'
  | 'workspace/update'
  | 'workspace/defaults'
  | 'folder/list';

/** The folders the user added. It owns their app-servers. */
export class WorkspaceService {
  readonly #options: WorkspaceOptions;
  readonly #workspaces = new Map<WorkspaceId, Workspace>();
  readonly #defaults: Defaults;

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    this.#defaults = new Defaults(options.defaults);
    options.defaults.onChange(() => {
      for (const workspace of this.#workspaces.values()) this.show(workspace);
    });
    const { events } = options;
    events.on('workspaceServerStatus', ({ id }) => {
      const workspace = this.#workspaces.get(id);
      if (workspace !== undefined) this.show(workspace);
    });
    events.on('configChanged', ({ id, what }) => {
      // One that runs reads it anew for each thread that starts; what could not start with it begins anew.
      if (what !== 'configuration') return;
      for (const { record, server } of this.#workspaces.values())
        if (record.homeId === id && server.status.type === 'failed') server.restart();
    });
    events.on('branchChanged', ({ folder, branch }) => {
      for (const workspace of this.#workspaces.values())
        if (workspace.record.path === folder && workspace.branch !== branch)
          void this.look(workspace).catch(options.onFault);
    });
    events.on('hiddenCounted', ({ id, hidden }) => {
      const workspace = this.#workspaces.get(id);
      if (workspace === undefined || workspace.hiddenThreads === hidden) return;
      workspace.hiddenThreads = hidden;
      this.show(workspace);
    });
  }

  all(): Iterable<Workspace> {
    return this.#workspaces.values();
  }

  get(id: WorkspaceId): Workspace | undefined {
    return this.#workspaces.get(id);
  }

  /** Throws ContractFailure `notFound`. */
  require(id: WorkspaceId): Workspace {
    const workspace = this.#workspaces.get(id);
    if (workspace === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'This workspace was removed.' });
    return workspace;
  }

  /** Shows a workspace and starts its app-server. */
  open(record: WorkspaceRecord): Workspace {
    const workspace: Workspace = {
      record,
      server: this.#options.makeServer(record.id, () => workspace.record),
      branch: null,
      notes: [],
      hiddenThreads: 0,
    };
    this.#workspaces.set(record.id, workspace);
    this.show(workspace);
    void this.look(workspace);
    workspace.server.start();
    return workspace;
  }

  /**
   * Adds a folder; the same one by another path is the workspace there is. Throws ContractFailure; `needsConsent` where
   * agents could change more than a project and the person was not told yet (`knowingly`).
   */
  async add(path: string, how: AddOptions = {}): Promise<Results['workspace/add']> {
    const { codexHome = null, demo = false, knowingly = false } = how;
    const real = await realFolder(this.#options.disk, path);
    const known = await this.#at(real);
    if (known !== undefined) return { workspaceId: known.record.id, existed: true };
    if (!demo) allow(this.#options.reach(real), knowingly);
    const homeId = this.#options.homeOf(codexHome);
    const ord = Math.max(-1, ...[...this.#workspaces.values()].map(({ record }) => record.ord)) + 1;
    const id = asId<WorkspaceId>(randomUUID());
    const record: WorkspaceRecord = {
      id,
      name: folderName(real),
      path: real,
      homeId,
      ord,
      demo,
      codexPath: null,
      codexHome,
    };
    this.#options.store.saveWorkspace(record);
    this.open(record);
    return { workspaceId: id, existed: false };
  }

  /** The workspace whose folder is the one at a real path now: it may have been moved, and a link put in its place. */
  async #at(real: string): Promise<Workspace | undefined> {
    for (const workspace of this.#workspaces.values()) {
      const { path } = workspace.record;
      if (path === real || (await realFolder(this.#options.disk, path).catch(() => null)) === real)
        return workspace;
    }
    return undefined;
  }

  async remove({ workspaceId }: Params<'workspace/remove'>): Promise<null> {
    const workspace = this.require(workspaceId);
    this.#options.store.removeWorkspace(workspaceId);
    this.#workspaces.delete(workspaceId);
    this.#defaults.set(workspaceId, undefined);
    this.#options.apply([hostTopic.workspace.cut(workspaceId)]);
    this.#options.events.fire('workspaceRemoved', workspaceId);
    await workspace.server.stop();
    return null;
  }

  restart({ workspaceId }: Params<'workspace/restart'>): null {
    const workspace = this.require(workspaceId);
    void this.look(workspace);
    workspace.server.restart();
    return null;
  }

  async update(params: Params<'workspace/update'>): Promise<null> {
    const workspace = this.require(params.workspaceId);
    const before = workspace.record;
    const { name = before.name, codexPath = before.codexPath, codexHome = before.codexHome } = params;
    for (const own of [codexPath, codexHome]) this.#outsideOfAll(own);
    const homeId = codexHome === before.codexHome ? before.homeId : this.#options.homeOf(codexHome);
    const record = { ...before, name, codexPath, codexHome, homeId };
    this.#options.store.saveWorkspace(record);
    workspace.record = record;
    this.show(workspace);
    if (codexPath !== before.codexPath || codexHome !== before.codexHome) workspace.server.restart();
    return null;
  }

  /** What new threads of a workspace begin with. */
  defaultsOf(id: WorkspaceId): WorkspaceDefaults {
    return this.#defaults.of(id);
  }

  setDefaults({ workspaceId, ...change }: Params<'workspace/defaults'>): null {
    const workspace = this.require(workspaceId);
    const before = this.#defaults.of(workspaceId);
    const { model = before.model, effort = before.effort, permission = before.permission } = change;
    const { plan = before.plan, place = before.place } = change;
    this.#defaults.set(workspaceId, { model, effort, permission, plan, place });
    this.show(workspace);
    return null;
  }

  /** What decides how agents run must not lie where agents write. Throws ContractFailure. */
  #outsideOfAll(path: string | null): void {
    if (path === null) return;
    const inside = [...this.#workspaces.values()].find(({ record }) => isWithin(path, record.path, false));
    if (inside === undefined) return;
    throw new ContractFailure({
      code: 'badRequest',
      message: `${path} lies in the workspace ${inside.record.name}, where agents can change it. Choose a place outside of all workspaces.`,
    });
  }

  /** Looks at the folder anew: its branch, and what is missing. */
  async look(workspace: Workspace): Promise<void> {
    const { path } = workspace.record;
    workspace.branch = await this.#options.branchOf(path);
    const notes = await folderNotes(
      this.#options.disk.files,
      path,
      workspace.branch,
      this.#options.gitProblem(),
    );
    const reach = workspace.record.demo ? null : this.#options.reach(path);
    workspace.notes = reach === null || reach.type === 'usual' ? notes : [reach.why, ...notes];
    this.show(workspace);
  }

  show(workspace: Workspace): void {
    const { id, name, path, homeId, demo, ord, codexPath, codexHome } = workspace.record;
    if (!this.#workspaces.has(id)) return;
    const { branch, notes, hiddenThreads } = workspace;
    const value: WorkspaceEntity = {
      id,
      name,
      path,
      homeId,
      branch,
      notes,
      hiddenThreads,
      demo,
      ord,
      status: workspace.server.status,
      capabilities: workspace.server.threads.capabilities,
      settings: { codexPath, codexHome },
      defaults: this.#defaults.of(id),
    };
    this.#options.apply([hostTopic.workspace.put(id, value)]);
  }

  handlers(): Pick<CallHandlers, WorkspaceCalls> {
    return {
      'workspace/add': ({ path, knowingly }) => this.add(path, { knowingly: knowingly === true }),
      'workspace/remove': (params) => this.remove(params),
      'workspace/restart': (params) => this.restart(params),
      'workspace/update': (params) => this.update(params),
      'workspace/defaults': (params) => this.setDefaults(params),
      'folder/list': ({ path }) => listFolders(this.#options.disk, path),
    };
  }

  /** Ends every app-server of a workspace. Resolves when none is left. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#workspaces.values()].map(({ server }) => server.stop()));
  }
}
