import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FoundPlace } from '#shared/contract/calls/reading.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item/item.ts';
import { useConnection } from '../../connection/index.ts';

/** Places that are counted: whoever has more adds a letter. */
export const MOST_PLACES = 2000;

/** One place, with which of those in its item it is. */
export interface Place extends FoundPlace {
  readonly nth: number;
}

export interface Found {
  readonly places: readonly Place[];
  readonly more: boolean;
  readonly searching: boolean;
  /** Why older pages could not be searched; what is here was. */
  readonly failed: string | null;
}

/** Finds a text in all messages of a thread: in its record, and in what is here and not recorded yet. */
export function useFind(threadId: ThreadId, text: string): Found {
  const { client } = useConnection();
  const wanted = text.trim();
  const query = useQuery({
    queryKey: ['find', threadId, wanted],
    enabled: wanted !== '',
    staleTime: 2000,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const recorded: FoundPlace[] = [];
      let failed: string | null = null;
      let cursor: string | null = null;
      try {
        do {
          const page: { readonly found: readonly FoundPlace[]; readonly cursor: string | null } =
            await client.call('thread/find', {
              threadId,
              text: wanted,
              ...(cursor !== null && { cursor }),
            });
          signal.throwIfAborted();
          recorded.push(...page.found);
          cursor = page.cursor;
        } while (cursor !== null && recorded.length < MOST_PLACES);
      } catch (error) {
        signal.throwIfAborted();
        failed = error instanceof Error ? error.message : String(error);
      }
      const known = new Set(recorded.map(({ itemId }) => itemId));
      const here = threadTopic.item
        .all(client.values(threadTopic(threadId)))
        .sort((a, b) => a.ord - b.ord)
        .filter(({ id }) => !known.has(id))
        .flatMap(({ id, turnId, item }) =>
          Array.from({ length: timesIn(messageOf(item), wanted) }, () => ({ turnId, itemId: id })),
        );
      return { found: [...recorded, ...here].slice(0, MOST_PLACES), more: cursor !== null, failed };
    },
  });
  const { data, isFetching } = query;
  return useMemo(() => {
    if (wanted === '' || data === undefined)
      return { places: [], more: false, searching: wanted !== '' && isFetching, failed: null };
    const times = new Map<string, number>();
    const places = data.found.map((place): Place => {
      const nth = times.get(place.itemId) ?? 0;
      times.set(place.itemId, nth + 1);
      return { ...place, nth };
    });
    return { places, more: data.more, searching: isFetching, failed: data.failed };
  }, [data, isFetching, wanted]);
}

function messageOf(item: Item): string {
  if (item.type === 'agentMessage' || item.type === 'plan') return item.text;
  if (item.type !== 'userMessage') return '';
  return item.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

/** How often a text stands in another, in whatever case. */
export function timesIn(text: string, wanted: string): number {
  const low = text.toLowerCase();
  const sought = wanted.toLowerCase();
  let times = 0;
  for (let at = low.indexOf(sought); at !== -1; at = low.indexOf(sought, at + sought.length)) times += 1;
  return times;
}
