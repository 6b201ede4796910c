/** Who decided a request. */
export type Decider =
  /** A person, on this client. */
  | { readonly type: 'person'; readonly client: string }
  /** Rules that together cover all of it. */
  | { readonly type: 'rules'; readonly rules: readonly { readonly id: string; readonly name: string }[] }
  /** An organisation's own approval system. */
  | {
      readonly type: 'gateway';
      /** Its own name for what it did, such as the number of a change; null when it gave none. */
      readonly ticket: string | null;
      readonly reason: string | null;
    }
  /** Codex's own reviewer, which looks at requests in place of a person where it was switched on. */
  | { readonly type: 'autoReview'; readonly reason: string | null };

export type DeciderType = Decider['type'];

/** A person on a client. */
export function person(client: string): Decider {
  return { type: 'person', client };
}

/** A decider in a few words, where they stand alone: a column, a fact, a line of the journal. */
export function deciderWords(decider: Decider): string {
  switch (decider.type) {
    case 'person':
      return decider.client;
    case 'rules':
      return `${decider.rules.length === 1 ? 'Rule' : 'Rules'}: ${decider.rules.map(({ name }) => name).join(' and ')}`;
    case 'gateway':
      return decider.ticket === null ? 'Gateway' : `Gateway, ticket ${decider.ticket}`;
    case 'autoReview':
      return 'Codex’s reviewer';
  }
}

/** The same inside of a sentence: `Accepted by …`, `decided before by …`. */
export function deciderPhrase(decider: Decider): string {
  switch (decider.type) {
    case 'person':
    case 'autoReview':
      return deciderWords(decider);
    case 'rules':
      return `the ${decider.rules.length === 1 ? 'rule' : 'rules'} ${decider.rules.map(({ name }) => `“${name}”`).join(' and ')}`;
    case 'gateway':
      return decider.ticket === null ? 'the gateway' : `the gateway, ticket ${decider.ticket}`;
  }
}

/** Why it was decided so, as far as whoever decided gave a reason. */
export function deciderReason(decider: Decider): string | null {
  return decider.type === 'gateway' || decider.type === 'autoReview' ? decider.reason : null;
}

/** What was stored as a decider; text of an earlier Muster was a client's name, or a rule's behind the word. */
export function readDecider(stored: unknown): Decider {
  if (typeof stored !== 'string') return stored as Decider;
  const rule = /^Rule: ([^]*)$/.exec(stored)?.[1];
  return rule === undefined ? person(stored) : { type: 'rules', rules: [{ id: '', name: rule }] };
}
