import type { ContractClient } from '#shared/contract/client.ts';
import type { Params } from '#shared/contract/requests.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { tell } from '../../platform/messages.tsx';
import { navigate, toThread } from '../../platform/routes.ts';
import { focusThread } from '../../platform/ui-store.ts';
import { asFailure } from '../../connection/index.ts';

/** Forks a thread and opens the fork; `made` is done with it before. Rejects as the call does. */
export async function forkAndOpen(
  client: ContractClient,
  fork: Params<'thread/fork'>,
  made?: (id: ThreadId) => Promise<void>,
): Promise<void> {
  const { threadId } = await client.call('thread/fork', fork);
  await made?.(threadId);
  navigate(toThread(threadId));
  focusThread(threadId);
}

/** The same from where nothing else says that it failed. Never rejects. */
export async function forkOrTell(...args: Parameters<typeof forkAndOpen>): Promise<void> {
  try {
    await forkAndOpen(...args);
  } catch (error) {
    tell('failed', 'The thread was not forked', asFailure(error).message);
  }
}
