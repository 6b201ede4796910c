import type { Virtualizer } from '@tanstack/react-virtual';
import { threadTopic } from '#shared/contract/topics.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useConnection } from '../../connection/index.ts';
import type { ThreadSource } from './item-source.ts';
import type { Block } from './thread-layout.ts';
import type { Target } from './use-reading-place.ts';

/** A message counts as the one that is read when its top is so near to the top of the view, px. */
const NEAR = 24;

/** The ways from one message of the person to the next, and to the last one. */
export function useTurnJumps(options: {
  blocks: readonly Block[];
  source: ThreadSource;
  virtual: Virtualizer<HTMLDivElement, Element>;
  reach(target: Target): void;
  more(): void;
  toEnd(): void;
}): void {
  const { blocks, source, virtual, reach, more, toEnd } = options;
  const { client } = useConnection();
  const said = (): readonly { readonly itemId: string; readonly start: number }[] => {
    const values = client.values(threadTopic(source.id));
    return blocks.flatMap((block, index) => {
      if (block.type !== 'item') return [];
      const entity = threadTopic.item.get(values, block.id) ?? source.items.get(block.id);
      if (entity?.item.type !== 'userMessage') return [];
      return [{ itemId: block.id, start: virtual.getOffsetForIndex(index, 'start')?.[0] ?? 0 }];
    });
  };
  const go = (itemId: string): void => reach({ itemId, align: 'start', offset: 0 });
  const top = (): number => virtual.scrollOffset ?? 0;
  useCommand('thread.previousTurn', () => {
    const before = said().findLast(({ start }) => start < top() - NEAR);
    if (before === undefined) more();
    else go(before.itemId);
  });
  useCommand('thread.nextTurn', () => {
    const next = said().find(({ start }) => start > top() + NEAR);
    if (next === undefined) toEnd();
    else go(next.itemId);
  });
  useCommand('thread.lastMessage', () => {
    const last = said().at(-1);
    if (last === undefined) more();
    else go(last.itemId);
  });
}
