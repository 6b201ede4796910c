/** What a part of a command's text is to a shell. */
export type TokenType = 'program' | 'option' | 'string' | 'variable' | 'operator' | 'comment';

/** A stretch of the text, in UTF-16 units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Token extends Span {
  readonly type: TokenType;
}

/** What a command does that a person should see at once. */
export const RISKS = {
  runsFetched: 'runs what it fetches',
  privilege: 'acts as administrator',
  writesOutside: 'writes outside the workspace',
  deletes: 'deletes',
  rewritesHistory: 'rewrites history',
  discards: 'throws changes away',
  secrets: 'reaches for secrets',
  network: 'network',
  publishes: 'publishes',
  installs: 'installs',
  permissions: 'changes permissions',
  endsProcesses: 'ends processes',
  namesOutside: 'names a path outside',
} as const;

export type RiskKind = keyof typeof RISKS;

/** One of them, with the words of the text that make it so. */
export interface Risk extends Span {
  readonly kind: RiskKind;
}

/**
 * A command's text as a person reads it. It is for the eye and decides nothing: a command without a risk here is not a
 * harmless one.
 */
export interface Reading {
  /** The text that tokens and risks are parts of: what the shell is handed, where that is known. */
  readonly text: string;
  /** In the order of the text; none overlap, and plain arguments and blanks are in none. */
  readonly tokens: readonly Token[];
  /** One of each kind and words, the gravest kinds first. */
  readonly risks: readonly Risk[];
  /** Why it could not be read in full, in words; null when it was. */
  readonly unread: string | null;
}
