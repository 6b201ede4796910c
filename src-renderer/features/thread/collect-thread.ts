import type { ContractClient } from '#shared/contract/client.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { itemAsLine, itemsAsMarkdown, turnAsMarkdown } from '#shared/model/thread/export.ts';
import type { ItemEntity, TurnEntity } from '#shared/model/thread/thread.ts';

export type ThreadFormat = 'md' | 'jsonl';

interface Page {
  readonly turns: readonly TurnEntity[];
  readonly items: readonly ItemEntity[];
}

/**
 * The whole of a thread as the parts of a file, the oldest first. It is read page by page, and of each page only its
 * text is kept. What was left out of an item is read. Rejects as the calls do, or when it was stopped.
 */
export async function collectThread(
  client: Pick<ContractClient, 'call' | 'values'>,
  threadId: ThreadId,
  format: ThreadFormat,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const values = client.values(threadTopic(threadId));
  const thread = threadTopic.thread.get(values);
  const parts: string[] = [];
  const add = async (page: Page): Promise<void> => {
    const items: ItemEntity[] = [];
    for (const entity of page.items) {
      signal.throwIfAborted();
      items.push(entity.omitted > 0 ? { ...entity, item: await wholeOf(client, threadId, entity) } : entity);
    }
    parts.push(format === 'jsonl' ? items.map(itemAsLine).join('') : pageAsMarkdown(page.turns, items));
  };
  const byOrd = (a: { readonly ord: number }, b: { readonly ord: number }): number => a.ord - b.ord;
  await add({
    turns: threadTopic.turn.all(values).sort(byOrd),
    items: threadTopic.item.all(values).sort(byOrd),
  });
  for (let cursor = thread?.olderCursor ?? null; cursor !== null;) {
    signal.throwIfAborted();
    const page = await client.call('thread/history', { threadId, cursor });
    await add(page);
    cursor = page.cursor;
  }
  if (format === 'md')
    parts.push(`# ${(thread?.title ?? '').replaceAll('\n', ' ') || 'Untitled thread'}\n\n`);
  return parts.reverse();
}

/** One turn of those that are here as Markdown. */
export function turnText(client: Pick<ContractClient, 'values'>, threadId: ThreadId, turnId: string): string {
  const items = threadTopic.item.all(client.values(threadTopic(threadId)));
  return itemsAsMarkdown(items.filter((entity) => entity.turnId === turnId).sort((a, b) => a.ord - b.ord));
}

function pageAsMarkdown(turns: readonly TurnEntity[], items: readonly ItemEntity[]): string {
  const ends = new Map(turns.map((turn) => [turn.id, turnAsMarkdown(turn)]));
  const parts: string[] = [];
  items.forEach((entity, at) => {
    parts.push(itemsAsMarkdown([entity]));
    if (items[at + 1]?.turnId !== entity.turnId) parts.push(ends.get(entity.turnId) ?? '');
  });
  return parts
    .filter((part) => part !== '')
    .map((part) => `${part}\n\n`)
    .join('');
}

async function wholeOf(
  client: Pick<ContractClient, 'call'>,
  threadId: ThreadId,
  { turnId, id, item }: ItemEntity,
): Promise<ItemEntity['item']> {
  // What the record does not have is exported as far as it is here.
  const read = await client.call('item/read', { threadId, turnId, itemId: id }).catch(() => null);
  return read?.item ?? item;
}
