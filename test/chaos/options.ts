import { parseArgs } from 'node:util';
import { FAULTS, type FaultKind } from './faults.ts';

/** Kinds of rounds that have a fleet of their own, and so go with no other. */
const ALONE = ['approvals', 'shapes', 'words', 'rules'] as const;

export interface ChaosOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly only: readonly FaultKind[];
  /** Rounds of another kind, with a fleet of their own. */
  readonly alone: (typeof ALONE)[number] | null;
  /** Leaves the folder of the run behind, for looking at it. */
  readonly keep: boolean;
}

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
  const alone = ALONE.find((name) => only.includes(name)) ?? null;
  if (alone !== null && only.length > 1) throw new Error(`--only ${alone} goes with no other kind`);
  const unknown = alone !== null ? undefined : only.find((name) => !FAULTS.includes(name as FaultKind));
  if (unknown !== undefined)
    throw new Error(`--only knows ${[...FAULTS, ...ALONE].join(', ')}, not "${unknown}"`);
  return {
    rounds: positive('--rounds', values.rounds),
    seed: positive('--seed', values.seed),
    only: alone === null ? (only as FaultKind[]) : [],
    alone,
    keep: values.keep,
  };
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} wants a number, not "${text}"`);
  return number;
}
