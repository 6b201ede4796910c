import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { RulePreview } from '#shared/contract/calls/rules.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { Rule, RuleMatch, RuleScope } from '#shared/model/rule/rule.ts';
import { tellShortly } from '../../app/messages.tsx';
import { asFailure, useAction, useConnection, useGateway, useWorkspace } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Loading, Note, VisibleText } from '../../ui/kit.tsx';
import { effectWord, endAt, ENDS, matchKey, matchWords, type EndChoice } from './rule-words.ts';
import './rules.css';

const NONE: readonly RuleMatch[] = [];
const EFFECTS = ['accept', 'decline'] as const;

/** Makes a rule of a request: what it is about, where and how long it holds, with what it would have decided. */
export function RuleDialog({ approval, onClose }: { approval: Approval; onClose(): void }) {
  const { client } = useConnection();
  const { id: approvalId, workspaceId, threadId } = approval;
  const workspace = useWorkspace(workspaceId);
  const [effect, setEffect] = useState<Rule['effect']>('accept');
  const [chosen, setChosen] = useState<string | null>(null);
  const [scope, setScope] = useState<RuleScope['type']>('workspace');
  const [end, setEnd] = useState<EndChoice>('ever');
  const save = useAction('rule/save');
  const gateway = useGateway();
  const name = useId();
  const offered = useQuery({
    queryKey: ['rule choices', approvalId],
    staleTime: 0,
    retry: false,
    queryFn: () => client.call('rule/choices', { approvalId }),
  });
  // Once there is something to choose, the keys act on it.
  const list = useRef<HTMLFieldSetElement>(null);
  useEffect(() => list.current?.querySelector<HTMLElement>('input:checked')?.focus(), [offered.data]);
  const choices = offered.data?.choices ?? NONE;
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
  // The end of a preview is that of its moment; the rule that is saved gets its own.
  const preview = useQuery({
    queryKey: ['rule preview', match, effect, where],
    enabled: match !== undefined,
    staleTime: 0,
    retry: false,
    queryFn: () =>
      match === undefined
        ? Promise.reject(new Error('nothing is chosen'))
        : client.call('rule/preview', { rule: { effect, match, scope: where, until: null } }),
  });
  const submit = (): void => {
    if (match === undefined) return;
    const rule = { effect, match, scope: where, until: endAt(end, Date.now()) };
    void save.run({ rule }).then((done) => {
      if (done === undefined) return;
      const count = done.decided.length;
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
  const failure = save.failure ?? (offered.error === null ? null : asFailure(offered.error));
  return (
    <Dialog
      open
      onClose={onClose}
      title="Make a rule"
      size="wide"
      footer={
        <>
          <ChoiceMenu
            label="Where it holds"
            value={scope}
            onChange={(next) => setScope(next as RuleScope['type'])}
            choices={[
              { value: 'thread', label: 'This thread', detail: approval.threadTitle },
              {
                value: 'workspace',
                label: workspace?.name ?? 'This workspace',
                detail: 'Every thread in it',
              },
              { value: 'everywhere', label: 'Everywhere', detail: 'Every thread in every workspace' },
            ]}
          />
          <ChoiceMenu
            label="How long it holds"
            value={end}
            onChange={(next) => setEnd(next as EndChoice)}
            choices={ENDS}
          />
          <span className="grow" />
          <Button
            look="main"
            busy={save.pending}
            disabled={match === undefined || preview.data?.problem != null}
            onClick={submit}
          >
            {effectWord(effect)}
          </Button>
        </>
      }
    >
      <div className="body rule-body">
        {failure === null ? null : <Note tone="failed" urgency="alert" title={failure.message} />}
        {offered.isPending ? <Loading what="Reading the request" /> : null}
        {offered.data?.why == null ? null : <Note tone="needs" title={offered.data.why} />}
        {gateway == null || gateway.route === null || effect === 'decline' ? null : (
          <Note title="A gateway is asked first: this rule accepts only what the gateway leaves to it, and nothing of what waits now." />
        )}
        {match === undefined ? null : (
          <>
            <div className="segments" role="radiogroup" aria-label="What the rule does">
              {EFFECTS.map((value) => (
                <label key={value}>
                  <input
                    type="radio"
                    name={`${name}-effect`}
                    className="visually-hidden"
                    checked={effect === value}
                    onChange={() => setEffect(value)}
                  />
                  {effectWord(value)}
                </label>
              ))}
            </div>
            <fieldset ref={list} className="boxed-choices" aria-label="What the rule is about">
              {choices.map((choice) => {
                const { code, rest } = matchWords(choice);
                return (
                  <label key={matchKey(choice)} className="boxed-choice" aria-label={`${code}, ${rest}`}>
                    <input
                      type="radio"
                      name={`${name}-match`}
                      checked={choice === match}
                      onChange={() => setChosen(matchKey(choice))}
                      onKeyDown={(event) => {
                        if (event.key !== 'Enter' || event.repeat) return;
                        event.preventDefault();
                        submit();
                      }}
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
            {offered.data === undefined || offered.data.covered.length === 0 ? null : (
              <p className="sub">
                Other rules cover already: <code>{offered.data.covered.join(' · ')}</code>
              </p>
            )}
            {preview.data === undefined ? null : <Preview preview={preview.data} effect={effect} />}
          </>
        )}
      </div>
    </Dialog>
  );
}

/** What the rule would do and would have done. */
function Preview({ preview, effect }: { preview: RulePreview; effect: Rule['effect'] }) {
  if (preview.problem !== null) return <Note tone="failed" urgency="alert" title={preview.problem} />;
  const { pending, matched, unmatched } = preview;
  return (
    <div className="rule-preview" aria-live="polite">
      <p>
        {pending.length === 0
          ? 'Nothing that waits now is about this.'
          : `${effect === 'accept' ? 'Allows' : 'Declines'} ${plural(pending.length, 'request')} that ${pending.length === 1 ? 'waits' : 'wait'} now, at once.`}
      </p>
      <Examples title="Of earlier requests it is about" lines={matched} none="None yet." />
      <Examples title="and not about" lines={unmatched} none="None yet." />
    </div>
  );
}

function Examples({ title, lines, none }: { title: string; lines: readonly string[]; none: string }) {
  return (
    <section>
      <h3>{title}</h3>
      {lines.length === 0 ? <p className="sub">{none}</p> : null}
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
