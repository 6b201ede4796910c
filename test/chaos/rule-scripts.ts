import { loadShellGrammar } from '../../src-main/host/rules/shell-grammar.ts';
import { ruleRounds } from '../support/rule-rounds.ts';
import type { ChaosOptions } from './options.ts';
import { randomFrom } from './random.ts';

/** Escapes that are printed one by one. */
const MOST_SHOWN = 20;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs as many scripts as there are rounds, all of them accepted by rules, in real shells; answers the exit code. */
export async function driveRules({ rounds, seed }: ChaosOptions): Promise<number> {
  const began = Date.now();
  print(`scripts that rules accept: ${rounds}, seed ${seed}`);
  const { made, ran, escapes } = await ruleRounds(await loadShellGrammar(), randomFrom(seed), rounds);
  for (const { script, did } of escapes.slice(0, MOST_SHOWN))
    print(`      ${did}: ${JSON.stringify(script)}`);
  const figures = [
    { name: 'scripts that ran what no rule covers', value: escapes.length, bound: 0, unit: 'scripts' },
    { name: 'scripts run in bash', value: ran.bash, bound: null, unit: 'scripts' },
    { name: 'scripts run in dash', value: ran.dash, bound: null, unit: 'scripts' },
    { name: 'scripts made', value: made, bound: null, unit: 'scripts' },
  ];
  for (const { name, value, bound, unit } of figures)
    print(
      `  ${name.padEnd(38)} ${value} ${unit}${bound === null ? '' : value <= bound ? '  ok' : '  MISSED'}`,
    );
  const ok = escapes.length === 0;
  print(`in ${Math.round((Date.now() - began) / 1000)} s; seed ${seed}`);
  print(JSON.stringify({ bench: 'rules', ok, figures }));
  return ok ? 0 : 1;
}
