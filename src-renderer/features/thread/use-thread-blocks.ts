import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { useConnection, useEntity, useSelected, type Selector } from '../../connection/index.ts';
import type { ThreadSource } from './item-source.ts';
import { itemSignature, sameBlocks, threadBlocks, type Block, type PlacedApproval } from './thread-layout.ts';

/** Older turns of a thread, read page by page as the person scrolls up. */
export function useHistory(id: ThreadId) {
  const { client } = useConnection();
  const cursor = useEntity(threadTopic(id), threadTopic.thread.key)?.olderCursor ?? null;
  const [wanted, setWanted] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ['history', id, cursor],
    enabled: wanted && cursor !== null,
    staleTime: Infinity,
    retry: false,
    initialPageParam: cursor ?? '',
    queryFn: ({ pageParam }) => client.call('thread/history', { threadId: id, cursor: pageParam }),
    getNextPageParam: (page) => page.cursor,
  });
  const { fetchNextPage, refetch } = query;
  const { isFetching, isError, data } = query;
  const hasMore = cursor !== null && (data === undefined || query.hasNextPage);
  const more = useCallback(() => {
    if (!hasMore || isFetching) return;
    if (!wanted) setWanted(true);
    else if (data === undefined) void refetch();
    else void fetchNextPage();
  }, [hasMore, isFetching, wanted, data, refetch, fetchNextPage]);
  // Pages come newest first; each is in the order of time.
  const pages = useMemo(() => [...(data?.pages ?? [])].reverse(), [data]);
  return {
    pages,
    hasMore,
    loading: isFetching,
    failed: isError ? (query.error?.message ?? 'It failed.') : null,
    more,
  };
}

type History = ReturnType<typeof useHistory>;

/** Everything of a thread in the order of reading, and where its parts come from. */
export function useThreadBlocks(
  id: ThreadId,
  cwd: string | null,
  history: History,
): { readonly blocks: readonly Block[]; readonly source: ThreadSource } {
  const { pages } = history;
  const source = useMemo(
    (): ThreadSource => ({
      id,
      cwd,
      items: new Map(pages.flatMap(({ items }) => items.map((item) => [item.id, item] as const))),
      turns: new Map(pages.flatMap(({ turns }) => turns.map((turn) => [turn.id, turn] as const))),
    }),
    [id, cwd, pages],
  );
  const approvals = useSelected(
    inboxTopic.topic,
    useMemo(() => approvalsOf(id), [id]),
  );
  const selector = useMemo(() => blocksSelector(source, approvals), [source, approvals]);
  return { blocks: useSelected(threadTopic(id), selector), source };
}

/** Approvals of a thread that are pending, and those that ended without a decision, as long as the inbox has them. */
function approvalsOf(id: ThreadId): Selector<readonly PlacedApproval[]> {
  return {
    select: (values) => {
      const found: Approval[] = [];
      for (const approval of inboxTopic.approval.all(values)) {
        if (approval.threadId !== id) continue;
        const { outcome } = approval;
        if (outcome === null || (outcome.type === 'expired' && outcome.because !== 'answeredElsewhere'))
          found.push(approval);
      }
      return found
        .sort((a, b) => a.askedAt - b.askedAt)
        .map(({ id: name, itemId, turnId, outcome }) => ({
          id: name,
          itemId,
          turnId,
          ended: outcome !== null,
        }));
    },
    same: (a, b) =>
      a.length === b.length &&
      a.every(
        ({ id: one, itemId, ended }, index) =>
          one === b[index]?.id && itemId === b[index].itemId && ended === b[index].ended,
      ),
  };
}

function blocksSelector(
  source: ThreadSource,
  approvals: readonly PlacedApproval[],
): Selector<readonly Block[]> {
  const signatures = new Map<string, string>();
  /** By what a part stands where it stands; null for what is no part. */
  const signature = (key: string, value: unknown): string | null => {
    const item = threadTopic.item.match(key, value);
    if (item !== undefined) return itemSignature(item);
    if (threadTopic.verdict.match(key, value) !== undefined) return key;
    const turn = threadTopic.turn.match(key, value);
    return turn === undefined ? null : `${turn.ord} ${turn.status} ${turn.plan !== null}`;
  };
  return {
    select: (values) => {
      signatures.clear();
      for (const [key, value] of values) {
        const made = signature(key, value);
        if (made !== null) signatures.set(key, made);
      }
      const items = threadTopic.item.all(values);
      const turns = threadTopic.turn.all(values);
      const verdicts = threadTopic.verdict.all(values);
      const byOrd = (a: { readonly ord: number }, b: { readonly ord: number }): number => a.ord - b.ord;
      const liveTurns = new Set(turns.map(({ id }) => id));
      const liveItems = new Set(items.map(({ id }) => id));
      const allTurns = [
        ...[...source.turns.values()].filter(({ id }) => !liveTurns.has(id)),
        ...turns.sort(byOrd),
      ];
      const allItems = [
        ...[...source.items.values()].filter(({ id }) => !liveItems.has(id)),
        ...items.sort(byOrd),
      ];
      verdicts.sort((a, b) => a.at - b.at);
      return threadBlocks(allTurns, allItems, approvals, verdicts);
    },
    same: sameBlocks,
    matters: (key, value) => {
      if (value === undefined) return signatures.has(key);
      const made = signature(key, value);
      return made !== null && signatures.get(key) !== made;
    },
  };
}
