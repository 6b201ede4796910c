import type { BackgroundCommand } from '#shared/contract/calls/running.ts';
import type { GoalEntity, GoalStatus } from '#shared/model/thread/goal.ts';
import { fields, id, list, numberOr, text, textOrNull, type Fields } from './wire.ts';

const STATUSES: ReadonlySet<string> = new Set<GoalStatus>([
  'active',
  'paused',
  'blocked',
  'usageLimited',
  'budgetLimited',
  'complete',
]);
/** Commands that are read of one list: more than run at once in a thread. */
const COMMANDS = 200;
const COMMAND_LENGTH = 10_000;

/** A goal as Codex tells it. One that stands as a later Codex says is shown as held: nothing is known to go on for it. */
export function readGoal(raw: unknown): GoalEntity {
  const goal = fields(raw, 'goal');
  const status = text(goal, 'status');
  const budget = numberOr(goal, 'tokenBudget', -1);
  return {
    objective: text(goal, 'objective'),
    status: STATUSES.has(status) ? (status as GoalStatus) : 'paused',
    tokenBudget: budget < 0 ? null : budget,
    tokensUsed: numberOr(goal, 'tokensUsed', 0),
    timeUsedSeconds: numberOr(goal, 'timeUsedSeconds', 0),
  };
}

/** The answer to `thread/backgroundTerminals/list`. */
export function readBackground(answer: unknown): readonly BackgroundCommand[] {
  return list(fields(answer, 'terminals'), 'data')
    .slice(0, COMMANDS)
    .map((raw) => readCommand(fields(raw, 'terminal')));
}

function readCommand(from: Fields): BackgroundCommand {
  const kilobytes = numberOr(from, 'rssKb', -1);
  return {
    itemId: id(from, 'itemId'),
    processId: id(from, 'processId'),
    command: text(from, 'command').slice(0, COMMAND_LENGTH),
    cwd: textOrNull(from, 'cwd') ?? '',
    memoryBytes: kilobytes < 0 ? null : kilobytes * 1024,
  };
}
