import { ContractFailure } from '#shared/contract/errors.ts';
import type { RunningResults } from '#shared/contract/calls/running.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { CallHandlers } from '../topics/calls.ts';
import { attempt, type ThreadCommands } from './commands.ts';
import { needs } from './course.ts';
import type { ThreadRegistry } from './registry.ts';

export interface ThreadRunningOptions {
  readonly registry: Pick<ThreadRegistry, 'require' | 'apply'>;
  readonly commands: Pick<ThreadCommands, 'ready'>;
}

/** What goes on in a thread by itself: its goal and its background commands. Every call rejects with ContractFailure. */
export class ThreadRunning {
  readonly #options: ThreadRunningOptions;

  constructor(options: ThreadRunningOptions) {
    this.#options = options;
  }

  handlers(): Pick<CallHandlers, keyof RunningResults> {
    return {
      'goal/set': (params) => this.setGoal(params),
      'goal/clear': (params) => this.clearGoal(params),
      'background/list': (params) => this.list(params),
      'background/end': (params) => this.end(params),
    };
  }

  async setGoal({ threadId, text, ...change }: Params<'goal/set'>): Promise<null> {
    const { thread, engine } = await this.#options.commands.ready(threadId);
    needs(engine, 'goals', 'work for goals');
    const goal = await attempt('Setting the goal', () =>
      engine.setGoal(threadId, { objective: text, ...change }),
    );
    this.#options.registry.apply(thread, { type: 'goalChanged', goal });
    return null;
  }

  async clearGoal({ threadId }: Params<'goal/clear'>): Promise<null> {
    const { thread, engine } = await this.#options.commands.ready(threadId);
    needs(engine, 'goals', 'work for goals');
    await attempt('Clearing the goal', () => engine.clearGoal(threadId));
    this.#options.registry.apply(thread, { type: 'goalChanged', goal: null });
    return null;
  }

  /** Of a thread that is not loaded there are none: unloading ends them (0.169.0, measured). */
  async list({ threadId }: Params<'background/list'>): Promise<Results['background/list']> {
    const thread = this.#options.registry.require(threadId);
    if (thread.facts.status === 'notLoaded') return { commands: [] };
    const { engine } = await this.#options.commands.ready(threadId);
    const { generation } = engine;
    if (!engine.capabilities.backgroundTerminals || generation === undefined) return { commands: [] };
    const commands = await attempt('Listing what runs in the background', () =>
      engine.backgroundTerminals(threadId, generation),
    );
    thread.backgroundTerminals = commands.length;
    return { commands };
  }

  async end({ threadId, processId }: Params<'background/end'>): Promise<null> {
    const { engine } = await this.#options.commands.ready(threadId);
    needs(engine, 'backgroundTerminals', 'end commands in the background');
    const ended = await attempt('Ending it', () => engine.endBackground(threadId, processId));
    if (!ended)
      throw new ContractFailure({ code: 'notFound', message: 'This command has ended by itself already.' });
    return null;
  }
}
