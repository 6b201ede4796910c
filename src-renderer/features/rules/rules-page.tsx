import { useState } from 'react';
import { RULES_TOPIC } from '#shared/contract/topics.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import { formatRoute, navigate, toInbox, toJournal } from '../../app/routes.ts';
import {
  useAction,
  useFleetRow,
  useGateway,
  useRules,
  useTopicStatus,
  useWorkspace,
} from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark, Note, VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { effectWord, endAt, ENDS, matchWords, scopeWords, type EndChoice } from './rule-words.ts';
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

function RuleCard({ rule }: { rule: Rule }) {
  const { scope, until, uses, lastUsedAt } = rule;
  const workspace = useWorkspace(scope.type === 'workspace' ? scope.workspaceId : null);
  const thread = useFleetRow(scope.type === 'thread' ? scope.threadId : null);
  const update = useAction('rule/update');
  const remove = useAction('rule/remove');
  const [asking, setAsking] = useState(false);
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
          choices={until === null ? ENDS : [...ENDS, { value: '', label: 'Until its end' }]}
        />
        {scope.type === 'everywhere' ? null : (
          <Button
            size="small"
            busy={update.pending}
            onClick={() => void update.run({ ruleId: rule.id, scope: { type: 'everywhere' } })}
          >
            Apply everywhere
          </Button>
        )}
        <Button size="small" look="quiet" onClick={() => setAsking(true)}>
          Take back…
        </Button>
      </div>
      {failure === null ? null : <Note tone="failed" urgency="alert" title={failure.message} />}
      <ConfirmDialog
        open={asking}
        title="Take this rule back?"
        action="Take back"
        busy={remove.pending}
        onClose={() => setAsking(false)}
        onConfirm={() => void remove.run({ ruleId: rule.id })}
      >
        <p>What it is about waits for you again. What it decided stays decided.</p>
      </ConfirmDialog>
    </article>
  );
}
