import { useRef } from 'react';
import { rulesTopic } from '#shared/contract/topics.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import { navigate, toInbox, toJournal } from '../../platform/routes.ts';
import { useAction, useGateway, useRules, useTopicStatus } from '../../connection/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Button, Empty, Loading, Note } from '../../ui/kit.tsx';
import { RuleCard } from './rule-card.tsx';
import { matchWords } from './rule-words.ts';
import { useRuleList } from './use-rule-list.ts';
import './rules.css';

/** Every rule: what it is about, where, how often it was used, to be changed and taken back. */
export function RulesPage() {
  const rules = useRules();
  const status = useTopicStatus(rulesTopic.topic);
  const gateway = useGateway();
  const drawn = useRef<HTMLUListElement>(null);
  const list = useRuleList(rules, drawn);
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
            <ul className="rule-list" aria-label="All rules" ref={drawn}>
              {rules.map((rule) => (
                <li key={rule.id}>
                  <RuleCard
                    rule={rule}
                    marked={rule.id === list.marked}
                    reachable={rule.id === list.reachable}
                    onMark={() => list.mark(rule.id)}
                    onTakeBack={() => list.ask(rule)}
                  />
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <TakeBack asked={list.asked} open={list.asking} onClose={list.close} focusAfter={list.focusAfter} />
    </section>
  );
}

/** Asks once before a rule is gone. It stays open until the rule is, or until it failed and the person had enough. */
function TakeBack(props: {
  asked: Rule | null;
  open: boolean;
  onClose(): void;
  focusAfter(): HTMLElement | boolean;
}) {
  const { asked, open, onClose, focusAfter } = props;
  const remove = useAction('rule/remove');
  if (asked === null) return null;
  const { code, rest } = matchWords(asked.match, asked.effect);
  return (
    <ConfirmDialog
      open={open}
      title="Take this rule back?"
      action="Take back"
      busy={remove.pending}
      finalFocus={focusAfter}
      onClose={() => {
        remove.clear();
        onClose();
      }}
      onConfirm={() => void remove.run({ ruleId: asked.id })}
    >
      <p>
        <code>{code}</code>, {rest}, waits for you again. What the rule decided stays decided.
      </p>
      {remove.failure === null ? null : <Note tone="failed" urgency="alert" title={remove.failure.message} />}
    </ConfirmDialog>
  );
}
