/** What saving a rule would do to what waits. */
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import { plural } from '../../ui/format.ts';
import { contentKey } from '../approval/index.ts';

export interface RulePlan {
  /** The rule decides the request that it is made from, which waits. */
  readonly own: boolean;
  /** The others that it is about and that wait. */
  readonly others: readonly Approval[];
  /** Each of them shows what the card shows: whoever has read the card has read them all. */
  readonly alike: boolean;
}

/** What a rule that is made from a card would decide of `found`, which it is about; what ended or is being decided is left out. */
export function rulePlan(card: Approval, found: readonly Approval[]): RulePlan {
  const waiting = found.filter(({ outcome, deciding }) => outcome === null && !deciding);
  const others = waiting.filter(({ id }) => id !== card.id);
  const content = contentKey(card);
  return {
    own: others.length < waiting.length,
    others,
    alike: others.every((other) => contentKey(other) === content),
  };
}

/** The requests that saving decides. */
export function decidedBy(card: Approval, { own, others }: RulePlan, also: boolean): readonly ApprovalId[] {
  return [...(own ? [card.id] : []), ...(also ? others.map(({ id }) => id) : [])];
}

/** What the button does, by how many requests it decides; `own` says whether the card's is among them. */
export function saveWords(effect: Rule['effect'], count: number, own: boolean): string {
  if (count === 0) return 'Save the rule';
  const rest = count === 1 ? (own ? 'this one' : '1 that waits') : `${count} that wait`;
  return `Save, and ${effect} ${rest}`;
}

/** The choice whether those that wait are decided as well. */
export function alsoWords(effect: Rule['effect'], { own, others }: RulePlan): string {
  const count = others.length;
  const what = own ? plural(count, 'other') : count === 1 ? 'one' : String(count);
  return `Also ${effect} the ${what} that ${count === 1 ? 'waits' : 'wait'} now`;
}

/** What those that wait ask for, held against the card; and what becomes of them when they are not decided. */
export function othersWords({ others, alike }: RulePlan, also: boolean): string {
  const one = others.length === 1;
  const what = alike
    ? `${one ? 'It asks' : 'They ask'} for the very same as the card.`
    : one
      ? 'It asks for something else than the card.'
      : 'Not all of them ask for the same as the card.';
  return also ? what : `${what} ${one ? 'It stays' : 'They stay'} for you.`;
}
