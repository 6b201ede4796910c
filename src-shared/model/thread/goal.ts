/** Where a goal stands: worked on, held by the person, or stopped by what its name says. */
export type GoalStatus = 'active' | 'paused' | 'blocked' | 'usageLimited' | 'budgetLimited' | 'complete';

/** Key `goal` of a thread's topic: what the agent goes on for by itself. Absent where there is none. */
export interface GoalEntity {
  readonly objective: string;
  readonly status: GoalStatus;
  /** Tokens that may be used for it; null without a limit. */
  readonly tokenBudget: number | null;
  readonly tokensUsed: number;
  readonly timeUsedSeconds: number;
}

/** The longest goal, in UTF-16 units: Codex refuses one of more than 4,000 characters (0.171.0, measured). */
export const GOAL_LONGEST = 4000;

const WORDS: Readonly<Record<GoalStatus, string>> = {
  active: 'worked on',
  paused: 'paused',
  blocked: 'the agent is blocked',
  usageLimited: 'stopped by the limit of the account',
  budgetLimited: 'its budget is used up',
  complete: 'reached',
};

/** Where a goal stands, in words. */
export function goalWords({ status }: Pick<GoalEntity, 'status'>): string {
  return WORDS[status];
}

/** What a person can do with a goal that stands so: hold it, or let it go on. Null for one that is reached. */
export function goalTurn({ status }: Pick<GoalEntity, 'status'>): 'pause' | 'resume' | null {
  if (status === 'complete') return null;
  return status === 'active' ? 'pause' : 'resume';
}
