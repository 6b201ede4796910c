import type { Clock } from '#shared/base/clock.ts';
import { changesTopic, type ChangesName } from '#shared/model/changes/changes.ts';
import type { ThreadEvent } from '#shared/model/thread/facts.ts';
import { ChangesViews } from './changes/changes-views.ts';
import {
  blob,
  blobSize,
  commitOf,
  defaultBranch,
  diffAgainst,
  emptyTree,
  findCheckout,
  headBranch,
  mergeBase,
  notedBase,
  untracked,
  upstreamOf,
  whyNoCheckout,
} from './git/repository.ts';
import { submoduleWork } from './git/submodules.ts';
import type { ThreadHolder } from './threads/holder.ts';
import type { ThreadRegistry } from './threads/registry.ts';
import type { HeldThread } from './threads/thread.ts';
import type { CallHandlers } from './topics/calls.ts';
import { Topic } from './topics/topic.ts';

/** A list of files is read, not watched. */
const CHANGES_PACE_MS = 50;

export interface ChangesCallsOptions {
  readonly registry: ThreadRegistry;
  readonly holder: ThreadHolder;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** Joins the views of changes with the threads they are of. */
export class ChangesCalls {
  readonly #options: ChangesCallsOptions;
  readonly #views: ChangesViews<Topic>;

  constructor(options: ChangesCallsOptions) {
    this.#options = options;
    this.#views = new ChangesViews({
      git: {
        blob,
        blobSize,
        commitOf,
        defaultBranch,
        diffAgainst,
        emptyTree,
        findCheckout,
        headBranch,
        mergeBase,
        notedBase,
        submoduleWork,
        whyNoCheckout,
        untracked,
        upstreamOf,
      },
      makeTopic: (name) => new Topic(name, CHANGES_PACE_MS),
      thread: (id) => {
        const thread = options.registry.require(id);
        return {
          cwd: thread.facts.cwd,
          loaded: () => thread.loading ?? Promise.resolve(),
          turns: () => thread.turns(),
          items: () => thread.items(),
        };
      },
      clock: options.clock,
      onFault: options.onFault,
    });
  }

  /** The topic of a view, kept up to date until released; null when the name is of another topic. */
  acquire(topic: string): { topic: Topic; release: () => void } | null {
    const name = changesTopic.idOf(topic);
    return name === null ? null : this.#acquire(name);
  }

  /** An event of a thread was applied: when it may have written files, views of its checkout are looked at again. */
  followed({ facts }: HeldThread, event: ThreadEvent): void {
    const wrote =
      event.type === 'itemCompleted'
        ? event.item.type === 'fileChange' || event.item.type === 'commandExecution'
        : event.type === 'turnStarted' || event.type === 'turnEnded';
    if (wrote) this.#views.touched(facts.id, facts.cwd);
  }

  handlers(): Pick<CallHandlers, 'changes/file'> {
    return {
      'changes/file': ({ path, ...name }) => this.#views.sides(name, path),
    };
  }

  dispose(): void {
    this.#views.dispose();
  }

  /** A turn's patches are in the thread's record: whoever looks at changes holds the thread open. */
  #acquire(name: ChangesName): { topic: Topic; release: () => void } {
    const { registry, holder } = this.#options;
    const thread = registry.require(name.threadId);
    const view = this.#views.acquire(name);
    holder.opened(thread);
    const release = (): void => {
      view.release();
      holder.closed(thread);
    };
    return { topic: view.topic, release };
  }
}
