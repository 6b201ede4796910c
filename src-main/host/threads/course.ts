import type { Params, Results } from '#shared/contract/requests.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Capabilities } from '#shared/model/workspace/capabilities.ts';
import { titleOf } from '#shared/model/thread/facts.ts';
import type { EngineThreads } from '../engines/engine.ts';
import { attempt, type ThreadCommands } from './commands.ts';
import { threadFacts } from './incoming.ts';
import type { WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';

export interface ThreadCourseOptions {
  readonly registry: ThreadRegistry;
  readonly commands: Pick<ThreadCommands, 'ready' | 'rename'>;
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspacePort['id']) => WorkspacePort;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** The course a thread takes: forked, reverted, compacted, reviewed. Every method rejects with ContractFailure. */
export class ThreadCourse {
  readonly #options: ThreadCourseOptions;

  constructor(options: ThreadCourseOptions) {
    this.#options = options;
  }

  async fork({ threadId, through, before }: Params<'thread/fork'>): Promise<Results['thread/fork']> {
    const { registry, commands, now } = this.#options;
    // A fork reads the record; loading the source could start what waits in its queue.
    const source = registry.require(threadId);
    const workspace = this.#options.workspace(source.facts.workspaceId);
    const { engine } = workspace;
    needs(engine, 'fork', 'fork threads');
    const { cwd, branch } = source.facts;
    const told = await attempt('Forking', () => engine.fork(threadId, cwd, { through, before }));
    const { id } = told;
    const facts = { ...threadFacts(told, workspace), branch, parentId: null };
    const fork =
      registry.get(id) ?? registry.add({ ...facts, id, workspaceId: workspace.id, createdAt: now() });
    fork.subscribed = engine.generation ?? null;
    registry.apply(fork, {
      type: 'factsChanged',
      patch: { ...facts, lastTurn: 'completed', section: source.facts.section },
    });
    // Both have the same words to be told by; that the name does not stick is no reason to lose the fork.
    commands
      .rename({ threadId: id, name: `${titleOf(source.facts)} (fork)`.slice(0, 500) })
      .catch(this.#options.onFault);
    return { threadId: id };
  }

  async revert({ threadId, beforeTurnId }: Params<'thread/revert'>): Promise<null> {
    const { engine } = await this.#options.commands.ready(threadId);
    needs(engine, 'revert', 'go back to before a turn');
    await attempt('Going back', () => engine.revert(threadId, beforeTurnId));
    return null;
  }

  /** Subscribes to a thread that another program wrote: that it can is how the thread is known to be free. */
  async takeOver({ threadId }: Params<'thread/takeOver'>): Promise<null> {
    const { thread } = await this.#options.commands.ready(threadId);
    this.#options.registry.apply(thread, { type: 'factsChanged', patch: { ownedElsewhere: false } });
    return null;
  }

  async compact({ threadId }: Params<'thread/compact'>): Promise<null> {
    const { thread, engine } = await this.#options.commands.ready(threadId);
    needs(engine, 'compact', 'compact threads');
    if (thread.facts.activeTurnId !== null) throw busy('compact');
    await attempt('Compacting', () => engine.compact(threadId));
    return null;
  }

  async review({ threadId, target }: Params<'thread/review'>): Promise<null> {
    const { thread, engine } = await this.#options.commands.ready(threadId);
    needs(engine, 'review', 'review changes');
    if (thread.facts.activeTurnId !== null) throw busy('review');
    const turn = await attempt('Reviewing', () => engine.review(threadId, target));
    if (turn.status === 'inProgress') this.#options.registry.apply(thread, { type: 'turnStarted', turn });
    return null;
  }
}

/** Throws ContractFailure `refused` where an engine cannot do something. */
export function needs(engine: EngineThreads, capability: keyof Capabilities, what: string): void {
  if (engine.capabilities[capability]) return;
  throw new ContractFailure({ code: 'refused', message: `The engine of this workspace cannot ${what}.` });
}

function busy(what: string): ContractFailure {
  return new ContractFailure({
    code: 'refused',
    message: `It is at work: interrupt it, or ${what} when its turn has ended.`,
  });
}
