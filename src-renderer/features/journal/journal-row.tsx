import { memo } from 'react';
import type { JournalRequest } from '#shared/contract/calls/journal.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import { formatRoute, navigate, toJournal, type JournalFind } from '../../platform/routes.ts';
import { duration, plural, timeOfDay } from '../../ui/format.ts';
import { Mark } from '../../ui/kit.tsx';
import { FoundText } from './found-text.tsx';
import { endedBy, OUTCOME_TONES, OUTCOME_WORDS } from './journal-picture.ts';

/** One request in the list: what was asked, how it ended, by whom, after how long, who asked, when. */
export const JournalRow = memo(function JournalRow(props: {
  request: JournalRequest;
  find: JournalFind;
  words: readonly string[];
  selected: boolean;
  /** Whether Tab reaches it: one row of the list. */
  reachable: boolean;
}) {
  const { request, find, words, selected, reachable } = props;
  const { outcome, code, late, waitedMs } = request;
  const route = toJournal(find, asId<ApprovalId>(request.approvalId));
  const by = endedBy(request);
  return (
    <a
      className="journal-row"
      data-testid="journal-row"
      data-request={request.approvalId}
      data-outcome={outcome}
      href={formatRoute(route)}
      aria-current={selected ? 'true' : undefined}
      tabIndex={reachable ? 0 : -1}
      draggable={false}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(route);
      }}
    >
      <Mark tone={OUTCOME_TONES[outcome]} />
      <span className="journal-main">
        <span className="journal-ask clip">
          <FoundText text={request.words} words={words} />
          {request.words === '' || code === '' ? null : ' '}
          {code === '' ? null : (
            <code>
              <FoundText text={code} words={words} />
            </code>
          )}
        </span>
        <span className="journal-how clip">
          <span className="journal-outcome">
            <b data-tone={OUTCOME_TONES[outcome]}>{OUTCOME_WORDS[outcome]}</b>
            {by === '' ? null : (
              <>
                {outcome === 'expired' ? ', ' : ' · '}
                <FoundText text={by} words={words} />
              </>
            )}
            {waitedMs === null ? null : <span className="num"> after {duration(waitedMs)}</span>}
            {request.overruled ? ' · allowed once since' : null}
            {late === 0 ? null : <span className="journal-late"> · {plural(late, 'late attempt')}</span>}
          </span>
          <span className="faint journal-who">
            <span className="journal-dot"> · </span>
            <FoundText text={request.threadTitle} words={words} />
            {request.workspace === '' ? null : (
              <>
                {' · '}
                <FoundText text={request.workspace} words={words} />
              </>
            )}
          </span>
        </span>
      </span>
      <time
        className="journal-when num"
        dateTime={new Date(request.askedAt).toISOString()}
        title={new Date(request.askedAt).toLocaleString()}
      >
        {timeOfDay(request.askedAt)}
      </time>
    </a>
  );
});
