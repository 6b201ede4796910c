/**
 * The rounds of `npm run chaos -- --only shapes`: a proxy in front of a real app-server changes its messages by shape,
 * each field of each kind of message in turn. One workspace hears them; another, on the same host, must not notice.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetTopic, hostTopic, inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { codexConfigToml } from '../../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../../src-main/host/inference/scripted-model.ts';
import { living, strays } from '../../support/processes.ts';
import { ProxiedCodex } from '../../support/proxied-codex.ts';
import { scriptedScenarios } from '../../support/scripted-scenarios.ts';
import { openSocket } from '../../support/socket-transport.ts';
import { TestClient } from '../../support/test-client.ts';
import { compareThread } from '../compare.ts';
import { HostChild } from '../host-child.ts';
import type { ChaosOptions } from '../options.ts';
import { below, pick, randomFrom, type Random } from '../random.ts';
import { Truth } from '../truth.ts';
import { within } from '../within.ts';
import { makeRepository } from '../world.ts';
import { WatchedPage } from './page.ts';

const PROBLEM_LENGTH = 900;
const ROUND_LIMIT_MS = 240_000;
const END_LIMIT_MS = 60_000;
/** A turn that was told of in misshapen words is at its end, and known to be, within this. */
const REST_MS = 60_000;
/** Rows that say that something goes on. */
const BUSY = new Set(['running', 'needsApproval', 'needsAnswer']);
const PACE = { deltaChars: 24, deltaMs: 2, replyMs: 5, pauseScale: 1 };
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Place {
  readonly workspaceId: WorkspaceId;
  threadId: ThreadId | null;
  turns: number;
}
/** A thread gets so many turns, then a new one is begun. */
const TURNS_PER_THREAD = 5;

