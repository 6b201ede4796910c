/** The rounds of `npm run chaos -- --only approvals`: whether every answer is the one that was decided. */
import { living, strays } from '../../support/processes.ts';
import type { ChaosOptions } from '../options.ts';
import { randomFrom } from '../random.ts';
import { ApprovalFleet } from './fleet.ts';
import { ApprovalRounds } from './rounds.ts';
import { within } from '../within.ts';

/** What is printed of one problem. */
const PROBLEM_LENGTH = 600;
const ROUND_LIMIT_MS = 240_000;
const END_LIMIT_MS = 60_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs the rounds; answers the exit code. `script` is the built entry, which is also the host's process. */
export async function driveApprovals(options: ChaosOptions, script: string): Promise<number> {
  const began = Date.now();
  print(`rounds of approvals: ${options.rounds}, seed ${options.seed}`);
  const fleet = await ApprovalFleet.start(script);
  const unhandled = (error: unknown): void =>
    void fleet.host.faults.push(`in the clients: ${error instanceof Error ? error.stack : String(error)}`);
  process.on('unhandledRejection', unhandled);
  process.on('uncaughtException', unhandled);
  const rounds = new ApprovalRounds(fleet, randomFrom(options.seed));
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
    const { answers, asked } = rounds.verdict ?? { answers: 0, asked: 0 };
    const sum = `${asked} asked, ${answers} answered so far`;
    print(`  ${String(round).padStart(3)}  ${ok ? 'ok    ' : 'FAILED'}  ${what}; ${sum}  (${seconds} s)`);
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
  fleet: ApprovalFleet,
  rounds: ApprovalRounds,
  failed: number,
  ms: number,
): number {
  const { verdict: found, crowd } = rounds;
  const { alone, duels, late, reused, batches, undone } = crowd.counts;
  const figures = [
    { name: 'wrong answers delivered', value: found?.wrong.length ?? Number.NaN, bound: 0 },
    {
      name: 'requests left without an end in the journal',
      value: found?.endless.length ?? Number.NaN,
      bound: 0,
    },
    { name: 'decided and never answered', value: found?.undelivered.length ?? Number.NaN, bound: 0 },
    { name: 'other problems and faults', value: failed, bound: 0 },
    { name: 'requests', value: found?.asked ?? 0, bound: null },
    { name: 'answers at the app-servers', value: found?.answers ?? 0, bound: null },
    { name: 'decided by a rule', value: found?.byRule ?? 0, bound: null },
    { name: 'expired', value: found?.expired ?? 0, bound: null },
    { name: 'app-servers killed', value: rounds.kills, bound: null },
    { name: 'hosts killed', value: rounds.hostKills, bound: null },
    { name: 'pages reloaded, sockets broken', value: rounds.reloads, bound: null },
    { name: 'decided by one alone', value: alone, bound: null },
    { name: 'decided by two at once', value: duels, bound: null },
    { name: 'decided too late', value: late, bound: null },
    { name: 'decided for a dead process whose number is asked again', value: reused, bound: null },
    { name: 'decisions for many', value: batches, bound: null },
    { name: 'taken back', value: undone, bound: null },
  ];
  for (const { name, value, bound } of figures)
    print(`  ${name.padEnd(56)} ${value}${bound === null ? '' : value === bound ? '  ok' : '  MISSED'}`);
  const ok = figures.every(({ value, bound }) => bound === null || value === bound);
  // What went wrong can be looked at.
  if (options.keep || !ok) print(`  kept in ${fleet.root}`);
  else fleet.delete();
  print(
    `wrong answers delivered: ${figures[0]?.value} · requests left without an end in the journal: ${figures[1]?.value} · ${options.rounds} rounds in ${Math.round(ms / 1000)} s; seed ${options.seed}`,
  );
  print(
    JSON.stringify({ bench: 'chaos-approvals', ok, figures: figures.map((one) => ({ ...one, unit: '' })) }),
  );
  return ok ? 0 : 1;
}
