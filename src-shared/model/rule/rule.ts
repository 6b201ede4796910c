import type { ThreadId, WorkspaceId } from '../ids.ts';

/** What the person decided once and for all: a set of requests, where it holds, and what is answered. */
export interface Rule {
  readonly id: string;
  readonly effect: 'accept' | 'decline';
  readonly match: RuleMatch;
  readonly scope: RuleScope;
  /** Unix ms after which it does not apply any more; null for ever. */
  readonly until: number | null;
  readonly createdAt: number;
  /** The client it was made on. */
  readonly createdBy: string;
  readonly uses: number;
  readonly lastUsedAt: number | null;
}

/** A rule before it is saved. */
export type RuleDraft = Pick<Rule, 'effect' | 'match' | 'scope' | 'until'>;

/** The set of requests a rule is about. */
export type RuleMatch =
  /** The very text of a command, whatever shell it is for. */
  | { readonly type: 'text'; readonly text: string }
  /**
   * One simple command: exactly these words, or, `open`, these and more behind them. A rule that accepts takes only those
   * of which the program's table says that they do no harm; one that declines takes any.
   */
  | { readonly type: 'words'; readonly words: readonly string[]; readonly open: boolean }
  /** Network access to one host. */
  | { readonly type: 'host'; readonly host: string }
  /**
   * Changes of files that all lie below a folder (a real path). To accept them it reaches files that say how the folder
   * is built and tested (`runs-later.ts`) only with `runs`.
   */
  | { readonly type: 'folder'; readonly folder: string; readonly runs?: boolean | undefined };

export type RuleScope =
  | { readonly type: 'thread'; readonly threadId: ThreadId }
  | { readonly type: 'workspace'; readonly workspaceId: WorkspaceId }
  | { readonly type: 'everywhere' };

/** Where a request comes from, as far as scopes go. */
export interface RulePlace {
  readonly threadId: ThreadId;
  readonly workspaceId: WorkspaceId;
  /** Paths of the very folder the thread works in, where they are known. */
  readonly folders?: readonly string[];
}

/** Whether a rule holds for a place at a moment (Unix ms). */
export function holds(
  { scope, until }: Pick<Rule, 'scope' | 'until'>,
  place: RulePlace,
  now: number,
): boolean {
  if (until !== null && now >= until) return false;
  switch (scope.type) {
    case 'thread':
      return scope.threadId === place.threadId;
    case 'workspace':
      return scope.workspaceId === place.workspaceId;
    case 'everywhere':
      return true;
  }
}
