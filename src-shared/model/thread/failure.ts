/** Why a turn failed, as far as something can be done about it. Everything else is `other`. */
export const FAILURE_KINDS = [
  /** What was said is more than the model can take in. */
  'contextWindow',
  /** The budget that the person set for it is spent. */
  'budget',
  /** The account's limit is used up until it begins anew. */
  'usageLimit',
  /** Too many requests in a short time. */
  'rateLimit',
  /** The provider has too much to do, or failed by itself. */
  'overloaded',
  /** The provider was not reached, or the line broke, also after the engine's own attempts. */
  'connection',
  /** The sign-in is not valid any more. */
  'unauthorised',
  'modelNotFound',
  /** The sandbox could not run a command. */
  'sandbox',
  /** The provider refused what was asked. */
  'policy',
  /** A hook of the person's configuration refused it. */
  'hook',
  'other',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/**
 * What the person can do about a failed turn, the one that mends it first. `again` asks once more, in whichever way
 * loses nothing; no other remedy does the same under another name.
 */
export type Remedy =
  | 'compact'
  | 'fork'
  | 'newThread'
  | 'later'
  | 'model'
  | 'again'
  | 'approval'
  | 'signIn'
  | 'configuration'
  | 'budget';

const REMEDIES: Readonly<Record<FailureKind, readonly Remedy[]>> = {
  contextWindow: ['compact', 'fork', 'newThread'],
  budget: ['budget', 'newThread'],
  usageLimit: ['later', 'model', 'again'],
  rateLimit: ['again', 'later', 'model'],
  overloaded: ['again', 'model'],
  connection: ['again', 'model'],
  unauthorised: ['signIn', 'again'],
  modelNotFound: ['model'],
  sandbox: ['approval', 'again'],
  policy: ['newThread', 'model'],
  hook: ['configuration', 'again'],
  other: ['again', 'newThread'],
};

/** What can be done about a failure, the best first; never empty. */
export function remediesOf(kind: FailureKind | undefined): readonly Remedy[] {
  return REMEDIES[kind ?? 'other'];
}

/** What happened and what helps, a sentence for the person; the provider's own words stand beside it. */
export function failureSentence(kind: FailureKind | undefined): string {
  switch (kind) {
    case 'contextWindow':
      return 'This thread has grown past what the model can take in. Compacting keeps what matters in short; a fork goes on from before this turn.';
    case 'budget':
      return 'The budget of this thread is spent. Raise it, or go on in a new thread.';
    case 'usageLimit':
      return 'The usage limit of this account is reached. It can go on by itself when the limit resets, or with another model.';
    case 'rateLimit':
      return 'Too many requests in a short time. A moment later the same usually works.';
    case 'overloaded':
      return 'The model’s provider has too much to do. A moment later the same usually works.';
    case 'connection':
      return 'The connection to the model’s provider broke, also after the attempts that Codex made by itself.';
    case 'unauthorised':
      return 'The provider does not accept the sign-in any more. Sign in again, then try again.';
    case 'modelNotFound':
      return 'The provider does not know this model. Choose another one.';
    case 'sandbox':
      return 'The sandbox could not run a command. The agent can ask to run it outside of the sandbox.';
    case 'policy':
      return 'The provider refused what this turn asked for. Put it in other words, in a new thread or with another model.';
    case 'hook':
      return 'A hook of the configuration stopped the request.';
    case 'other':
    case undefined:
      return 'What was done before it is kept. Try again, or go on in a new thread.';
  }
}

/** The prompt of the remedy `approval`. */
export const WITH_APPROVAL_PROMPT =
  'The sandbox stopped a command of your last turn. Run it again outside of the sandbox, and ask me for approval first.';
