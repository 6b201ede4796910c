import type { ChangedFile, ChangesProblem, ChangesScope, FileStatus } from '#shared/model/changes/changes.ts';
import type { EditLike } from '#shared/model/changes/unified-diff.ts';
import type { TurnEntity } from '#shared/model/thread/thread.ts';
import type { DiffEntry } from '#shared/model/changes/git-entries.ts';
import type { MachineFiles } from '../machine/machine.ts';
import type { ChangesGit, ChangesThread, Checkouts } from './ports.ts';
import { turnFiles, type TurnFile } from './turn.ts';
import { fileStamp, readWorking } from './working-file.ts';

/** What one look at a checkout found. */
export interface Look {
  readonly root: string | null;
  readonly against: string | null;
  readonly turnId: string | null;
  readonly files: readonly LookedFile[];
  readonly omitted: number;
  readonly problem: ChangesProblem | null;
  readonly note: string | null;
}

/** A file with what its sides are read from. */
export interface LookedFile {
  readonly file: ChangedFile;
  /** The object of the side before; null when it was not there. */
  readonly oldId: string | null;
  readonly edits: readonly EditLike[] | null;
}

/** Files that are listed at most. */
const MOST_FILES = 5000;
/** Files whose lines are counted, or whose time is read, at the same moment. */
const AT_ONCE = 16;
/** A command writes until it ends, and clocks of file systems are coarse. */
const SLACK_MS = 2000;
const NOTHING = { against: null, turnId: null, files: [], omitted: 0, note: null } as const;

const STATUSES: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  C: 'copied',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'typeChanged',
  U: 'conflicted',
};

/** Lines and kinds of untracked files by path and stamp, so that a look does not read every file again. */
export type CountCache = Map<
  string,
  { readonly stamp: string; readonly kind: ChangedFile['kind']; readonly lines: number | null }
>;

/** Looks at the changes of a thread. Rejects only when git itself fails. */
export async function look(
  { git, files }: Checkouts,
  thread: ChangesThread,
  scope: ChangesScope,
  turnId: string | null,
  counts: CountCache,
): Promise<Look> {
  // Asked at the same time: each is a process, and somebody waits.
  const [root, head] = await Promise.all([
    git.findCheckout(thread.cwd),
    scope === 'uncommitted' ? git.commitOf(thread.cwd, 'HEAD').catch(() => null) : null,
  ]);
  if (scope === 'turn') return lookAtTurn({ git, files }, thread, root, turnId);
  if (root === null)
    return {
      ...NOTHING,
      root,
      problem: {
        code: 'noRepository',
        message: `${await git.whyNoCheckout(thread.cwd)}, so nothing tells what changed there. What the turn’s own patches did is shown under “This turn”.`,
      },
    };
  const from = scope === 'base' ? await baseOf(git, root) : await headOf(git, root, head);
  if ('message' in from) return { ...NOTHING, root, problem: from };
  const [entries, untracked, inside] = await Promise.all([
    git.diffAgainst(root, from.tree),
    git.untracked(root),
    git.submoduleWork(root),
  ]);
  const listed = entries.slice(0, MOST_FILES);
  const fresh = untracked.slice(0, MOST_FILES - listed.length);
  const shown = [
    ...(await inParallel(listed, (entry) => changed(files, root, entry))),
    ...(await inParallel(fresh, (path) => added(files, root, path, counts))),
    ...inside.work.filter(({ path }) => !entries.some((entry) => entry.path === path)).map(inSubmodule),
  ];
  const omitted = entries.length - listed.length + (untracked.length - fresh.length);
  const note = submoduleNote(inside);
  return { root, against: from.name, turnId: null, files: shown, omitted, problem: null, note };
}

async function headOf(
  git: ChangesGit,
  root: string,
  known: string | null = null,
): Promise<{ name: string; tree: string }> {
  const commit = known ?? (await git.commitOf(root, 'HEAD'));
  return commit === null
    ? { name: 'the beginning: there is no commit yet', tree: await git.emptyTree(root) }
    : { name: 'the last commit', tree: commit };
}

