import { useEffect, useMemo, useRef, useState } from 'react';
import { searchWords } from '#shared/model/journal/search-words.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import { navigate, toInbox, toJournal, type JournalFind } from '../../platform/routes.ts';
import { useCommand } from '../../platform/use-command.ts';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Note } from '../../ui/kit.tsx';
import { usePresent } from '../../ui/time-ago.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { JournalFilters } from './journal-filters.tsx';
import { filterOf } from './journal-picture.ts';
import { JournalRow } from './journal-row.tsx';
import { JournalSearch, useTyped } from './journal-search.tsx';
import { dayWords, sinceWords, stepOf } from './journal-when.ts';
import { useJournal, type Journal } from './use-journal.ts';
import { useJournalRows, useKeptPlace, useRest, type JournalRows } from './use-journal-rows.ts';
import './journal.css';

/** Rows before the end at which older ones are asked for. */
const AHEAD = 20;

/** What was asked and decided: searched as it is typed, filtered, exported. `single`: the list has the window for itself. */
export function JournalList(props: {
  find: JournalFind;
  request: ApprovalId | null;
  single: boolean;
  rowHeight: number;
}) {
  const { find, request: selected, single, rowHeight } = props;
  const { text, setText } = useTyped(find, selected);
  const { when = '' } = find;
  // No finer than what is shown: a filter must not become another one with each moment.
  const now = usePresent(stepOf(when));
  const wanted = useMemo((): JournalFind => ({ ...find, text }), [find, text]);
  const filter = useMemo(() => filterOf(wanted, now), [wanted, now]);
  const since = sinceWords(when, now);
  const scroller = useRef<HTMLDivElement>(null);
  const { atRest, handlers } = useRest(scroller);
  const journal = useJournal(filter, wanted, atRest);
  const { held } = journal;
  const rows = useJournalRows(held, scroller, rowHeight);
  useKeptPlace(scroller, held.key);
  const [exporting, setExporting] = useState(false);

  const ids = held.requests.map(({ approvalId }) => approvalId);
  const go = (id: string): void => {
    rows.reveal(id);
    navigate(toJournal(wanted, asId<ApprovalId>(id)), selected === null ? 'push' : 'replace');
  };
  const step = (by: 1 | -1): void => {
    const at = selected === null ? -1 : ids.indexOf(selected);
    const next = at === -1 ? ids[by === 1 ? 0 : ids.length - 1] : ids[at + by];
    if (next !== undefined) go(next);
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  useCommand('list.back', !single && selected !== null ? () => navigate(toJournal(wanted)) : null);
  useCommand('journal.export', held.requests.length === 0 ? null : () => setExporting(true));
  const reachable = selected !== null && ids.includes(selected) ? selected : (ids[0] ?? null);

  return (
    <section className="col list" aria-label="Journal" data-answered={held.key} data-testid="journal">
      <header className="bar">
        <h1>Journal</h1>
        <output className="sub clip num">{countWords(journal.total)}</output>
        <span className="grow" />
        <Button size="small" disabled={held.requests.length === 0} onClick={() => setExporting(true)}>
          Export…
        </Button>
      </header>
      <div className="journal-tools">
        <JournalSearch
          text={text}
          onText={setText}
          onLeave={() => {
            if (reachable !== null) go(reachable);
          }}
        />
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
      <div className="scroll journal-scroll" ref={scroller} tabIndex={-1} {...handlers}>
        {journal.failure !== null && held.requests.length === 0 ? (
          <Empty
            title="The journal cannot be searched"
            actions={<Button onClick={journal.retry}>Try again</Button>}
          >
            {journal.failure.message}
          </Empty>
        ) : journal.loading || held.key === '' ? (
          <Loading what="Reading the journal" />
        ) : rows.lines.length === 0 ? (
          <Nothing
            asked={Object.keys(filter).length > 0}
            words={filter.text !== undefined}
            since={since}
            onClear={() => {
              setText('');
              navigate(toJournal({}), 'replace');
            }}
          />
        ) : (
          <>
            <Lines
              rows={rows}
              journal={journal}
              find={find}
              now={now}
              selected={single ? null : selected}
              reachable={reachable}
            />
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

/** The lines that are in view. Nearing the last of them asks for older ones. */
function Lines(props: {
  rows: JournalRows;
  journal: Journal;
  find: JournalFind;
  now: number;
  selected: ApprovalId | null;
  reachable: string | null;
}) {
  const { rows, journal, find, now, selected, reachable } = props;
  const { lines, virtual } = rows;
  // Rows are drawn when there is an answer, not with every letter: their marks and links are those of the answer.
  const answered = useMemo((): JournalFind => ({ ...find, text: journal.text }), [find, journal.text]);
  const words = useMemo(() => searchWords(journal.text), [journal.text]);
  const shown = virtual.getVirtualItems();
  const isNear = (shown.at(-1)?.index ?? 0) >= lines.length - AHEAD;
  const { more, fetchMore } = journal;
  useEffect(() => {
    if (more === 'there' && isNear) fetchMore();
  }, [more, isNear, fetchMore]);
  return (
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
                selected={line.request.approvalId === selected}
                reachable={line.request.approvalId === reachable}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
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
