import type { ThreadId, WorkspaceId } from '../ids.ts';
import type { PromptInput } from '../prompt/attached.ts';

/** Key `start:<id>` of the topic `fleet`: a thread that was asked for and is not there yet. */
export interface ThreadStart extends PromptInput {
  readonly id: string;
  readonly workspaceId: WorkspaceId;
  /** It gets a worktree of its own; null while that is not known. */
  readonly inWorktree: boolean | null;
  readonly state: 'starting' | 'started' | 'failed';
  /** The thread, once it runs. */
  readonly threadId: ThreadId | null;
  /** Why it did not start, a sentence for the person. */
  readonly reason: string | null;
  /** Unix ms at which it was asked for, or tried again. */
  readonly at: number;
}

/** What happens to a start. */
export type StartEvent =
  | { readonly type: 'placed'; readonly inWorktree: boolean }
  | { readonly type: 'started'; readonly threadId: ThreadId }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'again'; readonly at: number };

/** A start that was just asked for. */
export function newStart(
  asked: PromptInput & Pick<ThreadStart, 'id' | 'workspaceId' | 'at' | 'inWorktree'>,
): ThreadStart {
  const { id, workspaceId, text, attached, at, inWorktree } = asked;
  return {
    id,
    workspaceId,
    text,
    ...(attached !== undefined && { attached }),
    at,
    inWorktree,
    state: 'starting',
    threadId: null,
    reason: null,
  };
}

/** Advances a start; what comes after its end changes nothing, but that a failed one may be tried again. */
export function reduceStart(start: ThreadStart, event: StartEvent): ThreadStart {
  if (event.type === 'again')
    return start.state === 'failed' ? { ...start, state: 'starting', reason: null, at: event.at } : start;
  if (start.state !== 'starting') return start;
  switch (event.type) {
    case 'placed':
      return start.inWorktree === event.inWorktree ? start : { ...start, inWorktree: event.inWorktree };
    case 'started':
      return { ...start, state: 'started', threadId: event.threadId };
    case 'failed':
      return { ...start, state: 'failed', reason: event.reason };
  }
}

/** What its row says of it. */
export function startWords({ state, inWorktree, reason }: ThreadStart): string {
  if (state === 'failed') return reason ?? 'It did not start.';
  return inWorktree === true ? 'starting in a worktree…' : 'starting…';
}
