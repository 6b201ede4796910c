import { errorWords } from '#shared/base/words.ts';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import {
  changesTopic,
  type ChangedFile,
  type ChangesName,
  type ChangesState,
  type FileSides,
} from '#shared/model/changes/changes.ts';
import type { Change, Key } from '#shared/model/collection.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { look, type CountCache, type Look, type LookedFile } from './look.ts';
import { Topic } from '../topics/topic.ts';
import type { ChangesThread, Checkouts } from './ports.ts';
import { readSides } from './sides.ts';

/** How often a checkout that somebody looks at is looked at again: what a command writes is told by nobody. */
const POLL_MS = 1500;
/** A look that takes long is repeated less often: at most this share of the time goes into looking. */
const SHARE = 5;
/** After an event: what comes together is looked at together. */
const SOON_MS = 60;
/** A list of files is read, not watched: updates of it to one client, ms apart. */
const CHANGES_PACE_MS = 50;
/** A view that nobody has open is kept this long, so that coming back is at once. */
const LINGER_MS = 60_000;
/** Views that are kept although nobody has them open. */
const MOST_LINGERING = 8;

export interface ChangesViewsOptions {
  readonly checkouts: Checkouts;
  /** Throws ContractFailure `notFound`. */
  readonly thread: (id: ThreadId) => ChangesThread;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

interface View {
  readonly name: ChangesName;
  readonly topic: Topic;
  readonly counts: CountCache;
  files: Map<string, LookedFile>;
  root: string | null;
  users: number;
  /** The look that is under way. */
  looking: Promise<void> | null;
  /** Something happened since that look began. */
  stale: boolean;
  timer: unknown;
  /** When the timer fires, Unix ms. */
  due: number;
}

/**
 * The changes that clients look at. Each is one topic, filled by looking at the checkout: when it is opened, when the
 * thread did something, and every second and a half while it is open. Only entries that changed are written.
 */
export class ChangesViews implements Disposable {
  readonly #options: ChangesViewsOptions;
  readonly #views = new Map<string, View>();
  #ended = false;

  constructor(options: ChangesViewsOptions) {
    this.#options = options;
  }

  /** Opens a view until released. Throws ContractFailure when the thread is not known. */
  acquire(name: ChangesName): { topic: Topic; release: () => void } {
    const view = this.#view(name);
    view.users += 1;
    this.#lookSoon(view, 0);
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      view.users -= 1;
      if (view.users === 0) this.#linger(view);
    };
    return { topic: view.topic, release };
  }

  /** A thread did something in a folder: every view of that checkout is looked at again. */
  touched(threadId: ThreadId, cwd: string): void {
    for (const view of this.#views.values()) {
      const { root } = view;
      if (view.users === 0) continue;
      if (view.name.threadId === threadId || (root !== null && cwd.startsWith(root)))
        this.#lookSoon(view, SOON_MS);
    }
  }

  /** Both sides of a file in the list. Rejects with ContractFailure. */
  async sides(name: ChangesName, path: string): Promise<FileSides> {
    const view = this.#view(name);
    if (view.users === 0) this.#linger(view);
    if (!view.files.has(path)) await this.#look(view);
    const looked = view.files.get(path);
    if (looked === undefined) {
      const message = 'This file does not differ any more.';
      throw new ContractFailure({ code: 'notFound', message });
    }
    try {
      return await readSides(
        this.#options.checkouts,
        view.root ?? this.#options.thread(name.threadId).cwd,
        looked,
      );
    } catch (error) {
      throw new ContractFailure({
        code: 'refused',
        message: `${path} could not be read: ${errorWords(error)}`,
      });
    }
  }

  dispose(): void {
    this.#ended = true;
    for (const view of this.#views.values()) this.#options.clock.clearTimeout(view.timer);
    this.#views.clear();
  }

  #view(name: ChangesName): View {
    const key = changesTopic(name);
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    this.#options.thread(name.threadId);
    const view: View = {
      name,
      topic: new Topic(key, CHANGES_PACE_MS),
      counts: new Map(),
      files: new Map(),
      root: null,
      users: 0,
      looking: null,
      stale: false,
      timer: undefined,
      due: Infinity,
    };
    this.#views.set(key, view);
    return view;
  }

