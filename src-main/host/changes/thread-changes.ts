import type { ChangesResults } from '#shared/contract/calls/changes.ts';
import type { Clock } from '#shared/base/clock.ts';
import { changesTopic, type ChangesName } from '#shared/model/changes/changes.ts';
import type { ThreadEvent } from '#shared/model/thread/facts.ts';
import type { Hears } from '../base/events.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { OpenTopic } from '../topics/open-topics.ts';
import { ChangesViews } from './changes-views.ts';
import type { ChangesHears, ChangingThread, ChangingThreads, Checkouts, ThreadOpener } from './ports.ts';

export interface ThreadChangesOptions {
  readonly checkouts: Checkouts;
  readonly threads: ChangingThreads;
  readonly opener: ThreadOpener;
  readonly events: Hears<ChangesHears>;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** The views of changes of threads: kept up to date while somebody looks at them. */
export class ThreadChanges {
  readonly #options: ThreadChangesOptions;
  readonly #views: ChangesViews;

  constructor(options: ThreadChangesOptions) {
    this.#options = options;
    const { checkouts, threads, events, clock, onFault } = options;
    this.#views = new ChangesViews({
      checkouts,
      thread: (id) => {
        const thread = threads.require(id);
        return {
          cwd: thread.facts.cwd,
          loaded: () => thread.loading ?? Promise.resolve(),
          turns: () => thread.turns(),
          items: () => thread.items(),
        };
      },
      clock,
      onFault,
    });
    events.on('threadFollowed', ({ thread, event }) => this.#followed(thread, event));
  }

  /** The topic of a view, kept up to date until released; null when the name is of another topic. */
  open(topic: string): OpenTopic | null {
    const name = changesTopic.idOf(topic);
    return name === null ? null : this.#open(name);
  }

  handlers(): Pick<CallHandlers, keyof ChangesResults> {
    return {
      'changes/file': ({ path, ...name }) => this.#views.sides(name, path),
    };
  }

  dispose(): void {
    this.#views.dispose();
  }

  /** When an event may have written files, views of its checkout are looked at again. */
  #followed({ facts }: ChangingThread, event: ThreadEvent): void {
    const wrote =
      event.type === 'itemCompleted'
        ? event.item.type === 'fileChange' || event.item.type === 'commandExecution'
        : event.type === 'turnStarted' || event.type === 'turnEnded';
    if (wrote) this.#views.touched(facts.id, facts.cwd);
  }

  /** A turn's patches are in the thread's record: whoever looks at changes holds the thread open. */
  #open(name: ChangesName): OpenTopic {
    const { threads, opener } = this.#options;
    const thread = threads.require(name.threadId);
    const view = this.#views.acquire(name);
    opener.opened(thread);
    const release = (): void => {
      view.release();
      opener.closed(thread);
    };
    return { topic: view.topic, release };
  }
}
