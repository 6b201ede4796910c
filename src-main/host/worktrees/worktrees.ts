import { errorWords } from '#shared/base/words.ts';
import type { WorktreeEntry } from '#shared/model/changes/git-entries.ts';
import { basename, join, relative, sep } from 'node:path';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { WorktreeInfo } from '#shared/contract/calls/worktrees.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { MachineFiles } from '../machine/machine.ts';
import { branchName, freeName, slug } from './names.ts';

/** git, as this folder needs it. */
export interface WorktreeGit {
  findCheckout(folder: string): Promise<string | null>;
  /** In words that begin with the folder's path. */
  whyNoCheckout(folder: string): Promise<string>;
  commitOf(folder: string, name: string): Promise<string | null>;
  headBranch(folder: string): Promise<string | null>;
  listWorktrees(folder: string): Promise<readonly WorktreeEntry[]>;
  dirtyPaths(root: string): Promise<{ changed: readonly string[]; untracked: readonly string[] }>;
  localBranches(folder: string): Promise<readonly string[]>;
  isBranchName(folder: string, name: string): Promise<boolean>;
  isKept(folder: string, commit: string): Promise<boolean>;
  notedBase(folder: string, branch: string): Promise<string | null>;
  addWorktree(folder: string, made: NewWorktree): Promise<void>;
  /** Writes the base into the configuration of the repository. */
  noteBase(folder: string, made: NewWorktree): Promise<void>;
  discardWorktree(folder: string, made: NewWorktree): Promise<void>;
  removeWorktree(folder: string, path: string, force: boolean): Promise<void>;
  /** Work in submodules, which git does not show from outside. */
  submoduleWork(root: string): Promise<{
    readonly work: readonly {
      readonly path: string;
      readonly changed: readonly string[];
      readonly untracked: readonly string[];
      readonly commits: boolean;
    }[];
    readonly notLooked: readonly string[];
  }>;
  ignoredIn(root: string): Promise<{
    readonly names: readonly string[];
    readonly files: number;
    readonly bytes: number;
    readonly more: boolean;
  }>;
}

export interface NewWorktree {
  readonly path: string;
  readonly branch: string;
  /** The commit it begins from. */
  readonly base: string;
  /** The name that commit was chosen by. */
  readonly baseName: string;
}

/** A worktree that was just made for a thread, which may still be taken back. */
export interface MadeWorktree extends NewWorktree {
  /** Where the thread works: the workspace's own folder inside the worktree. */
  readonly cwd: string;
  readonly repository: string;
}

/** What a new worktree is to be; without a branch the template's. */
export interface WantedWorktree {
  readonly base?: string | undefined;
  readonly branch?: string | undefined;
  readonly template: string;
  readonly prompt: string;
}

export interface WorktreeWorkspace {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** Who uses a folder at present. */
export interface Users {
  readonly threads: readonly ThreadId[];
  /** Titles of the threads that run. */
  readonly running: readonly string[];
  readonly terminals: number;
}

export interface WorktreeOptions {
  /** Where worktrees are made: `<folder>/<workspace>/<branch>`. */
  readonly folder: string;
  readonly git: WorktreeGit;
  readonly files: Pick<MachineFiles, 'makeFolder' | 'list' | 'real'>;
  readonly now: () => number;
  readonly usersOf: (path: string) => Users;
  readonly workspaces: () => Iterable<Pick<WorktreeWorkspace, 'id' | 'path'>>;
}

/** git says this of a worktree while it is being made; one whose making was cut off keeps it. */
const BEING_MADE = 'initializing';

/**
 * Makes and removes the worktrees of workspaces. What there is of them is always asked of git, so that one which a
 * dead host left behind is found again.
 */
export class Worktrees {
  readonly #options: WorktreeOptions;
  /** One at a time: names are chosen by what is there, and git refuses two writers of one configuration. */
  #last: Promise<unknown> = Promise.resolve();
  /** Worktrees that are being made: git does not tell of them yet. */
  readonly #making = new Set<NewWorktree>();