  #arm(view: View, ms: number, run: () => void): void {
    const { clock } = this.#options;
    clock.clearTimeout(view.timer);
    view.due = clock.now() + ms;
    view.timer = clock.setTimeout(() => {
      view.due = Infinity;
      run();
    }, ms);
  }

  #lookSoon(view: View, ms: number): void {
    if (this.#ended) return;
    if (view.looking !== null) {
      view.stale = true;
      return;
    }
    if (view.due <= this.#options.clock.now() + ms && view.users > 0 && ms > 0) return;
    this.#arm(view, ms, () => void this.#look(view));
  }

  #linger(view: View): void {
    if (this.#ended) return;
    this.#arm(view, LINGER_MS, () => this.#drop(view));
    const lingering = [...this.#views.values()].filter(({ users }) => users === 0);
    for (const old of lingering.slice(0, Math.max(0, lingering.length - MOST_LINGERING))) this.#drop(old);
  }

  #drop(view: View): void {
    this.#options.clock.clearTimeout(view.timer);
    this.#views.delete(changesTopic(view.name));
  }

  #look(view: View): Promise<void> {
    view.looking ??= this.#lookOnce(view).finally(() => {
      view.looking = null;
    });
    return view.looking;
  }

  async #lookOnce(view: View): Promise<void> {
    const { clock, checkouts, thread } = this.#options;
    const { scope, turnId, threadId } = view.name;
    const began = clock.now();
    view.stale = false;
    try {
      this.#show(view, await look(checkouts, thread(threadId), scope, turnId, view.counts));
    } catch (error) {
      this.#failed(view, error);
    }
    if (this.#ended || view.users === 0) return;
    const took = clock.now() - began;
    const wait = view.stale ? SOON_MS : Math.max(POLL_MS, took * SHARE);
    this.#arm(view, wait, () => void this.#look(view));
  }

  #show(view: View, found: Look): void {
    view.root = found.root;
    view.files = new Map(found.files.map((looked) => [looked.file.path, looked]));
    const changes: Change[] = [];
    for (const { path } of changesTopic.file.all(view.topic))
      if (!view.files.has(path)) changes.push(changesTopic.file.cut(path));
    for (const { file } of found.files)
      putChanged(view.topic, changes, changesTopic.file.key(file.path), file);
    const { root, against, turnId, omitted, problem, note } = found;
    const sum = (of: (file: ChangedFile) => number | null): number =>
      found.files.reduce((total, { file }) => total + (of(file) ?? 0), 0);
    const state: ChangesState = {
      ready: true,
      root,
      against,
      turnId,
      files: found.files.length + omitted,
      added: sum(({ added }) => added),
      removed: sum(({ removed }) => removed),
      omitted,
      problem,
      note,
    };
    putChanged(view.topic, changes, changesTopic.state.key, state);
    view.topic.apply(changes);
  }

  /** A look failed: what was found before stays, with the reason. */
  #failed(view: View, error: unknown): void {
    const before = changesTopic.state.get(view.topic);
    const gone = error instanceof ContractFailure && error.code === 'notFound';
    const message = errorWords(error);
    const problem = {
      code: gone ? 'gone' : 'failed',
      message: gone ? message : `The changes could not be read: ${message}`,
    } as const;
    const empty = {
      root: null,
      against: null,
      turnId: null,
      files: 0,
      added: 0,
      removed: 0,
      omitted: 0,
      note: null,
    };
    const changes: Change[] = [];
    putChanged(view.topic, changes, changesTopic.state.key, { ...empty, ...before, ready: true, problem });
    view.topic.apply(changes);
  }
}

function putChanged(topic: Topic, changes: Change[], key: Key<unknown>, value: object): void {
  const before = topic.get(key);
  if (before === undefined || JSON.stringify(before) !== JSON.stringify(value))
    changes.push({ type: 'put', key, value });
}
