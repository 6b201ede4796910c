import { parseArgs } from 'node:util';
import { FAULTS, type FaultKind } from './faults.ts';

export interface ChaosOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly only: readonly FaultKind[];
  /** Rounds of another kind: about approvals alone, with a fleet of their own. */
  readonly approvals: boolean;
  /** Scripts that rules accept, each run in a real shell: a round is a script. */
  readonly rules: boolean;
  /** Leaves the folder of the run behind, for looking at it. */
  readonly keep: boolean;
}

const APPROVALS = 'approvals';
const RULES = 'rules';

/** Reads the command line of the fault rounds. Throws with words for the person. */
export function parseChaosOptions(argv: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '5' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      only: { type: 'string', default: '' },
      keep: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  const approvals = only.includes(APPROVALS);
  const rules = only.includes(RULES);
  const alone = approvals || rules;
  if (alone && only.length > 1)
    throw new Error(`--only ${only.join(',')}: ${APPROVALS} and ${RULES} go alone`);
  const unknown = alone ? undefined : only.find((name) => !FAULTS.includes(name as FaultKind));
  if (unknown !== undefined)
    throw new Error(`--only knows ${[...FAULTS, APPROVALS, RULES].join(', ')}, not "${unknown}"`);
  return {
    rounds: positive('--rounds', values.rounds),
    seed: positive('--seed', values.seed),
    only: alone ? [] : (only as FaultKind[]),
    approvals,
    rules,
    keep: values.keep,
  };
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} wants a number, not "${text}"`);
  return number;
}
