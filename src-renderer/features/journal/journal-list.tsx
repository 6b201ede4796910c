import { useVirtualizer } from '@tanstack/react-virtual';
import { X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { JournalFilter } from '#shared/contract/calls/journal.ts';
import { searchWords } from '#shared/model/journal/search-words.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { navigate, toInbox, toJournal, type JournalFind } from '../../platform/routes.ts';
import { useCommand } from '../../platform/use-command.ts';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Note } from '../../ui/kit.tsx';
import { usePresent } from '../../ui/time-ago.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { JournalFilters } from './journal-filters.tsx';
import { filterOf, linesOf, questionOf } from './journal-picture.ts';
import { JournalRow } from './journal-row.tsx';
import { dayWords, sinceWords, stepOf } from './journal-when.ts';
import { useJournal, type Journal } from './use-journal.ts';
import './journal.css';

const DAY_PX = 30;
/** The address follows what is typed once it rests: browsers refuse to change it with every letter. */
const ADDRESS_MS = 300;
/** Rows before the end at which older ones are asked for. */
const AHEAD = 20;

/** Where the list was left: a phone shows the list or a request. */
let place = { key: '', top: 0 };

/** What was asked and decided: searched as it is typed, filtered, exported. `single`: the list has the window for itself. */
export function JournalList({
  find,
  request: selected,
  single,
  rowHeight,
}: {
  find: JournalFind;
  request: ApprovalId | null;
  single: boolean;
  rowHeight: number;
}) {
  const { text, setText } = useTyped(find, selected);
  const { when = '' } = find;
  // No finer than what is shown: a filter must not become another one with each moment.
  const now = usePresent(stepOf(when));
  const wanted = useMemo((): JournalFind => ({ ...find, text }), [find, text]);
  const filter = useMemo(() => filterOf(wanted, now), [wanted, now]);
  const since = sinceWords(when, now);
  const scroller = useRef<HTMLDivElement>(null);
  const over = useRef(false);
  const [atRest, setAtRest] = useState(true);
  const journal = useJournal(filter, questionOf(wanted), atRest);
  const { held } = journal;
  // Rows are drawn when there is an answer, not with every letter: their marks and links are those of the answer.
  const answered = useMemo((): JournalFind => {
    const of = (held.key === '' ? {} : JSON.parse(held.key)) as Pick<JournalFilter, 'text'>;
    return { ...find, text: of.text ?? '' };
  }, [held.key, find]);
  const words = useMemo(() => searchWords(answered.text ?? ''), [answered]);
  const lines = useMemo(() => linesOf(held.requests), [held.requests]);
  const search = useRef<HTMLInputElement>(null);
  const [exporting, setExporting] = useState(false);

  // oxlint-disable-next-line react/incompatible-library -- no compiler is used that it would be incompatible with
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.type === 'day' ? DAY_PX : rowHeight),
    getItemKey: (index) => {
      const line = lines[index];
      return line === undefined ? index : line.type === 'day' ? `day ${line.at}` : line.request.seq;
    },
    overscan: 8,
  });
  useEffect(() => virtual.measure(), [virtual, lines, rowHeight]);
  // Another question begins at its top; whoever comes back to this one is where they were.
  useEffect(() => {
    scroller.current?.scrollTo({ top: place.key === held.key ? place.top : 0 });
  }, [held.key]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { more, fetchMore } = journal;
  useEffect(() => {
    if (more === 'there' && last >= lines.length - AHEAD) fetchMore();
  });
  const settle = (): void => {
    const top = scroller.current?.scrollTop ?? 0;
    setAtRest(!over.current && top === 0);
    if (held.key !== '') place = { key: held.key, top };
  };

  const ids = held.requests.map(({ approvalId }) => approvalId);
  const go = (id: string): void => {
    const index = lines.findIndex((line) => line.type === 'request' && line.request.approvalId === id);
    if (index !== -1) virtual.scrollToIndex(index, { align: 'auto' });
    navigate(toJournal(wanted, asId<ApprovalId>(id)), selected === null ? 'push' : 'replace');
    focusRow(scroller.current, id, 30);
  };
  const step = (by: 1 | -1): void => {
    const at = selected === null ? -1 : ids.indexOf(selected);
    const next = at === -1 ? ids[by === 1 ? 0 : ids.length - 1] : ids[at + by];
    if (next !== undefined) go(next);
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  useCommand('list.search', () => {
    search.current?.focus();
    search.current?.select();
  });
  useCommand('list.back', !single && selected !== null ? () => navigate(toJournal(wanted)) : null);
  useCommand('journal.export', held.requests.length === 0 ? null : () => setExporting(true));
  const reachable = selected !== null && ids.includes(selected) ? selected : (ids[0] ?? null);
  const asked = Object.keys(filter).length > 0;

  return (
    <section className="col list" aria-label="Journal" data-answered={journal.answered} data-testid="journal">
      <header className="bar">
        <h1>Journal</h1>
        <output className="sub clip num">{countWords(journal.total)}</output>
        <span className="grow" />
        <Button size="small" disabled={held.requests.length === 0} onClick={() => setExporting(true)}>
          Export…
        </Button>
      </header>
      <div className="journal-tools">
        <div className="journal-search">
          <input
            ref={search}
            className="input"
            type="text"
            role="searchbox"
            placeholder="Search commands, paths, hosts, threads, rules, tickets"
            aria-label="Search the journal"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') {
                event.preventDefault();
                if (text === '') search.current?.blur();
                else setText('');
              } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
                event.preventDefault();
                const [first] = ids;
                if (first !== undefined) go(selected !== null && ids.includes(selected) ? selected : first);
              }
            }}
          />
          {text === '' ? (
            <KeyOf id="list.search" />
          ) : (
            <Button icon size="small" aria-label="Clear the search" onClick={() => setText('')}>
              <X size={13} />
            </Button>
          )}
        </div>
        <JournalFilters
          find={wanted}
          since={since}
          onFind={(next) => navigate(toJournal(next, selected), 'replace')}
        />
      </div>
      {held.news === 0 ? null : (
        <button type="button" className="journal-news" onClick={journal.showNews}>
          {plural(held.news, 'new request')} · show
        </button>
      )}
      <div
        className="scroll journal-scroll"
        ref={scroller}
        tabIndex={-1}
        onScroll={settle}
        onPointerEnter={() => {
          over.current = true;
          settle();
        }}
        onPointerLeave={() => {
          over.current = false;
          settle();
        }}
      >
        {journal.failure !== null && held.requests.length === 0 ? (
          <Empty
            title="The journal cannot be searched"
            actions={<Button onClick={journal.retry}>Try again</Button>}
          >
            {journal.failure.message}
          </Empty>
        ) : journal.loading || held.key === '' ? (
          <Loading what="Reading the journal" />
        ) : lines.length === 0 ? (
          <Nothing
            asked={asked}
            words={filter.text !== undefined}
            since={since}
            onClear={() => {
              setText('');
              navigate(toJournal({}), 'replace');
            }}
          />
        ) : (
          <>
            <ul aria-label="Requests" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
              {shown.map((item) => {
                const line = lines[item.index];
                if (line === undefined) return null;
                return (
                  <li
                    key={item.key}
                    className="journal-line"
                    role={line.type === 'day' ? 'presentation' : undefined}
                    style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                  >
                    {line.type === 'day' ? (
                      <div className="journal-day">{dayWords(line.at, now)}</div>
                    ) : (
                      <JournalRow
                        request={line.request}
                        find={answered}
                        words={words}
                        selected={line.request.approvalId === selected && !single}
                        reachable={line.request.approvalId === reachable}
                      />
                    )}
                  </li>
                );
              })}
            </ul>
            <End journal={journal} />
          </>
        )}
      </div>
      {exporting ? (
        <ExportDialog filter={filter} total={journal.total} onClose={() => setExporting(false)} />
      ) : null}
    </section>
  );
}

