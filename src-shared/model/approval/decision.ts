import { mayLast, type GatewayStanding } from '../gateway/gateway.ts';

/**
 * The name under which an app-server knows a decision. Those of Codex are known by heart (`decisionFacts`); another
 * protocol's are taken as they come, with what they do as data.
 */
export type DecisionId = string;

/** What choosing a decision does: it lets it happen, refuses it, or refuses it and stops the turn. */
export type DecisionEffect = 'allow' | 'deny' | 'stop';

/** How long it counts: for this one request, as long as the thread is loaded, or until somebody takes it back. */
export type DecisionSpan = 'once' | 'session' | 'always';

/** What a decision does, as data. */
export interface DecisionFacts {
  readonly effect: DecisionEffect;
  readonly lasts: DecisionSpan;
}

/** One decision that a request offers. `reach` says in one sentence what choosing it does. */
export interface DecisionOption extends DecisionFacts {
  readonly id: DecisionId;
  readonly label: string;
  readonly reach: string;
}

const KNOWN = {
  accept: { effect: 'allow', lasts: 'once' },
  acceptForSession: { effect: 'allow', lasts: 'session' },
  acceptAndRemember: { effect: 'allow', lasts: 'always' },
  declineAndRemember: { effect: 'deny', lasts: 'always' },
  decline: { effect: 'deny', lasts: 'once' },
  cancel: { effect: 'stop', lasts: 'once' },
  /** A question or form is answered with what was filled in. */
  answer: { effect: 'allow', lasts: 'once' },
} as const satisfies Readonly<Record<string, DecisionFacts>>;

/** Decisions that every version of Muster knows by name, in its stores and in the words of the page. */
export type KnownDecision = keyof typeof KNOWN;

/** Whether a decision is one of those that are known by name. */
export function isKnownDecision(id: DecisionId): id is KnownDecision {
  return Object.hasOwn(KNOWN, id);
}

/** What a decision does of which only the name is kept; undefined for a name of another protocol. */
export function decisionFacts(id: DecisionId): DecisionFacts | undefined {
  return isKnownDecision(id) ? KNOWN[id] : undefined;
}

/** A decision of Codex with what it does. */
export function knownOption(id: KnownDecision, label: string, reach: string): DecisionOption {
  return { id, label, reach, ...KNOWN[id] };
}

/** Whether a decision allows nothing. */
export function isRefusal({ effect }: Pick<DecisionFacts, 'effect'>): boolean {
  return effect !== 'allow';
}

/**
 * What of a request's decisions is offered: the one place that knows. `gateway`: as long as that may yet be asked about
 * the same again, nothing is offered that would keep it from being asked. `readable`: false where a form cannot be filled
 * in, so that it can only be refused.
 */
export function offered(
  options: readonly DecisionOption[],
  to: { readonly gateway?: GatewayStanding | null; readonly readable?: boolean },
): readonly DecisionOption[] {
  const { gateway = null, readable = true } = to;
  return options.filter(
    ({ effect, lasts }) =>
      (effect !== 'allow' || lasts === 'once' || mayLast(gateway)) && (readable || effect !== 'allow'),
  );
}

/**
 * The option that somebody means who only knows yes and no, such as a rule: the one of that name, else the first that does
 * just that for this one request. Nobody means a form's answer by it.
 */
export function optionFor(
  options: readonly DecisionOption[],
  wanted: 'accept' | 'decline',
): DecisionOption | undefined {
  const { effect } = KNOWN[wanted];
  return (
    options.find(({ id }) => id === wanted) ??
    options.find((one) => one.effect === effect && one.lasts === 'once' && one.id !== 'answer')
  );
}

/** The option that a decision names; `accept` and `decline` are understood by what they do as well. */
export function optionNamed(options: readonly DecisionOption[], id: DecisionId): DecisionOption | undefined {
  const named = options.find((option) => option.id === id);
  return named ?? (id === 'accept' || id === 'decline' ? optionFor(options, id) : undefined);
}

/** The known decision that does the same: what is kept of one that only another protocol has a name for. */
export function knownLike({ id, effect, lasts }: DecisionFacts & { readonly id: DecisionId }): KnownDecision {
  if (isKnownDecision(id)) return id;
  const same = (Object.keys(KNOWN) as KnownDecision[]).find(
    (known) => KNOWN[known].effect === effect && KNOWN[known].lasts === lasts,
  );
  return same ?? (effect === 'allow' ? 'accept' : effect === 'deny' ? 'decline' : 'cancel');
}