/** Runs the rounds; answers the exit code. `script` is the built entry, which is also the host's process. */
export async function driveShapes(options: ChaosOptions, script: string): Promise<number> {
  const began = Date.now();
  print(`rounds of shapes: ${options.rounds}, seed ${options.seed}`);
  const rounds = await ShapeRounds.start(script, randomFrom(options.seed));
  process.on('unhandledRejection', (error) => rounds.problem(`in the client: ${String(error)}`));
  let failed = 0;
  for (let round = 1; round <= options.rounds; round += 1) {
    const start = Date.now();
    const before = rounds.problems.length;
    const what = await within(ROUND_LIMIT_MS, rounds.run()).catch((error: unknown) => {
      rounds.problem(`the round broke off: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
      return 'broke off';
    });
    const news = rounds.problems.slice(before);
    if (news.length > 0) failed += 1;
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    print(
      `  ${String(round).padStart(3)}  ${news.length === 0 ? 'ok    ' : 'FAILED'}  ${what}  (${seconds} s)`,
    );
    for (const problem of news) print(`      problem: ${problem.slice(0, PROBLEM_LENGTH)}`);
  }
  return (await rounds.end(options, failed, Date.now() - began)) ? 0 : 1;
}

class ShapeRounds {
  readonly problems: string[] = [];
  readonly #counts = { hosts: 0, blank: 0, touched: 0, lost: 0, running: 0, undrawn: 0, compared: 0 };
  readonly #done = new Map<string, number>();
  readonly #root: string;
  readonly #model: ScriptedModel;
  readonly #proxy: ProxiedCodex;
  readonly #host: HostChild;
  readonly #client: TestClient;
  readonly #truth: Truth;
  readonly #page: WatchedPage;
  readonly #random: Random;
  readonly #odd: Place;
  readonly #sound: Place;
  #told = 0;
  #prompts = 0;

  private constructor(parts: {
    root: string;
    model: ScriptedModel;
    proxy: ProxiedCodex;
    host: HostChild;
    client: TestClient;
    truth: Truth;
    page: WatchedPage;
    random: Random;
    odd: WorkspaceId;
    sound: WorkspaceId;
  }) {
    this.#root = parts.root;
    this.#model = parts.model;
    this.#proxy = parts.proxy;
    this.#host = parts.host;
    this.#client = parts.client;
    this.#truth = parts.truth;
    this.#page = parts.page;
    this.#random = parts.random;
    this.#odd = { workspaceId: parts.odd, threadId: null, turns: 0 };
    this.#sound = { workspaceId: parts.sound, threadId: null, turns: 0 };
  }

  static async start(script: string, random: Random): Promise<ShapeRounds> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-shapes-')));
    const model = await startScriptedModel({ scenarios: scriptedScenarios, pace: PACE });
    const codexHome = join(root, 'codex-home');
    mkdirSync(codexHome);
    mkdirSync(join(root, 'outside'));
    writeFileSync(join(codexHome, 'config.toml'), codexConfigToml({ modelUrl: model.url }));
    const proxy = await ProxiedCodex.make(root);
    const host = new HostChild({ script, dataDir: join(root, 'data'), codexHome });
    await host.start();
    const client = new TestClient(() => openSocket(host.url), 'the person');
    for (const topic of [hostTopic.topic, fleetTopic.topic, inboxTopic.topic]) client.open(topic);
    const add = async (name: string): Promise<WorkspaceId> =>
      (await client.call('workspace/add', { path: makeRepository(join(root, name)) })).workspaceId;
    const [odd, sound] = [await add('odd'), await add('sound')];
    await client.call('workspace/update', { workspaceId: odd, codexPath: proxy.path });
    await proxy.joined();
    const page = await WatchedPage.open(join(script, '..', '..', 'renderer'), host.url);
    const truth = await Truth.open(codexHome);
    return new ShapeRounds({ root, model, proxy, host, client, truth, page, random, odd, sound });
  }

  problem(text: string): void {
    this.problems.push(text);
  }

  /** One round: a turn in each workspace, one of them misshapen; then everything is looked at. */
  async run(): Promise<string> {
    const [odd, sound] = [this.#odd, this.#sound];
    const share = pick(this.#random, [0.1, 0.3, 0.6]);
    this.#proxy.shape(below(this.#random, 2 ** 31), share);
    const deciding = setInterval(() => this.#decide(), 50);
    let log: readonly string[] = [];
    try {
      await Promise.all([this.#turn(odd), this.#turn(sound)]);
      if (odd.threadId !== null) await this.#page.show(odd.threadId);
      // The person's words may have been lost on their way to Codex; then nothing runs.
      await this.#rest(sound, 'the sound thread');
      await this.#restOrNot(odd);
      log = await this.#proxy.unshape();
      for (const one of log) this.#done.set(one, (this.#done.get(one) ?? 0) + 1);
      await this.#rest(odd, 'the odd thread');
    } finally {
      clearInterval(deciding);
    }
    await this.#check();
    return `${log.length} misshapen (${share})`;
  }

  /** Starts a turn. In the odd workspace it may fail: its answer may be what is misshapen. */
  async #turn(place: Place): Promise<void> {
    const text = this.#prompt();
    const isOdd = place === this.#odd;
    try {
      if (place.threadId === null || place.turns >= TURNS_PER_THREAD) {
        place.threadId = null;
        const { workspaceId } = place;
        const { threadId } = await this.#client.call('thread/start', { workspaceId, text, place: 'folder' });
        Object.assign(place, { threadId, turns: 1 });
      } else {
        place.turns += 1;
        await this.#client.call('thread/send', { threadId: place.threadId, text, mode: 'send' });
      }
    } catch (error) {
      if (!isOdd) this.problem(`a turn of the sound workspace did not begin: ${String(error)}`);
      place.turns = TURNS_PER_THREAD;
    }
  }

  #prompt(): string {
    const number = this.#prompts++;
    return pick(this.#random, [
      `[script:flood deltas=${20 + below(this.#random, 60)} chars=24] ${number}`,
      `[script:commands n=2 deltas=10 cmd="echo line %i; ls"] ${number}`,
      `[script:parallel n=3 cmd="echo parallel %i"] ${number}`,
      `[script:approvals n=2 cmd="echo approved ${number} %i"] ${number}`,
      `[script:escalate n=2 cmd="echo together ${number} %i"] ${number}`,
      `[script:outside path=${this.#root}/outside/${number}.txt text="written outside"] ${number}`,
      `[script:patch path=inside-${number}.txt text="written inside"] ${number}`,
      `[script:plan] ${number}`,
      `[script:think] ${number}`,
    ]);
  }

  /** Whatever is asked is answered, so that every turn can end. */
  #decide(): void {
    for (const { id, decisions } of this.#client.pending()) {
      const accept =
        decisions.find((one) => one.id === 'accept') ?? decisions.find((one) => one.id === 'decline');
      if (accept === undefined) continue;
      this.#client.contract.call('approval/decide', { approvalId: id, decision: accept.id }).catch(() => {});
    }
  }

  /** A turn that Codex itself waits in, for an answer it can never get, is interrupted as a person would. */
  async #restOrNot({ threadId }: Place): Promise<void> {
    if (threadId === null) return;
    const begun = (): boolean => BUSY.has(this.#client.row(threadId)?.state ?? '');
    const over = (): boolean => !begun();
    await this.#client.until(begun, 'the odd turn to begin', 500).catch(() => {});
    await this.#client.until(over, 'the odd turn', 4000).catch(() => {});
  }

  /** Nothing runs any more, and nothing says that it does. */
  async #rest(place: Place, what: string): Promise<void> {
    const { threadId } = place;
    if (threadId === null) return;
    const busy = (): string | null => {
      const state = this.#client.row(threadId)?.state ?? 'gone';
      if (BUSY.has(state)) return `its row says ${state}`;
      const turns = this.#client.thread(threadId, threadTopic.turn);
      if (place === this.#sound && turns.length < place.turns) return 'its turn did not begin';
      const turn = turns.find(({ status }) => status === 'inProgress');
      return turn === undefined ? null : `its turn ${turn.id} is in progress`;
    };
    const rested = (): boolean => busy() === null;
    const interrupt = async (): Promise<void> => {
      const [detail] = this.#client.thread(threadId, threadTopic.thread);
      if (detail?.canInterrupt === true)
        await this.#client.call('thread/interrupt', { threadId }).catch(() => {});
    };
    // It may never have been heard of in the odd workspace.
    if (place === this.#odd && this.#client.row(threadId) === undefined) return;
    await this.#client.until(rested, what, REST_MS / 3).catch(interrupt);
    await this.#client.until(rested, what, REST_MS).catch(async () => {
      this.#counts.running += 1;
      const truth = await this.#truth.thread(threadId);
      this.problem(
        `${what} ${threadId} does not come to rest: ${busy()}; the record says ${JSON.stringify([...(truth?.turns ?? [])].at(-1))}`,
      );
    });
  }

  async #check(): Promise<void> {
    for (const fault of this.#host.faults.slice(this.#told)) {
      if (fault.startsWith('the host ended')) this.#counts.hosts += 1;
      this.problem(fault);
    }
    this.#told = this.#host.faults.length;
    const look = await within(20_000, this.#page.look()).catch((error: unknown) => {
      this.problem(`the page does not answer: ${String(error)}`);
      return { blank: true, undrawn: [] };
    });
    if (look.blank) {
      this.#counts.blank += 1;
      this.problem('the page is blank');
    }
    this.#counts.undrawn += look.undrawn.length;
    for (const words of look.undrawn) this.problem(`could not be drawn: ${words}`);
    for (const error of this.#page.errors.splice(0)) this.problem(`in the page: ${error}`);
    const { threadId } = this.#sound;
    const truth = threadId === null ? undefined : await this.#truth.thread(threadId);
    if (threadId === null || truth === undefined) return;
    const { lost, wrong, items } = await compareThread(this.#client, threadId, truth, true);
    this.#counts.compared += items;
    this.#counts.lost += lost.length;
    if (wrong.length > 0) this.#counts.touched += 1;
    for (const text of [...lost, ...wrong]) this.problem(`the sound workspace: ${text}`);
  }

  async end(options: ChaosOptions, failed: number, ms: number): Promise<boolean> {
    const { malformed, failures } = await this.#diagnosed();
    await this.#page.dispose();
    await this.#truth.close();
    this.#client.dispose();
    await within(END_LIMIT_MS, this.#host.stop()).catch((error: unknown) =>
      this.problem(`the host does not end: ${String(error)}`),
    );
    this.#proxy.close();
    await this.#model.close();
    const left = living(strays(this.#root, 1));
    const counts = this.#counts;
    const figures = [
      { name: 'hosts ended', value: counts.hosts, bound: 0 },
      { name: 'pages blank', value: counts.blank, bound: 0 },
      { name: 'other threads touched', value: counts.touched, bound: 0 },
      { name: 'items lost for others', value: counts.lost, bound: 0 },
      { name: 'threads that run for ever', value: counts.running, bound: 0 },
      { name: 'parts that could not be drawn', value: counts.undrawn, bound: 0 },
      { name: 'processes that outlived the host', value: left.length, bound: 0 },
      { name: 'problems and faults in all', value: this.problems.length, bound: 0 },
      { name: 'messages misshapen', value: [...this.#done.values()].reduce((a, b) => a + b, 0), bound: null },
      { name: 'different fields and shapes', value: this.#done.size, bound: null },
      {
        name: 'kinds of messages',
        value: new Set([...this.#done.keys()].map((one) => one.replace(/ (params|result)\b.*$/, ''))).size,
        bound: null,
      },
      { name: 'messages counted as malformed', value: malformed, bound: null },
      { name: 'messages whose taking in failed', value: failures, bound: null },
      { name: 'items compared', value: counts.compared, bound: null },
    ];
    for (const { name, value, bound } of figures)
      print(`  ${name.padEnd(36)} ${value}${bound === null ? '' : value <= bound ? '  ok' : '  MISSED'}`);
    const ok = figures.every(({ value, bound }) => bound === null || value <= bound);
    if (options.keep || !ok) print(`  kept in ${this.#root}`);
    else rmSync(this.#root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    print(
      `hosts ended: ${counts.hosts} · pages blank: ${counts.blank} · other threads touched: ${counts.touched} · items lost for others: ${counts.lost} · ${options.rounds - failed} passed, ${failed} failed, in ${Math.round(ms / 1000)} s; seed ${options.seed}`,
    );
    print(
      JSON.stringify({ bench: 'chaos-shapes', ok, figures: figures.map((one) => ({ ...one, unit: '' })) }),
    );
    return ok;
  }

  async #diagnosed(): Promise<{ malformed: number; failures: number }> {
    try {
      const { appServers } = await this.#client.call('diagnostics/read', {});
      const all = appServers.flatMap(({ failures }) => Object.values(failures));
      return {
        malformed: appServers.reduce((sum, { malformed }) => sum + malformed, 0),
        failures: all.reduce((sum, count) => sum + count, 0),
      };
    } catch {
      return { malformed: Number.NaN, failures: Number.NaN };
    }
  }
}
