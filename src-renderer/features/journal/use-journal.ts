import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type {
  JournalChoices,
  JournalFilter,
  JournalPage,
  JournalRequest,
} from '#shared/contract/calls/journal.ts';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { inboxTopic } from '#shared/contract/topics.ts';
import type { JournalFind } from '../../platform/routes.ts';
import { useConnection, useSelected, type Selector } from '../../connection/index.ts';
import { hold, questionOf, type Held } from './journal-picture.ts';

/** Requests asked for at a time: some screens of them. */
const PAGE = 60;
/** A burst of decisions is one look at the journal. */
const BURST_MS = 250;

/** Changes with everything that the journal would have a new line for. */
const TURNOVER: Selector<string> = {
  select: (values) => {
    let pending = 0;
    let latest = 0;
    for (const { outcome, askedAt } of inboxTopic.approval.all(values)) {
      if (outcome === null) pending += 1;
      latest = Math.max(latest, askedAt, outcome?.at ?? 0);
    }
    return `${pending} ${latest} ${values.size}`;
  },
  same: (a, b) => a === b,
};

/** The journal as the list shows it. */
export interface Journal {
  readonly held: Held;
  /** The words that the rows are an answer to, which is behind what was typed for a moment. */
  readonly text: string;
  readonly total: JournalPage['total'];
  readonly lookedAt: number | null;
  readonly loading: boolean;
  readonly failure: ContractFailure | null;
  readonly more: 'none' | 'there' | 'coming';
  fetchMore(): void;
  /** Shows what came since. */
  showNews(): void;
  retry(): void;
}

/**
 * What a filter leaves of the journal, by pages, and again whenever the inbox changes. `find` is what the filter was made
 * of: the same question while only the time moves the filter. `atRest` says whether rows may move: nobody is about to
 * press one.
 */
export function useJournal(filter: JournalFilter, find: JournalFind, atRest: boolean): Journal {
  const question = questionOf(find);
  const { client } = useConnection();
  const queries = useQueryClient();
  const turnover = useSelected(inboxTopic.topic, TURNOVER);
  const query = useInfiniteQuery<
    JournalPage,
    ContractFailure,
    { pages: JournalPage[] },
    readonly unknown[],
    number | null
  >({
    queryKey: ['journal', 'search', filter],
    queryFn: ({ pageParam }) =>
      client.call('journal/search', {
        filter,
        limit: PAGE,
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: null,
    getNextPageParam: ({ cursor }) => cursor,
    // The old results stay until the new ones come, so that quick typing does not empty the list.
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  const { data, isPlaceholderData } = query;
  const latest = useMemo(
    (): readonly JournalRequest[] => data?.pages.flatMap(({ requests }) => requests) ?? [],
    [data],
  );
  const [shown, setShown] = useState<{ held: Held; text: string; from: unknown }>({
    held: { key: '', requests: [], news: 0 },
    text: '',
    from: null,
  });
  const { held } = shown;
  if (data !== undefined && !isPlaceholderData && (data !== shown.from || question !== held.key))
    setShown({ held: hold(held, question, latest, atRest), text: filter.text ?? '', from: data });

  const first = useRef(turnover);
  useEffect(() => {
    if (first.current === turnover) return undefined;
    first.current = turnover;
    const timer = setTimeout(() => void queries.invalidateQueries({ queryKey: ['journal'] }), BURST_MS);
    return () => clearTimeout(timer);
  }, [turnover, queries]);

  const { hasNextPage, isFetching, fetchNextPage } = query;
  const fetchMore = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const [page] = data?.pages ?? [];
  return {
    held,
    text: shown.text,
    total: page?.total ?? null,
    lookedAt: page?.lookedAt ?? null,
    loading: data === undefined && query.error === null,
    failure: query.error,
    more: query.isFetchingNextPage ? 'coming' : query.hasNextPage ? 'there' : 'none',
    fetchMore,
    showNews: () =>
      setShown({
        held: { key: question, requests: latest, news: 0 },
        text: filter.text ?? '',
        from: data,
      }),
    retry: () => void query.refetch(),
  };
}

/** What there is to filter by. */
export function useJournalChoices(): JournalChoices | undefined {
  const { client } = useConnection();
  return useQuery({ queryKey: ['journal', 'choices'], queryFn: () => client.call('journal/choices', {}) })
    .data;
}

/** Every line about one request, oldest first. */
export function useRequestLines(approvalId: string | null) {
  const { client } = useConnection();
  return useQuery({
    queryKey: ['journal', 'read', approvalId],
    queryFn: async () => (await client.call('journal/read', { approvalId: approvalId ?? '' })).entries,
    enabled: approvalId !== null,
    staleTime: 0,
    retry: false,
  });
}