  constructor(options: WorktreeOptions) {
    this.#options = options;
  }

  /** The folders in which threads of a workspace work; those of another workspace are left to it. */
  async threadFolders(workspace: WorktreeWorkspace): Promise<string[]> {
    const others = [...this.#options.workspaces()].flatMap(({ id, path }) =>
      id === workspace.id ? [] : [path],
    );
    const folders = await this.folders(workspace).catch(() => [workspace.path]);
    return folders.filter((folder) => folder === workspace.path || !others.includes(folder));
  }

  /** The name a new branch would get by the template; null where there is no repository. */
  async proposeBranch(
    workspace: WorktreeWorkspace,
    template: string,
    prompt: string,
  ): Promise<string | null> {
    const { git } = this.#options;
    if ((await git.findCheckout(workspace.path)) === null) return null;
    return this.#freeBranch(workspace.path, template, prompt);
  }

  async #freeBranch(folder: string, template: string, prompt: string): Promise<string> {
    const name = branchName(template, prompt, new Date(this.#options.now()));
    return freeName(name, await this.#takenBranches(folder));
  }

  /**
   * Makes a worktree on a new branch. `branch` is the person's own name for it, refused when it is taken; without it
   * the template's, with a number if need be. Rejects with ContractFailure.
   */
  async create(workspace: WorktreeWorkspace, wanted: WantedWorktree): Promise<MadeWorktree> {
    const { git } = this.#options;
    const { root, ...made } = await this.#inTurn(async () => {
      const chosen = await this.#choose(workspace, wanted);
      this.#making.add(chosen);
      return chosen;
    });
    try {
      // Files are written for as many at once as were asked for: this is what takes long.
      await git.addWorktree(root, made);
      await this.#inTurn(() => git.noteBase(root, made)).catch(async (error: unknown) => {
        await git.discardWorktree(root, made).catch(() => {});
        throw error;
      });
    } catch (error) {
      throw refused(`The worktree could not be made: ${errorWords(error)}`);
    } finally {
      for (const making of this.#making) if (making.path === made.path) this.#making.delete(making);
    }
    return { ...made, cwd: join(made.path, relative(root, workspace.path)), repository: root };
  }

