import { useEffect, useId, useMemo, useRef, type RefObject } from 'react';
import type { RulePreview } from '#shared/contract/calls/rules.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { RuleMatch, RuleScope } from '#shared/model/rule/rule.ts';
import { useGateway, useWorkspace } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Loading, Note, VisibleText } from '../../ui/kit.tsx';
import { oncePerPress } from '../../ui/once-per-press.ts';
import { useSendKey } from '../../ui/send-key.ts';
import { effectWord, ENDS, matchKey, matchWords, NEVER_COVERED, type EndChoice } from '../rules/index.ts';
import { homeOf, Pills, pills } from '../approval/index.ts';
import { saveWords } from './rule-plan.ts';
import { RuleWaiting } from './rule-waiting.tsx';
import { useRuleMaking, type RuleMaking } from './use-rule-making.ts';
import './rule-dialog.css';

const EFFECTS = ['accept', 'decline'] as const;

/**
 * Makes a rule of a request: what it is about, where and how long it holds, with what it would decide of what waits and
 * would have decided before. Nothing that waits is decided that is not shown here, and was seen.
 */
export function RuleDialog({ approval, onClose }: { approval: Approval; onClose(): void }) {
  const place = useRef<HTMLDivElement>(null);
  const making = useRuleMaking(approval, place, onClose);
  const { effect, offered, match, preview, blocks, also } = making;
  const workspace = useWorkspace(approval.workspaceId);
  const gateway = useGateway();
  // Once there is something to choose, the keys act on it.
  const taken = useRef<HTMLInputElement>(null);
  useEffect(() => taken.current?.focus(), [offered]);
  useSendKey(making.submit);
  const folder = homeOf(approval, workspace?.path ?? null);
  const touched = useMemo(() => pills(approval, folder), [approval, folder]);
  const risky = effect === 'accept' && touched.some(({ tone }) => tone === 'needs' || tone === 'failed');
  return (
    <Dialog
      open
      onClose={onClose}
      title="Make a rule"
      size="wide"
      initialFocus={taken}
      footer={<Save making={making} risky={risky} />}
    >
      <div className="body rule-body" ref={place}>
        {making.failure === null ? null : (
          <Note tone="failed" urgency="alert" title={making.failure.message} />
        )}
        {offered === undefined && making.failure === null ? <Loading what="Reading the request" /> : null}
        {offered?.why == null || effect === 'decline' ? null : <Note tone="needs" title={offered.why} />}
        {gateway == null || gateway.route === null || effect === 'decline' ? null : (
          <Note title="A gateway is asked first: this rule accepts only what the gateway leaves to it, and nothing of what waits now." />
        )}
        {offered === undefined || offered.choices.length + offered.declines.length === 0 ? null : (
          <Effects making={making} taken={taken} />
        )}
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
            <Matches making={making} match={match} taken={taken} />
            <Holds making={making} approval={approval} workspace={workspace?.name} />
            {preview === undefined ? null : preview.problem !== null ? (
              <Note tone="failed" urgency="alert" title={preview.problem} />
            ) : (
              <>
                <RuleWaiting
                  effect={effect}
                  plan={making.plan}
                  waits={approval.outcome === null && !approval.deciding}
                  blocks={blocks}
                  seen={(block) => (also ? making.isSeen(block) : null)}
                  also={also}
                  setAlso={making.setAlso}
                />
                <Earlier preview={preview} />
              </>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

/** The button that saves, and what happens then. */
function Save({ making, risky }: { making: RuleMaking; risky: boolean }) {
  const { effect, unseen, decided, seconds, plan, submit } = making;
  return (
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
        busy={making.saving}
        disabled={!making.ready}
        aria-disabled={unseen.length > 0 || undefined}
        onClick={submit}
        onKeyDown={oncePerPress}
      >
        {saveWords(effect, decided.length, plan.own)}
      </Button>
    </>
  );
}

type Taken = RefObject<HTMLInputElement | null>;

/** Whether it accepts or declines. */
function Effects({ making, taken }: { making: RuleMaking; taken: Taken }) {
  const { effect, match, setEffect } = making;
  const name = useId();
  return (
    <div className="segments" role="radiogroup" aria-label="What the rule does">
      {EFFECTS.map((value) => (
        <label key={value}>
          <input
            type="radio"
            // Where nothing can be accepted, this is what there is to choose.
            ref={match === undefined && effect === value ? taken : undefined}
            name={name}
            className="visually-hidden"
            checked={effect === value}
            onChange={() => setEffect(value)}
          />
          {effectWord(value)}
        </label>
      ))}
    </div>
  );
}

/** What the rule is about, from this very request to wider ones. */
function Matches({ making, match, taken }: { making: RuleMaking; match: RuleMatch; taken: Taken }) {
  const { effect, choices, offered } = making;
  const name = useId();
  return (
    <>
      <fieldset className="boxed-choices" aria-label="What the rule is about">
        {choices.map((choice) => {
          const { code, rest } = matchWords(choice, effect);
          return (
            <label key={matchKey(choice)} className="boxed-choice" aria-label={`${code}, ${rest}`}>
              <input
                type="radio"
                ref={choice === match ? taken : undefined}
                name={name}
                checked={choice === match}
                onChange={() => making.choose(choice)}
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
      {offered === undefined || offered.covered.length === 0 || effect === 'decline' ? null : (
        <p className="sub">
          Other rules cover already: <code>{offered.covered.join(' · ')}</code>
        </p>
      )}
    </>
  );
}

/** Where the rule holds, and how long. */
function Holds(props: { making: RuleMaking; approval: Approval; workspace: string | undefined }) {
  const { making, approval, workspace } = props;
  const { scope, end, setScope, setEnd } = making;
  return (
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
              label: workspace === undefined ? 'This workspace' : `Workspace ${workspace}`,
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
  );
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
