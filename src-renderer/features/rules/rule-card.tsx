import { useId, useState } from 'react';
import type { Rule, RuleScope } from '#shared/model/rule/rule.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { formatRoute, toJournal } from '../../platform/routes.ts';
import { useAction, useFleetRow, useWorkspace, useWorkspaces, type Action } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Mark, Note, VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import {
  dayField,
  dayOf,
  effectWord,
  endAt,
  ENDS,
  matchWords,
  scopeWords,
  type EndChoice,
} from './rule-words.ts';

function scopeKey(scope: RuleScope): string {
  return scope.type === 'workspace'
    ? scope.workspaceId
    : scope.type === 'thread'
      ? scope.threadId
      : scope.type;
}

/** A day as a rule's end: it holds until the day is over. */
function EndDay(props: { until: number | null; tabIndex: number; change(until: number): void }) {
  const { until, tabIndex, change } = props;
  const day = until === null ? '' : dayField(until);
  const [today] = useState(Date.now);
  return (
    <input
      type="date"
      className="input rule-day"
      tabIndex={tabIndex}
      aria-label="The last day it holds"
      title="The last day it holds"
      min={dayField(today)}
      value={day}
      onChange={(event) => {
        const [year, month, date] = event.target.value.split('-').map(Number);
        if (year === undefined || month === undefined || date === undefined || year < 2000) return;
        change(new Date(year, month - 1, date + 1).getTime() - 1);
      }}
    />
  );
}

