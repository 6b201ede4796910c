import { ExternalLink } from 'lucide-react';
import { Fragment, useMemo, useRef, useState } from 'react';
import type { Approval, DecisionId, DecisionOption } from '#shared/model/approval/approval.ts';
import { useKeymap, useKeyOf } from '../../app/keymap.ts';
import { formatRoute, toThread } from '../../app/routes.ts';
import { useCommand } from '../../app/use-command.ts';
import { useWorkspace } from '../../connection/index.ts';
import { timeOfDay } from '../../ui/format.ts';
import { Button, Note, VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { RuleDialog } from '../rules/index.ts';
import { ApprovalBody, Raw } from './approval-body.tsx';
import { ElicitationForm } from './elicitation-form.tsx';
import { fieldProblem, formContent, readForm, type FieldValue } from './form-schema.ts';
import { QuestionForm, questionAnswers, type QuestionDraft } from './question-form.tsx';
import { useDecide, type Decide, type DecisionExtras } from './use-decide.ts';
import { DECISION_COMMANDS, kindTitle, outcomeSentence, pills, TRIED } from './words.ts';
import './approval-card.css';

/**
 * One decision: the thing itself, why, what it touches, the buttons, who asks. The same card in the inbox and in its
 * thread. `keys` says that the keys of the app decide this card; `onDecided` is told when the host took a decision.
 */
export function ApprovalCard(props: {
  approval: Approval;
  keys: boolean;
  place: 'inbox' | 'thread';
  onDecided(approval: Approval): void;
}) {
  const { approval, keys, place, onDecided } = props;
  const { body, outcome, reason } = approval;
  const workspace = useWorkspace(approval.workspaceId);
  const folder = workspace?.path ?? null;
  const decide = useDecide(approval, onDecided);
  const input = useInput(approval);
  const waiting = outcome === null;
  const busy = decide.sending !== null || approval.deciding;
  // What was decided can be made a rule of as well: that is when one notices.
  const ruled = body.kind === 'command' || body.kind === 'network' || body.kind === 'fileChange';
  const [making, setMaking] = useState(false);
  const ruleKey = useKeyOf('approval.rule');
  useCommand('approval.rule', keys && ruled ? () => setMaking(true) : null);
  const touched = useMemo(() => pills(approval, folder), [approval, folder]);

  return (
    <article
      className="ap"
      data-testid="approval-card"
      data-approval-id={approval.id}
      data-place={place}
      aria-label={`${kindTitle(approval)}: ${approval.threadTitle}`}
    >
      {outcome === null ? null : (
        <Note
          tone={outcome.type === 'expired' ? 'needs' : 'done'}
          urgency="status"
          title={outcomeSentence(outcome)}
        >
          <p>at {timeOfDay(outcome.at)}</p>
        </Note>
      )}
      <ApprovalBody approval={approval} folder={folder} />
      {body.kind === 'question' ? (
        <QuestionForm
          questions={body.questions}
          drafts={input.drafts}
          onChange={input.setDraft}
          disabled={!waiting || busy}
        />
      ) : null}
      {body.kind === 'elicitation' ? (
        <div className="elicit">
          <p className="ap-why">
            <VisibleText text={body.message} />
          </p>
          {body.url === null ? null : <AddressToOpen url={body.url} />}
          {input.fields === null || input.fields.length === 0 ? null : (
            <ElicitationForm
              fields={input.fields}
              values={input.values}
              onChange={input.setValue}
              disabled={!waiting || busy}
              tried={input.tried}
            />
          )}
          {body.schema !== null && input.fields === null ? (
            <>
              <Note tone="needs" title="Muster cannot draw this form, so it can only be declined." />
              <Raw label="The form as it came" value={body.schema} open />
            </>
          ) : null}
        </div>
      ) : null}
      {reason === null || reason === '' ? null : (
        <blockquote className="ap-why">
          “<VisibleText text={reason} />”
        </blockquote>
      )}
      {touched.length === 0 ? null : (
        <div className="ap-pills">
          {touched.map((pill) => (
            <span
              key={`${pill.text} ${pill.code ?? ''}`}
              className="pill"
              data-tone={pill.tone}
              title={pill.title ?? pill.text}
            >
              {pill.text}
              {pill.code === undefined ? null : <code>{pill.code}</code>}
            </span>
          ))}
        </div>
      )}
      {waiting ? <Buttons approval={approval} decide={decide} busy={busy} keys={keys} input={input} /> : null}
      {ruled ? (
        <div>
          <Button look="quiet" keys={keys ? ruleKey : undefined} onClick={() => setMaking(true)}>
            Make a rule…
          </Button>
        </div>
      ) : null}
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
      {body.kind === 'unknown' || body.kind === 'fileChange' ? null : (
        <Raw label="The request as it came" value={approval.raw} />
      )}
    </article>
  );
}

function failureTitle(code: string, tried: DecisionId | null): string {
  if (code === 'alreadyDecided') return `Your ${tried === null ? 'decision' : TRIED[tried]} did not count.`;
  if (code === 'outcomeUnknown') return 'It is not known whether this arrived.';
  return 'Not decided.';
}

interface Input {
  readonly drafts: Readonly<Record<string, QuestionDraft>>;
  setDraft(id: string, draft: QuestionDraft): void;
  readonly fields: ReturnType<typeof readForm>;
  readonly values: Readonly<Record<string, FieldValue>>;
  setValue(name: string, value: FieldValue): void;
  readonly tried: boolean;
  /** What goes with the decision; null when something is still missing, which is then shown. */
  extras(decision: DecisionId): DecisionExtras | null;
}

/** What the person types into a card before they decide. */
function useInput({ body }: Approval): Input {
  const [drafts, setDrafts] = useState<Readonly<Record<string, QuestionDraft>>>({});
  const [values, setValues] = useState<Readonly<Record<string, FieldValue>>>({});
  const [tried, setTried] = useState(false);
  const fields = useMemo(() => (body.kind === 'elicitation' ? readForm(body.schema) : null), [body]);
  return {
    drafts,
    setDraft: (id, draft) => setDrafts((before) => ({ ...before, [id]: draft })),
    fields,
    values,
    setValue: (name, value) => setValues((before) => ({ ...before, [name]: value })),
    tried,
    extras: (decision) => {
      if (decision === 'decline' || decision === 'cancel') return {};
      if (body.kind === 'question') {
        setTried(true);
        const answers = questionAnswers(body.questions, drafts);
        return answers === null ? null : { answers };
      }
      if (body.kind === 'elicitation' && fields !== null) {
        setTried(true);
        const missing = fields.some(
          (field) => fieldProblem(field, values[field.name] ?? field.initial) !== null,
        );
        return missing ? null : { content: formContent(fields, values) };
      }
      return {};
    },
  };
}

/** What may not be offered: accepting a form that nobody could fill in. */
function offered(approval: Approval, input: Input): readonly DecisionOption[] {
  const { body, decisions } = approval;
  const unreadable = body.kind === 'elicitation' && body.schema !== null && input.fields === null;
  const shown = unreadable ? decisions.filter(({ id }) => id === 'decline' || id === 'cancel') : decisions;
  // What is chosen most comes first; what reaches further than this one request stands apart, at the end.
  return [...shown.filter(({ id }) => !isApart(id)), ...shown.filter(({ id }) => isApart(id))];
}

function isApart(id: DecisionId): boolean {
  return id === 'cancel' || id === 'acceptAndRemember';
}

function Buttons(props: { approval: Approval; decide: Decide; busy: boolean; keys: boolean; input: Input }) {
  const { approval, decide, busy, keys, input } = props;
  const options = offered(approval, input);
  const [missing, setMissing] = useState(false);
  const keymap = useKeymap();
  const box = useRef<HTMLDivElement>(null);
  const act = (id: DecisionId, how: 'decide' | 'decideByKey'): void => {
    const extras = input.extras(id);
    setMissing(extras === null);
    if (extras !== null) decide[how](id, extras);
    else
      box.current
        ?.closest('article')
        ?.querySelector<HTMLElement>('fieldset input, fieldset textarea, fieldset select')
        ?.focus();
  };
  const can = (wanted: readonly DecisionId[]): (() => void) | null => {
    const option = options.find(({ id }) => wanted.includes(id));
    return !keys || busy || option === undefined ? null : () => act(option.id, 'decideByKey');
  };
  useCommand('approval.accept', can(['accept', 'answer']));
  useCommand('approval.session', can(['acceptForSession']));
  useCommand('approval.remember', can(['acceptAndRemember']));
  useCommand('approval.decline', can(['decline']));
  useCommand('approval.cancel', can(['cancel']));
  const [first] = options;
  const apart = options.filter(({ id }) => isApart(id)).length;
  const [about, setAbout] = useState<DecisionId | null>(null);
  const told = options.find(({ id }) => id === about) ?? first;

  return (
    <div ref={box}>
      <fieldset className="acts ap-acts" aria-label="Decisions" data-settling={!decide.settled || undefined}>
        {options.map((option, index) => (
          <Fragment key={option.id}>
            {/* Two that stand apart have a line of their own rather than one of them left over. */}
            {apart > 1 && index === options.length - apart ? <span className="ap-break" /> : null}
            <Button
              look={
                option === first && option.id !== 'decline' ? 'main' : isApart(option.id) ? 'quiet' : 'plain'
              }
              keys={keys ? keymap.keysOf(DECISION_COMMANDS[option.id])[0] : undefined}
              busy={decide.sending === option.id}
              disabled={busy && decide.sending !== option.id}
              aria-description={option.reach}
              onClick={() => act(option.id, 'decide')}
              // A held Enter repeats the click of the button that has the focus: one press, one decision.
              onKeyDown={(event) => {
                if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
              }}
              onPointerEnter={() => setAbout(option.id)}
              onPointerLeave={() => setAbout(null)}
              onFocus={() => setAbout(option.id)}
              onBlur={() => setAbout(null)}
            >
              {option.label}
            </Button>
          </Fragment>
        ))}
      </fieldset>
      {missing ? (
        <p className="ap-reach del" role="alert">
          {approval.body.kind === 'question'
            ? 'Answer every question first, or decline.'
            : 'Fill in what is needed first, or decline.'}
        </p>
      ) : told === undefined ? null : (
        <p className="ap-reach">
          {about !== null && told.id !== first?.id ? <b>{told.label}: </b> : null}
          {told.reach}
        </p>
      )}
    </div>
  );
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
  const where = [workspaceName, approval.branch].filter((part) => part !== null && part !== '').join(' · ');
  if (place === 'thread') return null;
  return (
    <div className="ap-who">
      <a href={formatRoute(toThread(approval.threadId))}>
        <span className="clip">{approval.threadTitle === '' ? 'Untitled thread' : approval.threadTitle}</span>
        <small className="clip">{where}</small>
        <span className="faint num">
          <TimeAgo since={approval.askedAt} style="live" />
        </span>
      </a>
    </div>
  );
}

/** An address is shown in full before it is opened, and only web addresses can be. */
function AddressToOpen({ url }: { url: string }) {
  const safe = /^https?:\/\//i.test(url);
  return (
    <figure className="ap-code mono" aria-label="Address">
      <VisibleText text={url} />
      {safe ? (
        <div className="ap-open">
          <a className="btn" href={url} target="_blank" rel="noopener noreferrer">
            <ExternalLink size={14} aria-hidden="true" /> Open {hostOf(url)}
          </a>
        </div>
      ) : null}
    </figure>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return 'the address';
  }
}
