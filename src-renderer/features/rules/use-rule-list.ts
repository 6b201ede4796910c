import { useState, type RefObject } from 'react';
import type { Rule } from '#shared/model/rule/rule.ts';
import { useCommand } from '../../platform/use-command.ts';
import { stepIn } from '../../ui/step.ts';
import { keepPlace, type Place } from './rule-place.ts';

/** The list of rules as keys walk through it, and the rule that is about to be taken back. */
export interface RuleList {
  /** The rule that the keys act on; null until somebody went to one. */
  readonly marked: string | null;
  /** The one rule of the list that Tab reaches. */
  readonly reachable: string | null;
  mark(id: string): void;
  /** The rule of the question whether to take it back, also while that closes. */
  readonly asked: Rule | null;
  readonly asking: boolean;
  ask(rule: Rule): void;
  close(): void;
  /** Where the focus goes after the question: back, or to the rule that took the place of the one that is gone. */
  focusAfter(): HTMLElement | boolean;
}

/** Carries out the keys of a list on the rules: next, previous, open, take back. `list` is where they are drawn. */
export function useRuleList(rules: readonly Rule[], list: RefObject<HTMLElement | null>): RuleList {
  const ids = rules.map(({ id }) => id);
  const [before, setPlace] = useState<Place | null>(null);
  const place = keepPlace(before, ids);
  if (place !== before) setPlace(place);
  const [question, setQuestion] = useState<{ rule: Rule; open: boolean } | null>(null);
  const marked = place?.id ?? null;

  const cardOf = (id: string | null): HTMLElement | null =>
    id === null ? null : (list.current?.querySelector(`[data-rule-id="${CSS.escape(id)}"]`) ?? null);
  const step = (by: 1 | -1) => (): void => {
    const card = cardOf(stepIn(ids, marked, by));
    // The focus marks it.
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'nearest' });
  };
  const ask = (rule: Rule): void => setQuestion({ rule, open: true });
  const rule = rules.find(({ id }) => id === marked);
  useCommand('list.next', step(1));
  useCommand('list.previous', step(-1));
  useCommand(
    'list.open',
    marked === null ? null : () => cardOf(marked)?.querySelector<HTMLElement>('button')?.focus(),
  );
  useCommand('rule.remove', rule === undefined ? null : () => ask(rule));
  return {
    marked,
    reachable: marked ?? ids[0] ?? null,
    mark: (id) => setPlace({ id, at: ids.indexOf(id) }),
    asked: question?.rule ?? null,
    asking: question !== null && question.open && ids.includes(question.rule.id),
    ask,
    close: () => setQuestion((asked) => (asked === null ? null : { ...asked, open: false })),
    focusAfter: () => (question === null || ids.includes(question.rule.id) ? true : (cardOf(marked) ?? true)),
  };
}
