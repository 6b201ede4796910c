import { isAbsolute, join } from 'node:path';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { findConflicts, sameConflicts } from '#shared/model/changes/conflicts.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import type { ThreadEvent } from '#shared/model/thread/facts.ts';
import type { Hears } from '../base/events.ts';
import type { ChangesHears, ChangingThread, ChangingThreads } from './ports.ts';

/** Files of one thread that are remembered: the last ones. */
const MOST_PATHS = 500;
/** Events that come together are looked at together. */
const SOON_MS = 100;
/** While a conflict is shown: a commit made elsewhere is told by nobody. */
const AGAIN_MS = 15_000;

export interface ConflictWatchOptions {
  readonly git: {
    /** Null where no checkout is. */
    checkoutRoot(folder: string): Promise<string | null>;
    dirtyPaths(
      root: string,
    ): Promise<{ readonly changed: readonly string[]; readonly untracked: readonly string[] }>;
  };
  readonly threads: ChangingThreads;
  readonly events: Hears<ChangesHears>;
  readonly store: {
    /** The files that threads edited, as they were saved. */
    edits(): Map<string, readonly string[]>;
    /** No paths forget the thread. */
    saveEdits(threadId: string, paths: readonly string[]): void;
  };
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/**
 * Knows which files each thread edited and did not commit, and tells threads that edited the same file of the same
 * checkout of each other. Edits are known from the threads' patches; what commands write is not.
 */
export class ConflictWatch implements Disposable {
  readonly #options: ConflictWatchOptions;
  readonly #edited = new Map<ThreadId, Set<string>>();
  /** Folders of threads that did something since the last look: only their checkouts are asked. */
  #asked = new Set<string>();
  #timer: unknown;
  #due = Infinity;
  #looking = false;
  #stale = false;
  #ended = false;

  constructor(options: ConflictWatchOptions) {
    this.#options = options;
    options.events.on('threadFollowed', ({ thread, event }) => this.#followed(thread, event));
  }

  /** Takes up what an earlier host knew. */
  start(): void {
    for (const [id, paths] of this.#options.store.edits())
      this.#edited.set(asId<ThreadId>(id), new Set(paths));
    for (const id of this.#edited.keys()) this.#ask(id);
  }

  #followed({ facts }: ChangingThread, event: ThreadEvent): void {
    switch (event.type) {
      case 'itemCompleted': {
        const { item } = event;
        if (item.type !== 'fileChange' || item.status !== 'completed') return;
        const paths = item.changes.flatMap(({ path, kind }) =>
          kind.type === 'update' && kind.move_path !== null ? [path, kind.move_path] : [path],
        );
        this.#add(
          facts.id,
          paths.map((path) => (isAbsolute(path) ? path : join(facts.cwd, path))),
        );
        this.#ask(facts.id);
        return;
      }
      case 'turnStarted':
      case 'turnEnded':
        // The person or a turn may have committed: what is in a commit is in nobody's way.
        if (this.#edited.size > 0) this.#ask(facts.id);
        return;
      default:
    }
  }

  dispose(): void {
    this.#ended = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #add(id: ThreadId, paths: readonly string[]): void {
    const edited = this.#edited.get(id) ?? new Set();
    this.#edited.set(id, edited);
    for (const path of paths) {
      // The latest stand at the end.
      edited.delete(path);
      edited.add(path);
    }
    for (const path of edited) {
      if (edited.size <= MOST_PATHS) break;
      edited.delete(path);
    }
    this.#options.store.saveEdits(id, [...edited]);
  }

  /** Asks for a look at the checkout of a thread. */
  #ask(id: ThreadId, ms = SOON_MS): void {
    const cwd = this.#options.threads.get(id)?.facts.cwd;
    if (cwd !== undefined) this.#asked.add(cwd);
    this.#lookIn(ms);
  }

  #lookIn(ms: number): void {
    if (this.#ended) return;
    if (this.#looking) {
      this.#stale = true;
      return;
    }
    const { clock } = this.#options;
    const due = clock.now() + ms;
    if (this.#due <= due) return;
    clock.clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = clock.setTimeout(() => void this.#look().catch(this.#options.onFault), ms);
  }

  async #look(): Promise<void> {
    this.#due = Infinity;
    this.#looking = true;
    this.#stale = false;
    try {
      this.#forgetGone();
      await this.#forgetClean();
    } finally {
      this.#looking = false;
    }
    if (this.#ended) return;
    for (const id of this.#show()) this.#ask(id, AGAIN_MS);
    if (this.#stale) this.#lookIn(SOON_MS);
  }

  #forgetGone(): void {
    for (const id of this.#edited.keys()) if (this.#options.threads.get(id) === undefined) this.#forget(id);
  }

  /** Forgets what is in a commit, or again as it was. */
  async #forgetClean(): Promise<void> {
    const { git } = this.#options;
    const asked = new Set<string | null>();
    const folders = [...this.#asked];
    this.#asked.clear();
    for (const folder of folders) asked.add(await git.checkoutRoot(folder));
    const roots = new Map<string | null, ThreadId[]>();
    for (const id of this.#edited.keys()) {
      const cwd = this.#options.threads.get(id)?.facts.cwd;
      if (cwd === undefined) continue;
      const root = await git.checkoutRoot(cwd);
      roots.set(root, [...(roots.get(root) ?? []), id]);
    }
    for (const [root, ids] of roots) {
      if (!asked.has(root)) continue;
      if (root === null) {
        // Nothing tells what was committed where nothing is: an edit counts while its turn runs.
        for (const id of ids) {
          const thread = this.#options.threads.get(id);
          if (thread?.facts.status !== 'active') this.#forget(id);
        }
        continue;
      }
      const dirty = await git.dirtyPaths(root).catch(() => null);
      // git was busy or is missing: what is known stays.
      if (dirty === null) continue;
      const left = new Set([...dirty.changed, ...dirty.untracked].map((path) => join(root, path)));
      for (const id of ids) this.#keep(id, (path) => left.has(path) || !path.startsWith(root));
    }
  }

  #keep(id: ThreadId, keeps: (path: string) => boolean): void {
    const edited = this.#edited.get(id);
    const kept = [...(edited ?? [])].filter(keeps);
    if (edited === undefined || kept.length === edited.size) return;
    if (kept.length === 0) this.#forget(id);
    else {
      this.#edited.set(id, new Set(kept));
      this.#options.store.saveEdits(id, kept);
    }
  }

  #forget(id: ThreadId): void {
    this.#edited.delete(id);
    this.#options.store.saveEdits(id, []);
  }

  /** Tells every thread of its conflicts, and answers who has any. */
  #show(): Iterable<ThreadId> {
    const { threads } = this.#options;
    const edits = [...this.#edited].flatMap(([id, paths]) => {
      const thread = threads.get(id);
      return thread === undefined ? [] : [{ id, parentId: thread.facts.parentId, paths }];
    });
    const found = findConflicts(edits);
    for (const thread of threads.all()) {
      const conflicts = found.get(thread.facts.id) ?? [];
      if (sameConflicts(thread.facts.conflicts, conflicts)) continue;
      threads.apply(thread, { type: 'factsChanged', patch: { conflicts } });
    }
    return found.keys();
  }
}
