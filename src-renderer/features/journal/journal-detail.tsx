import { useState, type ReactNode } from 'react';
import type { JournalEntry } from '#shared/contract/calls/journal.ts';
import { deciderPhrase, deciderReason } from '#shared/model/approval/decider.ts';
import { outcomeOf } from '#shared/model/journal/export.ts';
import { asId, type ApprovalId, type ThreadId } from '#shared/model/ids.ts';
import { kindTitle } from '#shared/model/approval/asks.ts';
import {
  formatRoute,
  navigate,
  toInbox,
  toJournal,
  toThread,
  type JournalFind,
} from '../../platform/routes.ts';
import { asFailure, useApproval, useFleetRow, useRules } from '../../connection/index.ts';
import { duration } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark, VisibleText, WrappedCode } from '../../ui/kit.tsx';
import { decisionWords, expiryWords } from '../approval/index.ts';
import { BY_WORDS, endedBy, OUTCOME_TONES, OUTCOME_WORDS } from './journal-picture.ts';
import { useRequestLines } from './use-journal.ts';

/** One request of the journal, whole: what was asked, by whom, and everything that happened to it. */
export function JournalDetail({
  find,
  id,
  back,
}: {
  find: JournalFind;
  id: ApprovalId | null;
  back: ReactNode;
}) {
  const lines = useRequestLines(id);
  const [asked] = lines.data ?? [];
  if (id === null || lines.error !== null || lines.data === undefined || asked === undefined)
    return (
      <section className="col detail" aria-label="Request">
        {back === null ? null : <header className="bar">{back}</header>}
        {id === null ? (
          <Empty title="No request chosen">
            Choose one to read all of what was asked, and what became of it.
          </Empty>
        ) : lines.error !== null ? (
          <Empty
            title="This request cannot be read"
            actions={<Button onClick={() => void lines.refetch()}>Try again</Button>}
          >
            {asFailure(lines.error).message}
          </Empty>
        ) : lines.data === undefined ? (
          <Loading what="Reading the journal" />
        ) : (
          <Empty title="The journal has no such request">
            It may be of another Muster: each data folder has a journal of its own.
          </Empty>
        )}
      </section>
    );
  return <Request key={id} find={find} lines={lines.data} asked={asked} back={back} />;
}

function Request(props: {
  find: JournalFind;
  lines: readonly JournalEntry[];
  asked: JournalEntry;
  back: ReactNode;
}) {
  const { find, lines, asked, back } = props;
  const ended = lines.find(({ event }) => event === 'decided' || event === 'expired');
  const outcome = outcomeOf(ended);
  const approval = useApproval(asId<ApprovalId>(asked.approvalId));
  const { details } = asked;
  return (
    <section className="col detail" aria-label="Request" data-testid="journal-request">
      <header className="bar">
        {back}
        <h2 className="clip">{kindTitle(asked.kind)}</h2>
        <span className="pill" data-tone={OUTCOME_TONES[outcome]}>
          {OUTCOME_WORDS[outcome]}
        </span>
        <span className="grow" />
        {approval === undefined ? null : (
          <Button
            size="small"
            look={approval.outcome === null ? 'main' : 'quiet'}
            onClick={() => navigate(toInbox(approval.id))}
          >
            {approval.outcome === null ? 'Decide in the inbox' : 'Card'}
          </Button>
        )}
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keys */}
      <section className="scroll journal-request" tabIndex={0} aria-label="What was asked">
        {partsOf(asked).map(({ label, text }) => (
          <Part key={`${label} ${text.slice(0, 40)}`} label={label} text={text} />
        ))}
        {details?.reason == null ? null : (
          <blockquote className="ap-why">
            “<VisibleText text={details.reason} />”
          </blockquote>
        )}
        <Facts asked={asked} ended={ended} find={find} />
        <div>
          <h3 className="journal-head">What happened</h3>
          <ol className="journal-events">
            {lines.map((line) => (
              <Event key={line.seq} line={line} />
            ))}
          </ol>
        </div>
      </section>
    </section>
  );
}

/** All of what was asked; of old journals what they have of it. */
function partsOf({ details, subject, summary }: JournalEntry): readonly { label: string; text: string }[] {
  if (details !== null && details.parts.length > 0) return details.parts;
  switch (subject?.type) {
    case 'command':
      return [{ label: 'Command', text: subject.text }];
    case 'network':
      return [{ label: 'Host', text: subject.host }];
    case 'files':
      return [{ label: 'Files', text: subject.paths.join('\n') }];
    case undefined:
      return [{ label: 'Request', text: summary }];
  }
}

/** Lines of one part that are shown before it is opened. */
const LINES = 200;