/** What a checkout's work is measured from: the base of its worktree, what its branch follows, or the main branch. */
async function baseOf(
  git: ChangesGit,
  root: string,
): Promise<{ name: string; tree: string } | ChangesProblem> {
  const branch = await git.headBranch(root);
  const candidates: (string | null)[] = [];
  if (branch !== null) {
    const upstream = await git.upstreamOf(root, branch);
    // A branch that was pushed follows itself: that says what is unpushed, not what the branch did.
    const itself = upstream?.endsWith(`/${branch}`) === true;
    candidates.push(await git.notedBase(root, branch), itself ? null : upstream);
    const main = await git.defaultBranch(root);
    candidates.push(main === branch || main?.endsWith(`/${branch}`) === true ? upstream : main, upstream);
  } else candidates.push(await git.defaultBranch(root));
  for (const name of candidates) {
    if (name === null || name === branch || (await git.commitOf(root, name)) === null) continue;
    const tree = await git.mergeBase(root, name, 'HEAD');
    if (tree !== null) return { name, tree };
  }
  return {
    code: 'noBase',
    message: `${branch === null ? 'This checkout' : `The branch ${branch}`} has no base to compare with: it follows no other branch and is the main one.`,
  };
}

async function changed(disk: MachineFiles, root: string, entry: DiffEntry): Promise<LookedFile> {
  const { path, from, letter, oldMode, newMode, oldId, added: more, removed: less } = entry;
  const gone = letter === 'D';
  const now = gone ? null : await fileStamp(disk, root, path);
  const mode = gone ? oldMode : newMode;
  const kind = kindOf(mode, more === null && letter !== 'U');
  return {
    oldId: /^0+$/.test(oldId) ? null : oldId,
    edits: null,
    file: {
      path,
      from,
      status: STATUSES[letter] ?? 'modified',
      kind,
      modes: !gone && letter !== 'A' && letter !== 'U' && oldMode !== newMode ? [oldMode, newMode] : null,
      added: more,
      removed: less,
      size: now?.size ?? null,
      stamp: `${oldId.slice(0, 12)}.${entry.newId.slice(0, 12)}.${now?.stamp ?? 'gone'}`,
    },
  };
}

type SubmoduleLook = Awaited<ReturnType<ChangesGit['submoduleWork']>>;

/** A submodule in which files differ from its own commit; the repository around it has no change of its own there. */
function inSubmodule({ path, changed: edits, untracked }: SubmoduleLook['work'][number]): LookedFile {
  return {
    oldId: null,
    edits: null,
    file: {
      path,
      from: null,
      status: 'modified',
      kind: 'submodule',
      modes: null,
      added: null,
      removed: null,
      size: null,
      stamp: `inside.${edits.join('|')}.${untracked.join('|')}`.slice(0, 500),
    },
  };
}

function submoduleNote({ work, notLooked }: SubmoduleLook): string | null {
  const edited = work.filter(({ changed: edits, untracked }) => edits.length + untracked.length > 0);
  const notes = [
    ...edited.map(({ path, changed: edits, untracked }) => {
      const names = [...edits, ...untracked];
      const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
      return `In the submodule ${path}, not in its commit: ${names.slice(0, 3).join(', ')}${rest}.`;
    }),
    ...(notLooked.length === 0 ? [] : [`Not looked into: ${notLooked.slice(0, 3).join(', ')}.`]),
  ];
  return notes.length === 0 ? null : notes.join(' ');
}

function kindOf(mode: string, binary: boolean): ChangedFile['kind'] {
  if (mode === '160000') return 'submodule';
  if (mode === '120000') return 'symlink';
  return binary ? 'binary' : 'text';
}

async function added(
  disk: MachineFiles,
  root: string,
  path: string,
  counts: CountCache,
): Promise<LookedFile> {
  // A name that ends with a slash is a repository of its own that nothing tracks.
  const name = path.replace(/\/$/, '');
  const now = await fileStamp(disk, root, name);
  const known = counts.get(name);
  const stamp = now?.stamp ?? 'gone';
  const count = known?.stamp === stamp ? known : { stamp, ...(await countOf(disk, root, name)) };
  counts.set(name, count);
  return {
    oldId: null,
    edits: null,
    file: {
      path: name,
      from: null,
      status: 'untracked',
      kind: count.kind,
      modes: null,
      added: count.lines,
      removed: count.lines === null ? null : 0,
      size: now?.size ?? null,
      stamp,
    },
  };
}

