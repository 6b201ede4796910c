import { createContext, use, useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item/item.ts';
import { isCutOff, type ItemEntity, type TurnEntity } from '#shared/model/thread/thread.ts';
import {
  useConnection,
  useEntity,
  useFleetRow,
  useSelected,
  useText,
  type Selector,
} from '../../connection/index.ts';

/** Where the parts of one thread come from: its topic, and the older pages that were read on demand. */
export interface ThreadSource {
  readonly id: ThreadId;
  readonly cwd: string | null;
  readonly items: ReadonlyMap<string, ItemEntity>;
  readonly turns: ReadonlyMap<string, TurnEntity>;
}

/** Hands the source to the blocks of a thread. */
export const ThreadSourceContext = createContext<ThreadSource | null>(null);

/** The source of the thread around this component. */
export function useSource(): ThreadSource {
  const source = use(ThreadSourceContext);
  if (source === null) throw new Error('no thread above this component');
  return source;
}

/** One item: as it is live, else as the history had it. */
export function useItem(id: string): ItemEntity | undefined {
  const source = useSource();
  return useEntity(threadTopic(source.id), threadTopic.item.key(id)) ?? source.items.get(id);
}

/** Whether an item will never come to its end: cut off itself, or left behind by a turn that ended. */
export function useCutOff(entity: ItemEntity | undefined): boolean {
  const turn = useTurn(entity?.turnId ?? '');
  return entity !== undefined && isLeftBehind(entity, turn);
}

function isLeftBehind(entity: ItemEntity, turn: TurnEntity | undefined): boolean {
  return isCutOff(entity) || (!entity.done && turn !== undefined && turn.status !== 'inProgress');
}

/** One turn: as it is live, else as the history had it. */
export function useTurn(id: string): TurnEntity | undefined {
  const source = useSource();
  return useEntity(threadTopic(source.id), threadTopic.turn.key(id)) ?? source.turns.get(id);
}

const LAST_TURN: Selector<string | null> = {
  select: (values) => {
    let last: TurnEntity | undefined;
    for (const turn of threadTopic.turn.all(values))
      if (last === undefined || turn.ord > last.ord) last = turn;
    return last?.id ?? null;
  },
  same: (a, b) => a === b,
  matters: (key) => threadTopic.turn.idOf(key) !== null,
};

/** The id of the thread's last turn; null before there is one. */
export function useLastTurn(): string | null {
  return useSelected(threadTopic(useSource().id), LAST_TURN);
}

/** Whether it was a death that ended this turn, not the person. Known of the last turn alone. */
export function useCutOffTurn(turnId: string): boolean {
  const { id } = useSource();
  const last = useSelected(threadTopic(id), LAST_TURN);
  return useFleetRow(id)?.interrupted === true && last === turnId;
}

/** A text of an item: the growing one while there is one, else what the item itself says. */
export function useItemText(
  entity: ItemEntity,
  name: string,
  settled: string,
): { readonly text: string; readonly cut: number } {
  const growing = useText(threadTopic(useSource().id), threadTopic.text.key(entity.id, name));
  if (growing === undefined || !entity.live.includes(name)) return { text: settled, cut: 0 };
  return { text: growing.text, cut: growing.start };
}

/** The whole of an item whose output was left out, once the person asks for it. */
export function useWholeItem(entity: ItemEntity, wanted: boolean) {
  const { client } = useConnection();
  const { id: threadId } = useSource();
  return useQuery({
    queryKey: ['item', threadId, entity.turnId, entity.id],
    enabled: wanted,
    staleTime: Infinity,
    retry: false,
    queryFn: async (): Promise<Item> =>
      (await client.call('item/read', { threadId, turnId: entity.turnId, itemId: entity.id })).item,
  });
}

/**
 * Since when a command runs, Unix ms; null where that is not known. It begins, for Codex, when it asks to be run: the wait
 * for an answer is none of its time.
 */
export function useRanSince(id: string, startedAtMs: number | undefined): number | null {
  const selector = useMemo(
    (): Selector<number> => ({
      select: (values) => {
        let last = 0;
        for (const { itemId, outcome } of inboxTopic.approval.all(values))
          if (itemId === id && outcome !== null) last = Math.max(last, outcome.at);
        return last;
      },
      same: (a, b) => a === b,
      matters: (key) => inboxTopic.approval.idOf(key) !== null,
    }),
    [id],
  );
  const answered = useSelected(inboxTopic.topic, selector);
  return startedAtMs === undefined ? null : Math.max(startedAtMs, answered);
}

/** Several items at once, for a line that sums them up. */
export function useItems(ids: readonly string[]): readonly Item[] {
  const source = useSource();
  const selector = useMemo(
    (): Selector<readonly Item[]> => ({
      select: (values) =>
        ids.flatMap((id) => {
          const entity = threadTopic.item.get(values, id) ?? source.items.get(id);
          if (entity === undefined) return [];
          const turn = threadTopic.turn.get(values, entity.turnId) ?? source.turns.get(entity.turnId);
          // An item that was cut off does not run, whatever its status says.
          return [isLeftBehind(entity, turn) ? stopped(entity.item) : entity.item];
        }),
      same: (a, b) => a.length === b.length && a.every((item, index) => item === b[index]),
      matters: (key) => {
        const item = threadTopic.item.idOf(key);
        return item === null ? threadTopic.turn.idOf(key) !== null : ids.includes(item);
      },
    }),
    [ids, source.items, source.turns],
  );
  return useSelected(threadTopic(source.id), selector);
}

const stoppedItems = new WeakMap<Item, Item>();

/** The same item as one that does not run: one object per item, so that nothing is drawn anew for it. */
function stopped(item: Item): Item {
  const known = stoppedItems.get(item);
  if (known !== undefined) return known;
  const made = { ...item, status: 'failed' } as Item;
  stoppedItems.set(item, made);
  return made;
}