/** One rule. The keys of the list act on the one that is marked; Enter goes into it, Escape back to all of it. */
export function RuleCard(props: {
  rule: Rule;
  marked: boolean;
  /** Tab stops at it, and then at what it can be changed with: at one rule of the list. */
  reachable: boolean;
  onMark(): void;
  onTakeBack(): void;
}) {
  const { rule, marked, reachable, onMark, onTakeBack } = props;
  const tabIndex = reachable ? 0 : -1;
  const id = useId();
  const removeKey = useKeyOf('rule.remove');
  const { scope, until, uses, lastUsedAt } = rule;
  const workspace = useWorkspace(scope.type === 'workspace' ? scope.workspaceId : null);
  const thread = useFleetRow(scope.type === 'thread' ? scope.threadId : null);
  const update = useAction('rule/update');
  const { code, rest } = matchWords(rule.match, rule.effect);
  const [now] = useState(Date.now);
  const over = until !== null && until <= now;
  const where = scopeWords(scope, {
    workspace: workspace?.name ?? 'a workspace that was removed',
    thread: thread?.title ?? 'a thread that is gone',
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the way back out of its controls
    <article
      className="card rule-card"
      data-testid="rule"
      data-rule-id={rule.id}
      aria-current={marked ? 'true' : undefined}
      aria-labelledby={`${id}-what`}
      aria-describedby={`${id}-where`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what it holds is changed by its own controls
      tabIndex={tabIndex}
      onFocus={onMark}
      onKeyDown={(event) => {
        const { currentTarget: card, target } = event;
        // Not of what is drawn elsewhere and only belongs here: its menus and dialogs.
        if (event.key !== 'Escape' || target === card || !card.contains(target as Node)) return;
        event.preventDefault();
        card.focus();
      }}
    >
      <div className="rule-head" id={`${id}-what`}>
        <Mark tone={over ? 'rest' : rule.effect === 'accept' ? 'done' : 'failed'} />
        <span>{effectWord(rule.effect)}</span>
        <code className="rule-code">
          <VisibleText text={code} />
        </code>
      </div>
      <p className="sub" id={`${id}-where`}>
        {rest}, {where}
        {until === null ? '' : over ? ' · ended ' : ' · ends '}
        {until === null ? null : <time>{new Date(until).toLocaleString()}</time>}
      </p>
      <div className="rule-foot">
        <span className="sub num">
          {uses === 0 ? (
            'never used'
          ) : (
            <a
              href={formatRoute(toJournal({ rule: rule.id }))}
              title="What it decided, in the journal"
              tabIndex={tabIndex}
            >
              used {plural(uses, 'time')}
            </a>
          )}
          {lastUsedAt === null ? null : (
            <>
              , last <TimeAgo since={lastUsedAt} style="rest" />
            </>
          )}
          {' · made on '}
          {rule.createdBy}
        </span>
        <span className="grow" />
        <Ends rule={rule} tabIndex={tabIndex} update={update} />
        <Places rule={rule} tabIndex={tabIndex} update={update} />
        <Button
          size="small"
          look="quiet"
          tabIndex={tabIndex}
          aria-keyshortcuts={removeKey}
          onClick={onTakeBack}
        >
          Take back…
        </Button>
      </div>
      {update.failure === null ? null : <Note tone="failed" urgency="alert" title={update.failure.message} />}
    </article>
  );
}

interface ControlProps {
  readonly rule: Rule;
  readonly tabIndex: number;
  readonly update: Action<'rule/update'>;
}

/** Changes how long a rule holds. */
function Ends({ rule, tabIndex, update }: ControlProps) {
  const { until } = rule;
  return (
    <>
      <ChoiceMenu
        tabIndex={tabIndex}
        label="How long it holds"
        value={until === null ? 'ever' : ''}
        onChange={(next) => void update.run({ ruleId: rule.id, until: endAt(next as EndChoice, Date.now()) })}
        choices={until === null ? ENDS : [...ENDS, { value: '', label: `Until ${dayOf(until)}` }]}
      />
      <EndDay
        until={until}
        tabIndex={tabIndex}
        change={(next) => void update.run({ ruleId: rule.id, until: next })}
      />
    </>
  );
}

/** Changes where a rule holds; asks before it holds everywhere. */
function Places({ rule, tabIndex, update }: ControlProps) {
  const { scope } = rule;
  const workspace = useWorkspace(scope.type === 'workspace' ? scope.workspaceId : null);
  const thread = useFleetRow(scope.type === 'thread' ? scope.threadId : null);
  const [widening, setWidening] = useState(false);
  const workspaces = useWorkspaces();
  const places: readonly RuleScope[] = [
    ...(scope.type === 'thread' ? [scope] : []),
    ...(scope.type === 'workspace' && workspace === undefined ? [scope] : []),
    ...workspaces.map(({ id }): RuleScope => ({ type: 'workspace', workspaceId: id })),
    { type: 'everywhere' },
  ];
  const { code, rest } = matchWords(rule.match, rule.effect);
  return (
    <>
      <ChoiceMenu
        tabIndex={tabIndex}
        label="Where it holds"
        value={scopeKey(scope)}
        onChange={(next) => {
          const wanted = places.find((one) => scopeKey(one) === next);
          if (wanted === undefined || next === scopeKey(scope)) return;
          if (wanted.type === 'everywhere') setWidening(true);
          else void update.run({ ruleId: rule.id, scope: wanted });
        }}
        choices={places.map((one) => ({
          value: scopeKey(one),
          label:
            one.type === 'everywhere'
              ? scope.type === 'everywhere'
                ? 'Everywhere'
                : 'Everywhere…'
              : one.type === 'workspace'
                ? (workspaces.find(({ id }) => id === one.workspaceId)?.name ??
                  'A workspace that was removed')
                : `Only ${thread?.title ?? 'a thread that is gone'}`,
        }))}
      />
      <ConfirmDialog
        open={widening}
        title="Let this rule hold everywhere?"
        action="Everywhere"
        keep="Not now"
        busy={update.pending}
        onClose={() => setWidening(false)}
        onConfirm={() => {
          setWidening(false);
          void update.run({ ruleId: rule.id, scope: { type: 'everywhere' } });
        }}
      >
        <p>
          {effectWord(rule.effect)} <code>{code}</code>, {rest}: in every thread of every workspace, also of
          those that are added later. What waits now stays with you.
        </p>
      </ConfirmDialog>
    </>
  );
}
