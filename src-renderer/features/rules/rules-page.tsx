import { useState } from 'react';
import { RULES_TOPIC } from '#shared/contract/topics.ts';
import type { Rule, RuleScope } from '#shared/model/rule/rule.ts';
import { formatRoute, navigate, toInbox, toJournal } from '../../app/routes.ts';
import {
  useAction,
  useFleetRow,
  useGateway,
  useRules,
  useTopicStatus,
  useWorkspace,
  useWorkspaces,
} from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark, Note, VisibleText } from '../../ui/kit.tsx';
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
import './rules.css';

/** Every rule: what it is about, where, how often it was used, to be changed and taken back. */
export function RulesPage() {
  const rules = useRules();
  const status = useTopicStatus(RULES_TOPIC);
  const gateway = useGateway();
  return (
    <section className="col page" aria-label="Rules">
      <header className="bar">
        <h1>Rules</h1>
        <span className="sub">{rules.length}</span>
        <span className="grow" />
        <Button look="quiet" onClick={() => navigate(toJournal({ by: 'rules' }))}>
          What rules decided
        </Button>
        <Button onClick={() => navigate(toInbox())}>Inbox</Button>
      </header>
      <div className="scroll">
        <div className="page-body">
          {gateway == null || gateway.route === null ? null : (
            <Note title="A gateway is asked first. Rules that accept count only for what it leaves to them." />
          )}
          {!status.ready ? (
            status.error === null ? (
              <Loading what="Loading the rules" />
            ) : (
              <Empty title="The rules cannot be shown">{status.error.message}</Empty>
            )
          ) : rules.length === 0 ? (
            <Empty title="No rules">
              Make one from a request in the inbox: what it is about is then decided without asking.
            </Empty>
          ) : (
            rules.map((rule) => <RuleCard key={rule.id} rule={rule} />)
          )}
        </div>
      </div>
    </section>
  );
}

function scopeKey(scope: RuleScope): string {
  return scope.type === 'workspace'
    ? scope.workspaceId
    : scope.type === 'thread'
      ? scope.threadId
      : scope.type;
}

/** A day as a rule's end: it holds until the day is over. */
function EndDay({ until, change }: { until: number | null; change(until: number): void }) {
  const day = until === null ? '' : dayField(until);
  const [today] = useState(Date.now);
  return (
    <input
      type="date"
      className="input rule-day"
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

function RuleCard({ rule }: { rule: Rule }) {
  const { scope, until, uses, lastUsedAt } = rule;
  const workspace = useWorkspace(scope.type === 'workspace' ? scope.workspaceId : null);
  const thread = useFleetRow(scope.type === 'thread' ? scope.threadId : null);
  const update = useAction('rule/update');
  const remove = useAction('rule/remove');
  const [asking, setAsking] = useState(false);
  const [widening, setWidening] = useState(false);
  const workspaces = useWorkspaces();
  const places: readonly RuleScope[] = [
    ...(scope.type === 'thread' ? [scope] : []),
    ...(scope.type === 'workspace' && workspace === undefined ? [scope] : []),
    ...workspaces.map(({ id }): RuleScope => ({ type: 'workspace', workspaceId: id })),
    { type: 'everywhere' },
  ];
  const { code, rest } = matchWords(rule.match);
  const failure = update.failure ?? remove.failure;
  const [now] = useState(Date.now);
  const over = until !== null && until <= now;
  const where = scopeWords(scope, {
    workspace: workspace?.name ?? 'a workspace that was removed',
    thread: thread?.title ?? 'a thread that is gone',
  });
  return (
    <article className="card rule-card" data-testid="rule" data-rule-id={rule.id}>
      <div className="rule-head">
        <Mark tone={over ? 'rest' : rule.effect === 'accept' ? 'done' : 'failed'} />
        <span>{effectWord(rule.effect)}</span>
        <code className="rule-code">
          <VisibleText text={code} />
        </code>
      </div>
      <p className="sub">
        {rest}, {where}
        {until === null ? '' : over ? ' · ended ' : ' · ends '}
        {until === null ? null : <time>{new Date(until).toLocaleString()}</time>}
      </p>
      <div className="rule-foot">
        <span className="sub num">
          {uses === 0 ? (
            'never used'
          ) : (
            <a href={formatRoute(toJournal({ rule: rule.id }))} title="What it decided, in the journal">
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
        <ChoiceMenu
          label="How long it holds"
          value={until === null ? 'ever' : ''}
          onChange={(next) =>
            void update.run({ ruleId: rule.id, until: endAt(next as EndChoice, Date.now()) })
          }
          choices={until === null ? ENDS : [...ENDS, { value: '', label: `Until ${dayOf(until)}` }]}
        />
        <EndDay until={until} change={(next) => void update.run({ ruleId: rule.id, until: next })} />
        <ChoiceMenu
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
                ? 'Everywhere…'
                : one.type === 'workspace'
                  ? (workspaces.find(({ id }) => id === one.workspaceId)?.name ??
                    'A workspace that was removed')
                  : `Only ${thread?.title ?? 'a thread that is gone'}`,
          }))}
        />
        <Button size="small" look="quiet" onClick={() => setAsking(true)}>
          Take back…
        </Button>
      </div>
      {failure === null ? null : <Note tone="failed" urgency="alert" title={failure.message} />}
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
          those that are added later. What waits and that it is about is decided at once.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        open={asking}
        title="Take this rule back?"
        action="Take back"
        busy={remove.pending}
        onClose={() => setAsking(false)}
        onConfirm={() => void remove.run({ ruleId: rule.id })}
      >
        <p>
          <code>{code}</code>, {rest}, waits for you again. What the rule decided stays decided.
        </p>
      </ConfirmDialog>
    </article>
  );
}
