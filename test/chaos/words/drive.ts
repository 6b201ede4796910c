/** The rounds of `npm run chaos -- --only words`: whether every text of the person is somewhere. */
import { living, strays } from '../../support/processes.ts';
import type { ChaosOptions } from '../options.ts';
import { randomFrom } from '../random.ts';
import { WordsFleet } from './fleet.ts';
import { WordRounds } from './rounds.ts';
import { within } from '../within.ts';

/** What is printed of one problem. */
const PROBLEM_LENGTH = 600;
const ROUND_LIMIT_MS = 240_000;
const END_LIMIT_MS = 60_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs the rounds; answers the exit code. `script` is the built entry, which is also the host's process. */
export async function driveWords(options: ChaosOptions, script: string): Promise<number> {
  const began = Date.now();
  print(`rounds of words: ${options.rounds}, seed ${options.seed}`);
  const fleet = await WordsFleet.start(script);
  const unhandled = (error: unknown): void =>
    void fleet.host.faults.push(`in the clients: ${error instanceof Error ? error.stack : String(error)}`);
  process.on('unhandledRejection', unhandled);
  process.on('uncaughtException', unhandled);
  const rounds = new WordRounds(fleet, randomFrom(options.seed));
  let failed = 0;
  let told = { problems: 0, faults: 0 };
  const tell = (): number => {
    const news = [...rounds.problems.slice(told.problems), ...fleet.host.faults.slice(told.faults)];
    told = { problems: rounds.problems.length, faults: fleet.host.faults.length };
    for (const problem of news) print(`      problem: ${problem.slice(0, PROBLEM_LENGTH)}`);
    return news.length;
  };
  for (let round = 1; round <= options.rounds; round += 1) {
    const start = Date.now();
    const what = await within(ROUND_LIMIT_MS, rounds.run()).catch((error: unknown) => {
      const why = error instanceof Error ? error.stack : String(error);
      rounds.problems.push(`the round broke off while ${rounds.stage}: ${why}`);
      return 'broke off';
    });
    const ok = tell() === 0;
    if (!ok) failed += 1;
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    print(`  ${String(round).padStart(3)}  ${ok ? 'ok    ' : 'FAILED'}  ${what}  (${seconds} s)`);
  }
  await within(END_LIMIT_MS, fleet.stop()).catch((error: unknown) =>
    rounds.problems.push(`the host does not end: ${String(error)}`),
  );
  for (const { pid, command } of living(strays(fleet.root, 1)))
    rounds.problems.push(`process ${pid} outlived the host: ${command}`);
  failed += tell() === 0 ? 0 : 1;
  return verdict(options, fleet, rounds, failed, Date.now() - began);
}

function verdict(
  options: ChaosOptions,
  fleet: WordsFleet,
  rounds: WordRounds,
  failed: number,
  ms: number,
): number {
  const { counts } = rounds;
  const figures = [
    { name: 'texts of the person lost', value: rounds.lost, bound: 0 },
    { name: 'messages growing in an ended turn', value: rounds.growing, bound: 0 },
    { name: 'other problems and faults', value: failed, bound: 0 },
    { name: 'texts that started a turn', value: counts.sent, bound: null },
    { name: 'texts that steered', value: counts.steered, bound: null },
    { name: 'texts that were queued', value: counts.queued, bound: null },
    { name: 'drafts', value: counts.drafts, bound: null },
    { name: 'calls refused or cut, their text kept by the page', value: counts.failed, bound: null },
    { name: 'interrupts', value: counts.interrupts, bound: null },
    { name: 'texts taken back', value: counts.takenBack, bound: null },
    { name: 'queues put in another order', value: counts.moved, bound: null },
    { name: 'queued prompts edited', value: counts.edited, bound: null },
    { name: 'queued prompts sent now', value: counts.sentNow, bound: null },
    { name: 'texts with a picture', value: counts.pictures, bound: null },
    { name: 'pages reloaded', value: counts.reloads, bound: null },
    { name: 'app-servers killed', value: rounds.kills, bound: null },
    { name: 'hosts killed', value: rounds.hostKills, bound: null },
    { name: 'texts seen as given back', value: rounds.returned, bound: null },
    { name: 'items seen as cut off', value: rounds.cutOff, bound: null },
  ];
  for (const { name, value, bound } of figures)
    print(`  ${name.padEnd(56)} ${value}${bound === null ? '' : value === bound ? '  ok' : '  MISSED'}`);
  const ok = figures.every(({ value, bound }) => bound === null || value === bound);
  // What went wrong can be looked at.
  if (options.keep || !ok) print(`  kept in ${fleet.root}`);
  else fleet.delete();
  print(
    `texts of the person lost: ${rounds.lost} · messages growing in an ended turn: ${rounds.growing} · ${options.rounds} rounds in ${Math.round(ms / 1000)} s; seed ${options.seed}`,
  );
  print(JSON.stringify({ bench: 'chaos-words', ok, figures: figures.map((one) => ({ ...one, unit: '' })) }));
  return ok ? 0 : 1;
}
