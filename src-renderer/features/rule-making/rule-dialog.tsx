import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { RulePreview } from '#shared/contract/calls/rules.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Rule, RuleMatch, RuleScope } from '#shared/model/rule/rule.ts';
import { tellShortly } from '../../platform/messages.tsx';
import {
  asFailure,
  useAction,
  useConnection,
  useGateway,
  useHostInfo,
  useWorkspace,
} from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Loading, Note, VisibleText } from '../../ui/kit.tsx';
import { oncePerPress } from '../../ui/once-per-press.ts';
import {
  effectWord,
  endAt,
  ENDS,
  matchKey,
  matchWords,
  NEVER_COVERED,
  type EndChoice,
} from '../rules/index.ts';
import { reveal, blocksOf, contentKey, type Block } from '../groups/index.ts';
import { Pills, useApprovals, useSeen, homeOf, pills } from '../approval/index.ts';
import { decidedBy, rulePlan, saveWords } from './rule-plan.ts';
import { RuleWaiting } from './rule-waiting.tsx';
import './rule-dialog.css';

const NONE: readonly RuleMatch[] = [];
const NOBODY: readonly ApprovalId[] = [];
const EFFECTS = ['accept', 'decline'] as const;

/**
 * Makes a rule of a request: what it is about, where and how long it holds, with what it would decide of what waits and
 * would have decided before. Nothing that waits is decided that is not shown here, and was seen.
 */