async function countOf(
  disk: MachineFiles,
  root: string,
  path: string,
): Promise<{ kind: ChangedFile['kind']; lines: number | null }> {
  const content = await readWorking(disk, root, path).catch(() => null);
  switch (content?.type) {
    case 'text':
      return { kind: 'text', lines: content.lines };
    case 'large':
      return { kind: 'text', lines: content.lines };
    case 'symlink':
      return { kind: 'symlink', lines: 1 };
    case 'folder':
      return { kind: 'submodule', lines: null };
    default:
      return { kind: 'binary', lines: null };
  }
}

async function lookAtTurn(
  on: Checkouts,
  thread: ChangesThread,
  root: string | null,
  wanted: string | null,
): Promise<Look> {
  await thread.loaded();
  const turns = [...thread.turns()].sort((a, b) => a.ord - b.ord);
  const turn = wanted === null ? turns.at(-1) : turns.find(({ id }) => id === wanted);
  if (turn === undefined) {
    const message =
      wanted === null
        ? 'This thread had no turn yet.'
        : 'This turn is older than what is in view. Open the thread and scroll up to it.';
    return { ...NOTHING, root, problem: { code: 'noTurn', message } };
  }
  const items = [...thread.items()].filter(({ turnId }) => turnId === turn.id).sort((a, b) => a.ord - b.ord);
  const edits = items.flatMap(({ item }) =>
    item.type === 'fileChange' && item.status === 'completed' ? item.changes : [],
  );
  const files = await inParallel(turnFiles(edits, root ?? thread.cwd), (file) =>
    turnFile(on.files, root ?? thread.cwd, file),
  );
  const commands = items.some(({ item }) => item.type === 'commandExecution');
  const others = root !== null && commands ? await othersIn(on, root, turn, files) : [];
  return {
    root,
    against: 'what was there before its patches',
    turnId: turn.id,
    files,
    omitted: 0,
    problem: null,
    note: noteOn(others, commands && root === null),
  };
}

async function turnFile(disk: MachineFiles, root: string, file: TurnFile): Promise<LookedFile> {
  const now = file.status === 'deleted' ? null : await fileStamp(disk, root, file.path);
  const { path, from, status, edits, added: more, removed: less } = file;
  return {
    oldId: null,
    edits,
    file: {
      path,
      from,
      status,
      kind: 'text',
      modes: null,
      added: more,
      removed: less,
      size: now?.size ?? null,
      stamp: `${edits.length}.${more}.${less}.${now?.stamp ?? 'gone'}`,
    },
  };
}

/** Files that changed while the turn ran and that no patch of it shows. */
async function othersIn(
  { git, files }: Checkouts,
  root: string,
  turn: TurnEntity,
  patched: readonly LookedFile[],
): Promise<string[]> {
  const { startedAt, durationMs, status } = turn;
  if (startedAt === null) return [];
  const end = status === 'inProgress' || durationMs === null ? Infinity : startedAt + durationMs + SLACK_MS;
  const known = new Set(patched.map(({ file }) => file.path));
  const [entries, fresh] = await Promise.all([
    git.diffAgainst(root, (await headOf(git, root)).tree),
    git.untracked(root),
  ]);
  const candidates = [...entries.filter(({ letter }) => letter !== 'D').map(({ path }) => path), ...fresh]
    .filter((path) => !known.has(path))
    .slice(0, MOST_FILES);
  const times = await inParallel(candidates, async (path) => ({
    path,
    now: await fileStamp(files, root, path),
  }));
  return times.flatMap(({ path, now }) =>
    now !== null && now.mtimeMs >= startedAt - SLACK_MS && now.mtimeMs <= end ? [path] : [],
  );
}

function noteOn(others: readonly string[], unknowable: boolean): string | null {
  if (unknowable) return 'Commands ran in this turn as well; what they changed is not among its patches.';
  if (others.length === 0) return null;
  const [first = '', second = ''] = others;
  const names =
    others.length === 1
      ? first
      : others.length === 2
        ? `${first} and ${second}`
        : `${first} and ${others.length - 1} more files`;
  return `Only the turn’s own patches are shown. While it ran, ${names} changed as well, by a command or by somebody else: see “Uncommitted”.`;
}

/** Runs `work` for each of `all`, so many at a time, and keeps their order. */
async function inParallel<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = Array.from({ length: all.length });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
  return results;
}
