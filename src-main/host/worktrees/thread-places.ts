import type { WorktreePlan, WorktreeResults } from '#shared/contract/calls/worktrees.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { SettingValue } from '#shared/model/settings/settings.ts';
import { stateOf, titleOf } from '#shared/model/thread/facts.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { MachineFiles } from '../machine/machine.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { PlacesGit, PlacedThread, PlacedThreads, ThreadStarts } from './ports.ts';
import { isIn } from './users.ts';
import type { MadeWorktree, Worktrees } from './worktrees.ts';

export interface ThreadPlacesOptions {
  readonly worktrees: Worktrees;
  readonly git: PlacesGit;
  readonly files: Pick<MachineFiles, 'real'>;
  readonly threads: PlacedThreads;
  readonly commands: ThreadStarts;
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspaceId) => WorkspaceRecord;
  /** Where new threads of a workspace work: its own default, else the setting. */
  readonly placeOf: (id: WorkspaceId) => SettingValue<'threads.place'>;
  readonly settings: { get(name: 'worktrees.branch'): string };
  /** Ends the terminals that run in a folder or below it. */
  readonly endTerminalsIn: (path: string) => Promise<void>;
}

type Place = NonNullable<Params<'thread/start'>['place']>;

/** Who wants to know how far a start has come. */
export interface StartTold {
  /** It works in a worktree. */
  readonly inWorktree?: () => void;
  /** The thread is there; its first turn is not. */
  readonly made?: (threadId: ThreadId) => void;
}

/** Where a new thread works, and what stands in the way of removing a worktree. */
export class ThreadPlaces {
  readonly #options: ThreadPlacesOptions;
  readonly #git: PlacesGit;
  readonly #worktrees: Worktrees;
  readonly #commands: ThreadStarts;
  /** Checkouts in which a thread is being started: it will be active in a moment. */
  readonly #starting = new Map<string, number>();

  constructor(options: ThreadPlacesOptions) {
    this.#options = options;
    this.#git = options.git;
    this.#worktrees = options.worktrees;
    this.#commands = options.commands;
  }

