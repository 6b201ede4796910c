import { ExternalLink } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import { titleOf } from '#shared/model/approval/asks.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { useKeymap, useKeyOf } from '../../platform/keymap.ts';
import { formatRoute, toInboxThread } from '../../platform/routes.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useAction, useWorkspace } from '../../connection/index.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { placeWords, timeOfDay } from '../../ui/format.ts';
import { Button, Note, VisibleText } from '../../ui/kit.tsx';
import { outsideLink } from '../../ui/outside-link.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import {
  ApprovalBody,
  Raw,
  AllowOnce,
  PermissionParts,
  Pills,
  drawnKind,
  homeOf,
  outcomeReason,
  outcomeSentence,
  outcomeTone,
  triedWords,
} from '../approval/index.ts';
import { CardButtons } from './card-buttons.tsx';
import { useCardInput } from './card-input.ts';
import { ElicitationForm } from './elicitation-form.tsx';
import { GatewayLine } from './gateway-line.tsx';
import { RuleDialog } from '../rule-making/index.ts';
import { QuestionForm } from './question-form.tsx';
import { useDecide } from './use-decide.ts';
import './approval-card.css';

/**
 * One decision: the thing itself, why, what it touches, the buttons, who asks. The same card in the inbox and in its
 * thread. `keys` says that the keys of the app decide this card; `onDecided` is told when the host took a decision.
 */
export function ApprovalCard(props: CardProps) {
  const { approval } = props;
  return (
    <Boundary
      what="This request"
      raw={() => ({ body: approval.body, raw: approval.raw })}
      on={[approval]}
      actions={<DeclineUnseen approval={approval} />}
    >
      <Card {...props} />
    </Boundary>
  );
}

interface CardProps {
  approval: Approval;
  keys: boolean;
  place: 'inbox' | 'thread';
  onDecided(approval: Approval, decision: DecisionId): void;
}

/** What cannot be drawn can be refused, so that its agent goes on; it cannot be allowed. */
function DeclineUnseen({ approval }: { approval: Approval }) {
  const decide = useAction('approval/decide');
  const offered = approval.outcome === null && approval.decisions.some(({ id }) => id === 'decline');
  if (!offered) return null;
  return (
    <>
      <Button
        busy={decide.pending}
        onClick={() => void decide.run({ approvalId: approval.id, decision: 'decline' })}
      >
        Decline
      </Button>
      {decide.failure === null ? null : <span>{decide.failure.message}</span>}
    </>
  );
}

function Card(props: CardProps) {
  const { approval, keys, place, onDecided } = props;
  const { body, outcome, reason } = approval;
  const workspace = useWorkspace(approval.workspaceId);
  const folder = homeOf(approval, workspace?.path ?? null);
  const frame = useRef<HTMLElement>(null);
  const decide = useDecide(approval, frame, keys, onDecided);
  const input = useCardInput(approval);
  const waiting = outcome === null;
  const busy = decide.sending !== null || approval.deciding;
  // A decided request can still become a rule: that is when a person notices the need.
  const { ruled = false, whole = false } = drawnKind(body);
  const { form, parts } = input;
  const [making, setMaking] = useState(false);
  const ruleKey = useKeyOf('approval.rule');
  useCommand('approval.rule', keys && ruled ? () => setMaking(true) : null);
  const choiceKeys = useKeymap().keysOf('list.number');
  const mayChoose = keys && waiting && !busy;
  useCommand('list.number', mayChoose ? input.choose : null);

  const ruleButton = ruled ? (
    <Button look="quiet" keys={keys ? ruleKey : undefined} onClick={() => setMaking(true)}>
      Make a rule…
    </Button>
  ) : null;

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the fields inside
    <article
      className="ap"
      ref={frame}
      data-testid="approval-card"
      data-approval-id={approval.id}
      data-place={place}
      aria-label={`${titleOf(approval.body)}: ${approval.threadTitle}`}
      onKeyDown={leaveOrSend}
    >
      {outcome === null ? null : (
        <Note tone={outcomeTone(outcome)} urgency="status" title={outcomeSentence(outcome)}>
          {outcome.type === 'decided' && outcome.note !== undefined ? (
            <p>
              <VisibleText text={outcome.note} />
            </p>
          ) : null}
          {outcomeReason(outcome) === null ? null : (
            <p>
              “<VisibleText text={outcomeReason(outcome) ?? ''} />”
            </p>
          )}
          <p>at {timeOfDay(outcome.at)}</p>
        </Note>
      )}
      {waiting && parts.length > 0 ? (
        <PermissionParts
          parts={parts}
          granted={input.granted}
          onToggle={input.toggleGranted}
          keys={mayChoose ? choiceKeys : []}
          disabled={busy}
        />
      ) : (
        <ApprovalBody approval={approval} folder={folder} />
      )}
      {input.questions.length > 0 && waiting ? (
        <QuestionForm
          questions={input.questions}
          typing={input.typing}
          keyed={mayChoose && input.open !== null ? { id: input.open.id, keys: choiceKeys } : null}
          drafts={input.drafts}
          onChange={input.setDraft}
          disabled={busy}
        />
      ) : null}
      {form === null ? null : (
        <div className="elicit">
          <p className="ap-why">
            <VisibleText text={form.message} />
          </p>
          {form.url === null ? null : <AddressToOpen url={form.url} onOpen={input.setOpened} />}
          {input.fields === null || input.fields.length === 0 ? null : (
            <ElicitationForm
              fields={input.fields}
              values={input.values}
              onChange={input.setValue}
              disabled={!waiting || busy}
              tried={input.tried}
            />
          )}
          {form.schema !== null && input.fields === null ? (
            <>
              <Note tone="needs" title="Muster cannot draw this form, so it can only be declined." />
              <Raw label="The form as it came" value={form.schema} open />
            </>
          ) : null}
        </div>
      )}
      {reason === null || reason === '' ? null : (
        <blockquote className="ap-why">
          “<VisibleText text={reason} />”
        </blockquote>
      )}
      <Pills approval={approval} folder={folder} />
      {waiting && approval.gateway !== null ? <GatewayLine standing={approval.gateway} /> : null}
      {waiting ? (
        <CardButtons
          approval={approval}
          decide={decide}
          busy={busy}
          keys={keys}
          input={input}
          onRule={ruled ? () => setMaking(true) : null}
        />
      ) : (
        <>
          <AllowOnce approval={approval} />
          {ruleButton === null ? null : <div className="acts">{ruleButton}</div>}
        </>
      )}
      {decide.failure === null ? null : (
        <Note
          tone={decide.failure.code === 'outcomeUnknown' ? 'needs' : 'failed'}
          urgency="alert"
          title={failureTitle(decide.failure.code, decide.tried)}
        >
          <p>
            {decide.failure.code === 'alreadyDecided' && outcome !== null
              ? outcomeSentence(outcome)
              : decide.failure.message}
          </p>
        </Note>
      )}
      {making ? <RuleDialog approval={approval} onClose={() => setMaking(false)} /> : null}
      <Asker approval={approval} place={place} workspaceName={workspace?.name ?? ''} />
      {whole ? null : <Raw label="The request as it came" value={approval.raw} />}
    </article>
  );
}