function Part({ label, text }: { label: string; text: string }) {
  const lines = text.split('\n');
  const [open, setOpen] = useState(lines.length <= LINES);
  return (
    <figure className="journal-part">
      <figcaption>{label}</figcaption>
      <div className="ap-code mono" dir="ltr">
        {(open ? lines : lines.slice(0, LINES)).map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity
          <div key={index}>{line === '' ? '\u00a0' : <WrappedCode text={line} />}</div>
        ))}
      </div>
      {open ? null : (
        <Button size="small" onClick={() => setOpen(true)}>
          Show all {lines.length.toLocaleString()} lines
        </Button>
      )}
    </figure>
  );
}

function Facts({
  asked,
  ended,
  find,
}: {
  asked: JournalEntry;
  ended: JournalEntry | undefined;
  find: JournalFind;
}) {
  const thread = useFleetRow(asId<ThreadId>(asked.threadId));
  const rules = useRules();
  const decider = ended?.decider ?? null;
  const reason = decider === null ? null : deciderReason(decider);
  const { details } = asked;
  return (
    <dl className="journal-facts">
      {ended === undefined ? null : (
        <Fact name={ended.event === 'decided' ? 'Decision' : 'End'}>
          {ended.event === 'decided'
            ? decisionWords(ended.decision ?? '')
            : expiryWords(ended.by ?? 'nobody decided it')}
          {ended.waitedMs === null ? null : <span className="faint"> after {duration(ended.waitedMs)}</span>}
          {ended.note === null ? null : <div>{ended.note}</div>}
        </Fact>
      )}
      {ended?.event !== 'decided' ? null : (
        <Fact name="Decided by">
          {decider?.type === 'rules'
            ? decider.rules.map(({ id, name }) => (
                <div key={id} className="journal-rule">
                  <span>Rule</span> <code>{name}</code>{' '}
                  {id === '' ? null : (
                    <a href={formatRoute(toJournal({ rule: id }, asId<ApprovalId>(asked.approvalId)))}>
                      all it decided
                    </a>
                  )}
                  {rules.some((rule) => rule.id === id) ? (
                    <a href={formatRoute({ view: 'rules' })}>the rule</a>
                  ) : (
                    <span className="faint">taken back since</span>
                  )}
                </div>
              ))
            : decider === null || decider.type === 'person'
              ? (ended.by ?? BY_WORDS.person)
              : BY_WORDS[decider.type]}
        </Fact>
      )}
      {decider?.type === 'gateway' && decider.ticket !== null ? (
        <Fact name="Ticket">
          <code>
            <VisibleText text={decider.ticket} />
          </code>
        </Fact>
      ) : null}
      {reason === null ? null : (
        <Fact name="Reason">
          <VisibleText text={reason} />
        </Fact>
      )}
      <Fact name="Thread">
        {thread === undefined ? (
          <VisibleText text={asked.threadTitle} />
        ) : (
          <a href={formatRoute(toThread(thread.id))}>{asked.threadTitle}</a>
        )}{' '}
        {find.thread === asked.threadId ? null : (
          <a
            className="faint"
            href={formatRoute(toJournal({ thread: asked.threadId }, asId<ApprovalId>(asked.approvalId)))}
          >
            all it asked
          </a>
        )}
      </Fact>
      {asked.workspace === '' ? null : <Fact name="Workspace">{asked.workspace}</Fact>}
      {details?.branch == null ? null : (
        <Fact name="Branch">
          <code>{details.branch}</code>
        </Fact>
      )}
      {details?.folder == null ? null : (
        <Fact name="Folder">
          <code>
            <VisibleText text={details.folder} />
          </code>
        </Fact>
      )}
      <Fact name="Id">
        <code className="faint">{asked.approvalId}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** One line of the journal. */
function Event({ line }: { line: JournalEntry }) {
  const { event, at, decision, by, waitedMs } = line;
  const tone =
    event === 'asked' || event === 'late' || event === 'gateway' ? 'rest' : OUTCOME_TONES[outcomeOf(line)];
  return (
    <li data-event={event}>
      <Mark tone={tone} />
      <span>
        {event === 'asked' ? (
          'Asked'
        ) : event === 'late' ? (
          <>
            {decisionWords(decision ?? '')} by {line.decider === null ? by : deciderPhrase(line.decider)}, too
            late: it changed nothing
          </>
        ) : event === 'gateway' ? (
          <>Gateway · {line.note ?? 'asked the person'}</>
        ) : event === 'overruled' ? (
          <>Allowed once by {by}</>
        ) : event === 'expired' ? (
          <>Expired, {endedBy({ outcome: 'expired', by })}</>
        ) : (
          <>
            {decisionWords(decision ?? '')} · {by}
          </>
        )}
      </span>
      <span className="faint num">
        {waitedMs === null ? '' : `+${duration(waitedMs)} · `}
        <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleString()}</time>
      </span>
    </li>
  );
}
