import type { Facts, ThreadEvent } from '#shared/model/thread/facts.ts';
import type { Usage as Used } from '#shared/contract/calls/usage.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { CallHandlers } from '../topics/calls.ts';
import { spentSince, type Spent } from './spent.ts';

export interface UsageOptions {
  readonly store: {
    /** Throws never. */
    note(used: Spent & { readonly threadId: ThreadId; readonly workspaceId: WorkspaceId }, at: number): void;
    read(days: number, now: number): Used;
  };
  readonly now: () => number;
}

/** What agents use, as it is told while they work. */
export class Usage {
  readonly #options: UsageOptions;

  constructor(options: UsageOptions) {
    this.#options = options;
  }

  /** A thread tells its sum; `facts` are those before it did. Throws never. */
  told(facts: Facts, event: Extract<ThreadEvent, { type: 'tokensUsed' }>): void {
    const spent = spentSince(facts.tokens, event);
    if (spent === null) return;
    const { store, now } = this.#options;
    store.note({ ...spent, threadId: facts.id, workspaceId: facts.workspaceId }, now());
  }

  handlers(): Pick<CallHandlers, 'usage/read'> {
    const { store, now } = this.#options;
    return { 'usage/read': ({ days }) => store.read(days, now()) };
  }
}
