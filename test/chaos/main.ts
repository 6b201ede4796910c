/**
 * The fault rounds: `npm run chaos -- --rounds N --seed S [--only app-server,host,socket,lines] [--keep]`. A fleet of
 * twenty turns on the real Codex; each round something dies or lies, then Muster is held against the truth.
 * `--only approvals` is about the answers alone (approvals/), `--only shapes` about misshapen messages (shapes/),
 * `--only words` about the texts of the person (words/), `--only rules` runs that many scripts which rules accept
 * (rule-scripts.ts).
 * The seed decides what is done and when; how far the processes had come at that moment is theirs.
 */
import { fileURLToPath } from 'node:url';
import { driveApprovals } from './approvals/drive.ts';
import { driveShapes } from './shapes/drive.ts';
import { driveWords } from './words/drive.ts';
import { FAULTS } from './faults.ts';
import { runHostProcess } from './host-process.ts';
import { parseChaosOptions, type ChaosOptions } from './options.ts';
import { living, strays } from '../support/processes.ts';
import { pick, randomFrom } from './random.ts';
import { Rounds } from './rounds.ts';
import { driveRules } from './rule-scripts.ts';
import { Truth } from './truth.ts';
import { Work } from './work.ts';
import { World } from './world.ts';
import { within } from './within.ts';

/** What is printed of one problem: enough for its first stack frames. */
const PROBLEM_LENGTH = 900;
/** Everything a round waits for has a limit of its own; this one is for what was forgotten. */
const ROUND_LIMIT_MS = 360_000;
const END_LIMIT_MS = 60_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const [role, dataDir = '', codexHome = ''] = process.argv.slice(2);
if (role === '--host') await runHostProcess(dataDir, codexHome);
else {
  const options = parseChaosOptions(process.argv.slice(2));
  const script = fileURLToPath(import.meta.url);
  const kinds = {
    approvals: driveApprovals,
    shapes: driveShapes,
    words: driveWords,
    rules: driveRules,
  } as const;
  process.exit(await (options.alone === null ? drive : kinds[options.alone])(options, script));
}

async function drive(options: ChaosOptions): Promise<number> {
  const began = Date.now();
  const random = randomFrom(options.seed);
  print(`fault rounds: ${options.rounds}, seed ${options.seed}`);
  const world = await World.start(fileURLToPath(import.meta.url));
  const unhandled = (error: unknown): void =>
    void world.faults.push(`in the client: ${error instanceof Error ? error.stack : String(error)}`);
  process.on('unhandledRejection', unhandled);
  process.on('uncaughtException', unhandled);
  const truth = await Truth.open(world.codexHome);
  const work = new Work(world, random, (text) => rounds.problems.push(text));
  const rounds = new Rounds(world, work, truth, random);
  let failed = 0;
  const deck = shuffled(options, random);
  let told = { problems: 0, faults: 0 };
  /** Prints what went wrong since it was asked last, and counts it. */
  const tell = (): number => {
    const news = [...rounds.problems.slice(told.problems), ...world.faults.slice(told.faults)];
    told = { problems: rounds.problems.length, faults: world.faults.length };
    for (const problem of news) print(`      problem: ${problem.slice(0, PROBLEM_LENGTH)}`);
    return news.length;
  };
  for (let round = 1; round <= options.rounds; round += 1) {
    const start = Date.now();
    const what = await within(ROUND_LIMIT_MS, rounds.run(deck(round))).catch((error: unknown) => {
      const why = error instanceof Error ? error.stack : String(error);
      rounds.problems.push(`the round broke off while ${rounds.stage}: ${why}`);
      return 'broke off';
    });
    const ok = tell() === 0;
    if (!ok) failed += 1;
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    print(`  ${String(round).padStart(2)}  ${ok ? 'ok    ' : 'FAILED'}  ${what}  (${seconds} s)`);
  }
  await end(world, truth, rounds);
  tell();
  return verdict(options, world, rounds, failed, Date.now() - began) ? 0 : 1;
}

/** Every kind comes up before one comes up twice, in an order that the seed decides. */
function shuffled(options: ChaosOptions, random: () => number): (round: number) => (typeof FAULTS)[number] {
  const kinds = options.only.length > 0 ? options.only : FAULTS;
  let left: (typeof FAULTS)[number][] = [];
  return () => {
    if (left.length === 0) left = [...kinds];
    const kind = pick(random, left);
    left.splice(left.indexOf(kind), 1);
    return kind;
  };
}

/** Ends everything in order; what is left after that is a problem as well. */
async function end(world: World, truth: Truth, rounds: Rounds): Promise<void> {
  await truth.close();
  await within(END_LIMIT_MS, world.stop()).catch((error: unknown) =>
    rounds.problems.push(`the host does not end: ${String(error)}`),
  );
  const left = living(strays(world.root, 1));
  rounds.tally.survivors += left.length;
  for (const { pid, command } of left) rounds.problems.push(`process ${pid} outlived the host: ${command}`);
}

function verdict(options: ChaosOptions, world: World, rounds: Rounds, failed: number, ms: number): boolean {
  const { tally } = rounds;
  const figures = [
    { name: 'completed items lost', value: tally.itemsLost, bound: 0, unit: 'items' },
    { name: 'items or turns shown wrong', value: tally.itemsWrong, bound: 0, unit: 'items' },
    { name: 'threads lost', value: tally.threadsLost, bound: 0, unit: 'threads' },
    { name: 'unhandled errors and faults', value: world.faults.length, bound: 0, unit: 'errors' },
    { name: 'approvals without a visible end', value: tally.approvalsEndless, bound: 0, unit: 'approvals' },
    { name: 'queued prompts started unasked', value: tally.queueStarted, bound: 0, unit: 'prompts' },
    { name: 'processes alive 3 s after a kill', value: tally.survivors, bound: 0, unit: 'processes' },
    { name: 'rounds that did not come to rest', value: tally.unsettled, bound: 0, unit: 'rounds' },
    { name: 'clients that differ from the host', value: tally.clientsDiffer, bound: 0, unit: 'topics' },
    { name: 'items compared', value: tally.itemsCompared, bound: null, unit: 'items' },
    { name: 'approvals asked', value: tally.approvalsAsked, bound: null, unit: 'approvals' },
    { name: 'slowest end of what was killed', value: tally.slowestEndMs, bound: null, unit: 'ms' },
    { name: 'slowest agreement with the record', value: tally.slowestAgreementMs, bound: null, unit: 'ms' },
  ];
  const problems = [...rounds.problems, ...world.faults];
  for (const { name, value, bound, unit } of figures) {
    print(
      `  ${name.padEnd(36)} ${value} ${unit}${bound === null ? '' : value <= bound ? '  ok' : '  MISSED'}`,
    );
  }
  const ok = problems.length === 0 && figures.every(({ value, bound }) => bound === null || value <= bound);
  if (options.keep) print(`  kept in ${world.root}`);
  else world.delete();
  print(
    `${options.rounds - failed} passed, ${failed} failed, in ${Math.round(ms / 1000)} s; seed ${options.seed}`,
  );
  print(JSON.stringify({ bench: 'chaos', ok, figures }));
  return ok;
}
