import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params } from '#shared/contract/requests.ts';
import { person } from '#shared/model/approval/decider.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Inbox } from './inbox.ts';

/** What is done in the thread of a review. Every method rejects with ContractFailure. */
export interface ReviewedThreads {
  /** Tells the engine that a person approves what its reviewer denied: its verdict as it came. */
  approveDenied(threadId: ThreadId, review: unknown): Promise<void>;
  isRunning(threadId: ThreadId): boolean;
  send(params: Params<'thread/send'>): Promise<unknown>;
}

export interface AllowOnceOptions {
  readonly inbox: Inbox;
  readonly commands: ReviewedThreads;
}

/** What the agent is told in the person's name when no turn runs that could go on by itself. */
export const TRY_AGAIN = 'I allow once what the reviewer refused. Try it again.';

/**
 * Allows once what Codex's reviewer refused. Codex tells the agent and the reviewer that exactly this was approved
 * (measured on 0.169.0: a message in the thread; the reviewer looks again, with that word before it).
 */
export async function allowOnce(
  { approvalId, goOn }: Params<'review/allowOnce'>,
  client: string,
  { inbox, commands }: AllowOnceOptions,
): Promise<null> {
  const approval = inbox.get(approvalId);
  if (approval === undefined)
    throw new ContractFailure({ code: 'notFound', message: 'This request is not known any more.' });
  if (approval.allowOnce !== 'offered') {
    const message =
      approval.allowOnce === 'done'
        ? 'It was allowed once already.'
        : 'Only what Codex’s reviewer refused can be allowed once.';
    throw new ContractFailure({ code: 'refused', message });
  }
  const { threadId } = approval;
  await commands.approveDenied(threadId, approval.raw);
  inbox.allowedOnce(approvalId, person(client));
  if (goOn && !commands.isRunning(threadId)) await commands.send({ threadId, text: TRY_AGAIN, mode: 'send' });
  return null;
}