  /** What a new worktree is called and where it lies: names that nothing has. */
  async #choose(
    workspace: WorktreeWorkspace,
    wanted: WantedWorktree,
  ): Promise<NewWorktree & { readonly root: string }> {
    const { git } = this.#options;
    const root = await git.findCheckout(workspace.path);
    if (root === null)
      throw refused(`${await git.whyNoCheckout(workspace.path)}, so no worktree can be made from here.`);
    const baseName = wanted.base ?? (await git.headBranch(root)) ?? 'HEAD';
    const base = await git.commitOf(root, baseName);
    if (base === null) {
      const none = 'The repository has no commit yet. Make one, then a worktree can begin from it.';
      throw refused(
        wanted.base === undefined ? none : `There is no branch or commit ${baseName}. Choose another base.`,
      );
    }
    const branch =
      wanted.branch === undefined
        ? await this.#freeBranch(root, wanted.template, wanted.prompt)
        : await this.#chosenBranch(root, wanted.branch);
    const path = await this.#freeFolder(workspace, branch);
    return { root, path, branch, base, baseName: baseName === 'HEAD' ? base : baseName };
  }

  /** Takes back a worktree whose thread did not start. Never rejects: what is left of it is listed. */
  async discard(made: MadeWorktree): Promise<void> {
    await this.#inTurn(() => this.#options.git.discardWorktree(made.repository, made)).catch(() => {});
  }

  /** All worktrees of the workspace's repository, with what stands in them; none where there is no repository. */
  async list(workspace: WorktreeWorkspace): Promise<WorktreeInfo[]> {
    const { git } = this.#options;
    if ((await git.findCheckout(workspace.path)) === null) return [];
    const entries = (await git.listWorktrees(workspace.path)).filter(({ bare }) => !bare);
    return Promise.all(entries.map((entry, at) => this.#describe(workspace, entry, at === 0)));
  }

  /** The workspace's folder in each worktree of its repository: where threads of it may work. */
  async folders(workspace: WorktreeWorkspace): Promise<string[]> {
    const { git } = this.#options;
    const root = await git.findCheckout(workspace.path);
    if (root === null) return [workspace.path];
    const inside = relative(root, workspace.path);
    const entries = await git.listWorktrees(workspace.path);
    const others = entries.filter(({ bare, path }) => !bare && path !== root);
    return [workspace.path, ...others.map(({ path }) => join(path, inside))];
  }

  /** The worktree of the workspace at a path. Throws ContractFailure when there is none. */
  async require(
    workspace: WorktreeWorkspace,
    path: string,
  ): Promise<WorktreeInfo & { readonly cwd: string }> {
    const found = (await this.list(workspace)).find((worktree) => worktree.path === path);
    if (found === undefined)
      throw new ContractFailure({
        code: 'notFound',
        message: `${path} is no worktree of ${workspace.name}. It may have been removed already.`,
      });
    const root = (await this.#options.git.findCheckout(workspace.path)) ?? workspace.path;
    return { ...found, cwd: join(path, relative(root, workspace.path)) };
  }

  /**
   * Removes a worktree's folder and keeps its branch. Without `force` it is refused when something would be lost.
   * `quiet` ends what still runs in it, and is called when nothing speaks against it any more.
   */
  async remove(
    workspace: WorktreeWorkspace,
    path: string,
    force: boolean,
    quiet: () => Promise<void>,
  ): Promise<void> {
    const worktree = await this.require(workspace, path);
    if (worktree.main)
      throw refused('This is the main checkout of the repository; only its worktrees can be removed.');
    const root = await this.#options.git.findCheckout(workspace.path);
    if (root === path)
      throw refused(`The workspace ${workspace.name} is in this worktree. Remove the workspace first.`);
    const losses = await this.#losses(workspace, worktree);
    if (!force && losses.length > 0) {
      throw refused(
        `Removing ${worktree.name} would lose what is in no commit or still runs: ${losses.join('; ')}.`,
      );
    }
    await quiet();
    await this.#inTurn(async () => {
      try {
        // All that would be lost was looked for above: git's own refusal would name less.
        await this.#options.git.removeWorktree(workspace.path, path, true);
      } catch (error) {
        throw refused(`${worktree.name} could not be removed: ${errorWords(error)}`);
      }
    });
  }

  /** What removing it would lose, in words; nothing when it is clean and unused. */
  async #losses(workspace: WorktreeWorkspace, worktree: WorktreeInfo): Promise<string[]> {
    const { git, usersOf } = this.#options;
    const { running, terminals } = usersOf(worktree.path);
    const losses: string[] = [];
    if (worktree.changed === null && !worktree.gone) losses.push('changes that could not be read');
    if (!worktree.gone) losses.push(...(await this.#fileLosses(worktree.path)));
    if (
      worktree.branch === null &&
      worktree.head !== null &&
      !(await git.isKept(workspace.path, worktree.head))
    )
      losses.push('commits that are on no branch');
    if (running.length > 0) losses.push(`running: ${running.map((title) => `“${title}”`).join(', ')}`);
    if (terminals > 0) losses.push(count(terminals, 'terminal'));
    if (worktree.locked !== null && worktree.locked !== BEING_MADE)
      losses.push(`it is locked${worktree.locked === '' ? '' : ` (${worktree.locked})`}`);
    return losses;
  }

  /** Files that go with the folder, the most telling of them by name: changed, new, in submodules, ignored. */
  async #fileLosses(path: string): Promise<string[]> {
    const { git } = this.#options;
    const [dirty, { work, notLooked }, ignored] = await Promise.all([
      git.dirtyPaths(path).catch(() => null),
      git.submoduleWork(path),
      git.ignoredIn(path).catch(() => null),
    ]);
    const losses: string[] = [];
    if (dirty !== null && dirty.changed.length > 0) losses.push(named(dirty.changed, 'changed file'));
    if (dirty !== null && dirty.untracked.length > 0) losses.push(named(dirty.untracked, 'new file'));
    for (const { path: submodule, changed, untracked, commits } of work) {
      const edits = [...changed, ...untracked];
      if (edits.length > 0) losses.push(`in the submodule ${submodule}: ${named(edits, 'file')}`);
      if (commits) losses.push(`in the submodule ${submodule}: commits that are on no branch of a remote`);
    }
    if (notLooked.length > 0) losses.push(`submodules that were not looked into: ${some(notLooked)}`);
    if (ignored === null) losses.push('ignored files that could not be counted');
    else if (ignored.files > 0) {
      const number = `${ignored.more ? 'more than ' : ''}${count(ignored.files, 'ignored file')}`;
      losses.push(`${number}, ${size(ignored.bytes)}: ${some(ignored.names)}`);
    }
    return losses;
  }

  async #describe(workspace: WorktreeWorkspace, entry: WorktreeEntry, main: boolean): Promise<WorktreeInfo> {
    const { git, usersOf, folder } = this.#options;
    const { path, branch, locked, prunable } = entry;
    const gone = prunable !== null;
    const [dirty, base] = await Promise.all([
      gone ? null : git.dirtyPaths(path).catch(() => null),
      branch === null ? null : git.notedBase(workspace.path, branch).catch(() => null),
    ]);
    const users = usersOf(path);
    return {
      path,
      name: basename(path),
      branch,
      head: entry.head?.slice(0, 10) ?? null,
      base,
      main,
      madeByMuster: path.startsWith(folder + sep),
      changed: dirty?.changed.length ?? null,
      untracked: dirty?.untracked.length ?? null,
      threads: users.threads,
      running: users.running.length,
      terminals: users.terminals,
      locked,
      gone,
    };
  }

  async #chosenBranch(root: string, name: string): Promise<string> {
    const { git } = this.#options;
    if (!(await git.isBranchName(root, name)))
      throw refused(
        `git takes no branch of the name ${name}. Leave out spaces and signs such as ~ ^ : ? * [.`,
      );
    if (freeName(name, await this.#takenBranches(root)) !== name)
      throw refused(`A branch ${name} is there already, or one that it would lie in. Choose another name.`);
    return name;
  }

  /** A folder that is not there yet, named so that every system takes it. */
  async #freeFolder(workspace: WorktreeWorkspace, branch: string): Promise<string> {
    const parent = join(this.#options.folder, `${slug(workspace.name)}-${workspace.id.slice(0, 8)}`);
    const { files } = this.#options;
    await files.makeFolder(parent);
    const taken = (await files.list(parent)).map(({ name }) => name);
    const made = [...this.#making].map(({ path }) => basename(path));
    return join(await files.real(parent), freeName(slug(branch, 60), [...taken, ...made]));
  }

  /** Branches there are, and those that are being made: of another repository too, which costs a number at most. */
  async #takenBranches(folder: string): Promise<string[]> {
    const there = await this.#options.git.localBranches(folder);
    return [...there, ...[...this.#making].map(({ branch }) => branch)];
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => {});
    return next;
  }
}

function refused(message: string): ContractFailure {
  return new ContractFailure({ code: 'refused', message });
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Names in a list of losses. */
const NAMED = 4;

function some(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function named(names: readonly string[], what: string): string {
  return `${count(names.length, what)} (${some(names)})`;
}

function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let [value, unit] = [bytes, 0];
  for (; value >= 1000 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