  /** Starts a thread where it was asked for, or where the setting says; makes a worktree for it if need be. */
  async start(params: Params<'thread/start'>, told: StartTold = {}): Promise<Results['thread/start']> {
    const workspace = this.#options.workspace(params.workspaceId);
    if (params.worktree !== undefined) return this.#startIn(workspace, params.worktree, params, told);
    const root = await this.#git.findCheckout(workspace.path).catch(() => null);
    if (root === null && params.place !== 'worktree')
      return this.#commands.start(params, undefined, told.made);
    return this.#counted(await this.#real(root ?? workspace.path), async (others) => {
      const place = params.place ?? this.#options.placeOf(workspace.id);
      if (!(await this.#inWorktree(workspace, root, place, params.place !== undefined, others)))
        return this.#commands.start(params, undefined, told.made);
      told.inWorktree?.();
      const made = await this.#worktrees.create(workspace, {
        base: params.base,
        branch: params.branch,
        template: this.#options.settings.get('worktrees.branch'),
        prompt: params.text,
      });
      try {
        return await this.#commands.start(params, made, told.made);
      } catch (error) {
        if (!this.#mayHaveStarted(made, error)) await this.#worktrees.discard(made);
        throw error;
      }
    });
  }

  handlers(): Pick<CallHandlers, 'thread/start' | keyof WorktreeResults> {
    const { workspace } = this.#options;
    return {
      'thread/start': (params) => this.start(params),
      'worktree/list': async ({ workspaceId }) => ({
        worktrees: await this.#explained(() => this.#worktrees.list(workspace(workspaceId))),
      }),
      'worktree/plan': ({ workspaceId, text }) =>
        this.#explained(() => this.#plan(workspace(workspaceId), text)),
      'worktree/remove': async ({ workspaceId, path, force = false }) => {
        await this.#explained(() =>
          this.#worktrees.remove(workspace(workspaceId), path, force, () => this.#endIn(path)),
        );
        return null;
      },
      'branch/list': async ({ workspaceId }) => ({
        branches: await this.#explained(() => this.#branches(workspace(workspaceId))),
      }),
    };
  }

  async #startIn(
    workspace: WorkspaceRecord,
    path: string,
    params: Params<'thread/start'>,
    told: StartTold,
  ): Promise<Results['thread/start']> {
    told.inWorktree?.();
    const { cwd, branch, gone } = await this.#explained(() => this.#worktrees.require(workspace, path));
    if (gone)
      throw new ContractFailure({ code: 'refused', message: `The folder ${path} is gone. Choose another.` });
    return this.#commands.start(params, { cwd, branch }, told.made);
  }

  /** Whether a new thread gets a worktree. A setting never makes the impossible fail; what was asked for does. */
  async #inWorktree(
    workspace: WorkspaceRecord,
    root: string | null,
    place: Place,
    asked: boolean,
    others: boolean,
  ): Promise<boolean> {
    if (place === 'folder') return false;
    if (place === 'worktree' && asked) return true;
    if (root === null || (await this.#git.commitOf(root, 'HEAD')) === null) return false;
    return place === 'worktree' || others || (await this.#activeIn(root)) !== undefined;
  }

  async #plan(workspace: WorkspaceRecord, text: string): Promise<WorktreePlan> {
    const root = await this.#git.findCheckout(workspace.path);
    const nothing = { possible: false, place: 'folder', base: null, branch: null } as const;
    if (root === null)
      return {
        ...nothing,
        reason: `${await this.#git.whyNoCheckout(workspace.path)}: no worktree can be made from here.`,
      };
    const head = await this.#git.commitOf(root, 'HEAD');
    if (head === null)
      return { ...nothing, reason: 'The repository has no commit yet, so no worktree can begin from one.' };
    const { settings } = this.#options;
    const setting = this.#options.placeOf(workspace.id);
    const active = await this.#activeIn(root);
    const [base, branch] = await Promise.all([
      this.#git.headBranch(root),
      this.#worktrees.proposeBranch(workspace, settings.get('worktrees.branch'), text),
    ]);
    const place =
      setting === 'worktree' || (setting === 'auto' && active !== undefined) ? 'worktree' : 'folder';
    const reasons = {
      worktree: 'Your setting: every new thread gets a worktree.',
      folder: 'Your setting: new threads work in the folder itself.',
      auto:
        active === undefined
          ? 'No other thread is active in this checkout.'
          : `“${titleOf(active.facts)}” is active in this checkout.`,
    };
    const missing = place === 'worktree' ? await this.#missingIn(root) : '';
    return {
      possible: true,
      place,
      reason: reasons[setting] + missing,
      base: base ?? head.slice(0, 10),
      branch,
    };
  }

  /** What stands in the checkout and comes into no new worktree: said before, as agents stumble over it. */
  async #missingIn(root: string): Promise<string> {
    const [ignored, submodules] = await Promise.all([
      this.#git.ignoredIn(root, 0).catch(() => null),
      this.#git.submodulePaths(root).catch(() => []),
    ]);
    const names = ignored?.names ?? [];
    const files = [...names].sort((a, b) => Number(a.endsWith('/')) - Number(b.endsWith('/')));
    const rest = files.length > 3 ? ` and ${files.length - 3} more` : '';
    const parts = [
      ...(files.length === 0 ? [] : [`ignored files (${files.slice(0, 3).join(', ')}${rest})`]),
      ...(submodules.length === 0
        ? []
        : [`the content of submodules (${submodules.slice(0, 3).join(', ')})`]),
    ];
    return parts.length === 0 ? '' : ` Not in a new worktree: ${parts.join('; ')}.`;
  }

  async #branches(workspace: WorkspaceRecord): Promise<string[]> {
    if ((await this.#git.findCheckout(workspace.path)) === null) return [];
    const [present, all] = await Promise.all([
      this.#git.headBranch(workspace.path),
      this.#git.listBranches(workspace.path),
    ]);
    return present === null ? all : [present, ...all.filter((name) => name !== present)];
  }

  /** A thread of any workspace that is active in a checkout. */
  async #activeIn(root: string): Promise<PlacedThread | undefined> {
    const roots = new Map<string, Promise<string | null>>();
    const wanted = await this.#real(root);
    for (const thread of this.#options.threads.all()) {
      const { cwd, status, parentId } = thread.facts;
      if (status !== 'active' || parentId !== null) continue;
      const found = roots.get(cwd) ?? this.#realRoot(cwd);
      roots.set(cwd, found);
      if ((await found) === wanted) return thread;
    }
    return undefined;
  }

  /** Ends what runs in a worktree that goes: turns and terminals. */
  async #endIn(path: string): Promise<void> {
    const { threads, endTerminalsIn } = this.#options;
    const running = [...threads.all()].filter(
      ({ facts }) =>
        isIn(facts.cwd, path) && facts.activeTurnId !== null && stateOf(facts) !== 'disconnected',
    );
    await Promise.all(
      running.map(({ facts }) => this.#commands.interrupt({ threadId: facts.id }).catch(() => null)),
    );
    await endTerminalsIn(path);
  }

  /** Whether a thread may exist that works in the worktree: then it stays, and is listed. */
  #mayHaveStarted(made: MadeWorktree, error: unknown): boolean {
    const unsure =
      error instanceof ContractFailure && (error.code === 'outcomeUnknown' || error.code === 'timeout');
    return unsure || [...this.#options.threads.all()].some(({ facts }) => facts.cwd === made.cwd);
  }

  /** Counts a start in a checkout while it is under way; `others` says whether another one was there before. */
  async #counted<T>(root: string, work: (others: boolean) => Promise<T>): Promise<T> {
    const before = this.#starting.get(root) ?? 0;
    this.#starting.set(root, before + 1);
    try {
      return await work(before > 0);
    } finally {
      const left = (this.#starting.get(root) ?? 1) - 1;
      if (left > 0) this.#starting.set(root, left);
      else this.#starting.delete(root);
    }
  }

  /** git's own words become a failure of the call. */
  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const words = this.#git.wordsOf(error);
      if (words !== null) throw new ContractFailure({ code: 'refused', message: words });
      throw error;
    }
  }

  /** The checkout that holds a folder, by the name the system has for it now: folders are moved, and links put in their place. */
  async #realRoot(folder: string): Promise<string | null> {
    const root = await this.#git.checkoutRoot(folder);
    return root === null ? null : this.#real(root);
  }

  #real(path: string): Promise<string> {
    return this.#options.files.real(path).catch(() => path);
  }
}