/** In a field: Enter (with Ctrl or ⌘ where it writes lines) sends, Escape goes back to the card and its keys. */
function leaveOrSend(event: KeyboardEvent<HTMLElement>): void {
  const field = event.target;
  const isLine =
    field instanceof HTMLInputElement && /^(?:text|password|email|url|number|date)$/.test(field.type);
  if (!isLine && !(field instanceof HTMLTextAreaElement)) return;
  if (event.repeat) return;
  if (event.key === 'Escape') {
    event.preventDefault();
    field.closest<HTMLElement>('.ap-scroll, .thread-scroll')?.focus({ preventScroll: true });
  } else if (event.key === 'Enter' && (isLine || event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>('[aria-label="Decisions"] button')?.click();
  }
}

function failureTitle(code: string, tried: DecisionId | null): string {
  if (code === 'alreadyDecided')
    return `Your ${tried === null ? 'decision' : triedWords(tried)} did not count.`;
  if (code === 'outcomeUnknown') return 'It is not known whether this arrived.';
  return 'Not decided.';
}

function Asker({
  approval,
  place,
  workspaceName,
}: {
  approval: Approval;
  place: 'inbox' | 'thread';
  workspaceName: string;
}) {
  const where = placeWords(workspaceName, approval.branch);
  if (place === 'thread') return null;
  return (
    <div className="ap-who">
      <a href={formatRoute(toInboxThread(approval.id))} title="Show the thread here">
        <span className="clip">{approval.threadTitle === '' ? 'Untitled thread' : approval.threadTitle}</span>
        <small className="clip">{where}</small>
        <span className="faint num">
          show <KeyOf id="approval.thread" /> · <TimeAgo since={approval.askedAt} style="live" />
        </span>
      </a>
    </div>
  );
}

/** An address is shown in full before it is opened, and only web addresses can be. */
function AddressToOpen({ url, onOpen }: { url: string; onOpen(): void }) {
  const link = /^https?:/i.test(url) ? outsideLink(url) : null;
  return (
    <figure className="ap-code mono" aria-label="Address">
      <VisibleText text={url} />
      {link === null ? null : (
        <div className="ap-open">
          <a className="btn" href={link.address} target="_blank" rel="noopener noreferrer" onClick={onOpen}>
            <ExternalLink size={14} aria-hidden="true" /> Open {link.place}
          </a>
          {link.namedSomebody ? (
            <span className="faint">without the name before its host, which made it look like another</span>
          ) : null}
        </div>
      )}
    </figure>
  );
}