/** What is typed, at once; the address has it a moment later, and an address that changes otherwise is followed. */
function useTyped(
  find: JournalFind,
  request: ApprovalId | null,
): { text: string; setText(text: string): void } {
  const address = find.text ?? '';
  const [typed, setTyped] = useState({ text: address, address, written: address });
  if (typed.address !== address) {
    // It caught up with what was typed, or somebody went elsewhere.
    const ours = typed.written === address;
    setTyped({ text: ours ? typed.text : address, address, written: address });
  }
  const { text } = typed;
  useEffect(() => {
    if (text === address) return undefined;
    const timer = setTimeout(() => {
      setTyped((before) => ({ ...before, written: text }));
      navigate(toJournal({ ...find, text }, request), 'replace');
    }, ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [text, address, find, request]);
  return { text, setText: (next) => setTyped((before) => ({ ...before, text: next })) };
}

function countWords(total: Journal['total']): string {
  if (total === null) return '';
  return `${total.count.toLocaleString()}${total.more ? '+' : ''} ${total.count === 1 ? 'request' : 'requests'}`;
}

function Nothing(props: { asked: boolean; words: boolean; since: string; onClear(): void }) {
  const { asked, words, since, onClear } = props;
  return asked ? (
    <Empty title="Nothing matches" actions={<Button onClick={onClear}>Clear search and filters</Button>}>
      {words
        ? 'No request has all of these words in what was asked, who asked, or how it was decided.'
        : since === ''
          ? 'The filters leave no request.'
          : `The filters leave no request that was asked ${since}.`}
    </Empty>
  ) : (
    <Empty title="Nothing was asked yet" actions={<Button onClick={() => navigate(toInbox())}>Inbox</Button>}>
      Every request of an agent is kept here: what it was, who or which rule decided it, and after how long.
    </Empty>
  );
}

/** Below the last row: what is on its way, what failed, and what was not looked at. */
function End({ journal }: { journal: Journal }) {
  const { failure, lookedAt, more, retry } = journal;
  if (failure !== null)
    return (
      <div className="journal-end">
        <Note tone="failed" title={failure.message} actions={<Button onClick={retry}>Try again</Button>} />
      </div>
    );
  if (more === 'coming') return <div className="journal-end faint">Older requests are coming…</div>;
  if (more === 'none' && lookedAt !== null)
    return (
      <div className="journal-end faint">
        Words of one or two letters are looked for in the latest {lookedAt.toLocaleString()} requests.
      </div>
    );
  return null;
}

/** Puts the focus on a row once the list has drawn it. */
function focusRow(list: HTMLElement | null, id: string, tries: number): void {
  requestAnimationFrame(() => {
    const row = list?.querySelector<HTMLElement>(`[data-request="${CSS.escape(id)}"]`);
    if (row != null) row.focus({ preventScroll: true });
    else if (tries > 0) focusRow(list, id, tries - 1);
  });
}