export function RuleDialog({ approval, onClose }: { approval: Approval; onClose(): void }) {
  const { client } = useConnection();
  const { id: approvalId, workspaceId, threadId } = approval;
  const workspace = useWorkspace(workspaceId);
  const folder = homeOf(approval, workspace?.path ?? null);
  const [effect, setEffect] = useState<Rule['effect']>('accept');
  const [chosen, setChosen] = useState<string | null>(null);
  const [scope, setScope] = useState<RuleScope['type']>('workspace');
  const [end, setEnd] = useState<EndChoice>('ever');
  const save = useAction('rule/save');
  const gateway = useGateway();
  const seconds = useHostInfo()?.settings['inbox.undoSeconds'] ?? 3;
  const name = useId();
  const offered = useQuery({
    queryKey: ['rule choices', approvalId],
    staleTime: 0,
    retry: false,
    queryFn: () => client.call('rule/choices', { approvalId }),
  });
  // Once there is something to choose, the keys act on it.
  const taken = useRef<HTMLInputElement>(null);
  useEffect(() => taken.current?.focus(), [offered.data]);
  const choices = (effect === 'accept' ? offered.data?.choices : offered.data?.declines) ?? NONE;
  const both = offered.data !== undefined && offered.data.choices.length + offered.data.declines.length > 0;
  const match = choices.find((choice) => matchKey(choice) === chosen) ?? choices[0];
  const where = useMemo<RuleScope>(
    () =>
      scope === 'thread'
        ? { type: scope, threadId }
        : scope === 'workspace'
          ? { type: scope, workspaceId }
          : { type: scope },
    [scope, threadId, workspaceId],
  );
  // The end of a preview is that of its moment; the rule that is saved gets its own. An older one is never shown again:
  // what is listed is what may be decided.
  const preview = useQuery({
    queryKey: ['rule preview', match, effect, where],
    enabled: match !== undefined,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    queryFn: () =>
      match === undefined
        ? Promise.reject(new Error('nothing is chosen'))
        : client.call('rule/preview', { rule: { effect, match, scope: where, until: null } }),
  });
  const pending = useApprovals(preview.data?.pending ?? NOBODY);
  const plan = useMemo(() => rulePlan(approval, pending), [approval, pending]);
  const blocks = useMemo(() => blocksOf(plan.others), [plan]);
  // What was ticked was ticked for this very rule: for another one it may stand for other requests.
  const about = match === undefined ? '' : `${effect} ${scope} ${matchKey(match)}`;
  const [ticked, setTicked] = useState<{ about: string; also: boolean } | null>(null);
  const also = plan.others.length > 0 && (ticked?.about === about ? ticked.also : plan.alike);
  const place = useRef<HTMLDivElement>(null);
  const seenKeys = useSeen(
    place,
    blocks.map(({ key }) => key),
  );
  // What shows the same as the card was seen on the card.
  const own = contentKey(approval);
  const isSeen = ({ key, members: [first] }: Block): boolean =>
    seenKeys.has(key) || (first !== undefined && contentKey(first) === own);
  const unseen = also ? blocks.filter((block) => !isSeen(block)) : [];
  const decided = decidedBy(approval, plan, also);
  const ready = match !== undefined && preview.data !== undefined && preview.data.problem === null;

  const submit = (): void => {
    if (!ready || save.pending) return;
    // The press that saves leads to what is still to be seen, as it does for a group.
    const [next] = unseen;
    if (next !== undefined) {
      reveal(place.current, next.key);
      return;
    }
    const rule = { effect, match, scope: where, until: endAt(end, Date.now()) };
    void save.run({ rule, decides: { approvalIds: decided, delayMs: seconds * 1000 } }).then((done) => {
      if (done === undefined) return;
      const count = done.decided.length;
      // What waits to be sent says so itself.
      if (done.batchId === null)
        tellShortly(
          'done',
          'The rule is saved',
          count === 0
            ? 'It decides what comes from now on.'
            : `It decided ${plural(count, 'waiting request')}.`,
        );
      onClose();
    });
  };
  useSendKey(submit);

  const error = offered.error ?? preview.error;
  const failure = save.failure ?? (error === null ? null : asFailure(error));
  const touched = useMemo(() => pills(approval, folder), [approval, folder]);
  const risky = effect === 'accept' && touched.some(({ tone }) => tone === 'needs' || tone === 'failed');
  return (
    <Dialog
      open
      onClose={onClose}
      title="Make a rule"
      size="wide"
      initialFocus={taken}
      footer={
        <>
          <span className="sub rule-then" aria-live="polite">
            {unseen.length > 0
              ? `${plural(unseen.length, 'content')} not seen whole yet: scroll through, or let the button scroll to it.`
              : decided.length > 1 && seconds > 0
                ? `In ${plural(seconds, 'second')}. Undo takes back the answers and the rule.`
                : ''}
          </span>
          <Button
            look={unseen.length > 0 ? 'plain' : 'main'}
            className="btn rule-save"
            data-risk={(effect === 'accept' && (risky || decided.length > 1)) || undefined}
            keys="Mod+Enter"
            busy={save.pending}
            disabled={!ready}
            aria-disabled={unseen.length > 0 || undefined}
            onClick={submit}
            onKeyDown={oncePerPress}
          >
            {saveWords(effect, decided.length, plan.own)}
          </Button>
        </>
      }
    >
      <div className="body rule-body" ref={place}>
        {failure === null ? null : <Note tone="failed" urgency="alert" title={failure.message} />}
        {offered.isPending ? <Loading what="Reading the request" /> : null}
        {offered.data?.why == null || effect === 'decline' ? null : (
          <Note tone="needs" title={offered.data.why} />
        )}
        {gateway == null || gateway.route === null || effect === 'decline' ? null : (
          <Note title="A gateway is asked first: this rule accepts only what the gateway leaves to it, and nothing of what waits now." />
        )}
        {both ? (
          <div className="segments" role="radiogroup" aria-label="What the rule does">
            {EFFECTS.map((value) => (
              <label key={value}>
                <input
                  type="radio"
                  // Where nothing can be accepted, this is what there is to choose.
                  ref={match === undefined && effect === value ? taken : undefined}
                  name={`${name}-effect`}
                  className="visually-hidden"
                  checked={effect === value}
                  onChange={() => setEffect(value)}
                />
                {effectWord(value)}
              </label>
            ))}
          </div>
        ) : null}
        {match === undefined ? null : (
          <>
            {touched.length === 0 ? null : (
              <section
                className="rule-risks"
                data-risk={risky || undefined}
                aria-label="What the request does"
              >
                {risky ? (
                  <p>What this rule allows is not shown to you again. The request it is made from:</p>
                ) : null}
                <Pills approval={approval} folder={folder} />
              </section>
            )}
            <fieldset className="boxed-choices" aria-label="What the rule is about">
              {choices.map((choice) => {
                const { code, rest } = matchWords(choice, effect);
                return (
                  <label key={matchKey(choice)} className="boxed-choice" aria-label={`${code}, ${rest}`}>
                    <input
                      type="radio"
                      ref={choice === match ? taken : undefined}
                      name={`${name}-match`}
                      checked={choice === match}
                      onChange={() => setChosen(matchKey(choice))}
                    />
                    <span>
                      <code>
                        <VisibleText text={code} />
                      </code>
                      <span className="sub">{rest}</span>
                    </span>
                  </label>
                );
              })}
            </fieldset>
            {effect === 'accept' && match.type === 'words' ? <p className="sub">{NEVER_COVERED}</p> : null}
            {offered.data === undefined ||
            offered.data.covered.length === 0 ||
            effect === 'decline' ? null : (
              <p className="sub">
                Other rules cover already: <code>{offered.data.covered.join(' · ')}</code>
              </p>
            )}
            <div className="rule-fields">
              <div className="rule-field">
                <span>Where it holds</span>
                <ChoiceMenu
                  label="Where it holds"
                  value={scope}
                  onChange={(next) => setScope(next as RuleScope['type'])}
                  choices={[
                    { value: 'thread', label: 'This thread', detail: approval.threadTitle },
                    {
                      value: 'workspace',
                      label: workspace === undefined ? 'This workspace' : `Workspace ${workspace.name}`,
                      detail: 'Every thread in it',
                    },
                    { value: 'everywhere', label: 'Everywhere', detail: 'Every thread in every workspace' },
                  ]}
                />
              </div>
              <div className="rule-field">
                <span>How long it holds</span>
                <ChoiceMenu
                  label="How long it holds"
                  value={end}
                  onChange={(next) => setEnd(next as EndChoice)}
                  choices={ENDS}
                />
              </div>
            </div>
            {preview.data === undefined ? null : preview.data.problem !== null ? (
              <Note tone="failed" urgency="alert" title={preview.data.problem} />
            ) : (
              <>
                <RuleWaiting
                  effect={effect}
                  plan={plan}
                  waits={approval.outcome === null && !approval.deciding}
                  blocks={blocks}
                  seen={(block) => (also ? isSeen(block) : null)}
                  also={also}
                  setAlso={(next) => setTicked({ about, also: next })}
                />
                <Earlier preview={preview.data} />
              </>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Ctrl+Enter (⌘Enter) sends from wherever the focus is in the dialog, once for each press. */
function useSendKey(send: () => void): void {
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) latest.current();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}

/** Requests that wait no more: which the rule is about, and which it is not. */
function Earlier({ preview: { matched, unmatched } }: { preview: RulePreview }) {
  return (
    <div className="rule-preview">
      <Examples title="Earlier requests it is about" lines={matched} />
      <Examples title="Earlier requests it is not about" lines={unmatched} />
    </div>
  );
}

function Examples({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <section>
      <h3>{title}</h3>
      {lines.length === 0 ? <p className="sub">None yet.</p> : null}
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <code className="clip" title={line}>
              <VisibleText text={line} />
            </code>
          </li>
        ))}
      </ul>
    </section>
  );
}
