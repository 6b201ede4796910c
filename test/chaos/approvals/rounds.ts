/** One round about approvals: agents ask, people decide, something dies in the middle, and all that was answered is judged. */
import type { ThreadId } from '#shared/model/ids.ts';
import type { RuleDraft } from '#shared/model/rule/rule.ts';
import { judge, type RuleTime, type Verdict } from '../../support/answer-oracle.ts';
import { below, pick, type Random } from '../random.ts';
import { isExpected } from '../person.ts';
import type { WorldWorkspace } from '../world.ts';
import { Crowd } from './crowd.ts';
import type { ApprovalFleet } from './fleet.ts';

/** Threads of each workspace that ask in a round. */
const ASKING = 3;
/** A thread gets so many turns, then its place is taken by a new one. */
const TURNS_PER_THREAD = 12;
const RECOVERY_MS = 60_000;
const REST_MS = 80_000;
const DELIVERY_MS = 12_000;
/** A person who sees a longer wait than this presses *Restart*. */
const PATIENCE_MS = 700;
const BUSY = new Set(['running', 'needsApproval', 'needsAnswer', 'disconnected', 'ownedElsewhere']);
/** What the rule of some rounds is about. */
const RULED = 'echo ruled';

interface Place {
  readonly workspace: WorldWorkspace;
  threadId: ThreadId | null;
  turns: number;
}

export class ApprovalRounds {
  readonly problems: string[] = [];
  readonly crowd: Crowd;
  stage = '';
  verdict: Verdict | undefined;
  hostKills = 0;
  kills = 0;
  reloads = 0;
  readonly #fleet: ApprovalFleet;
  readonly #random: Random;
  readonly #places: readonly Place[];
  readonly #rules: RuleTime[] = [];
  /** Of app-servers that were killed. */
  readonly #killed = new Set<number>();
  readonly #told = new Set<string>();
  #prompts = 0;

  constructor(fleet: ApprovalFleet, random: Random) {
    this.#fleet = fleet;
    this.#random = random;
    this.crowd = new Crowd(fleet.people, random, (text) => this.problems.push(text));
    this.#places = fleet.workspaces.flatMap((workspace) =>
      Array.from({ length: ASKING }, () => ({ workspace, threadId: null, turns: 0 })),
    );
  }

  /** Runs one round and answers what was done, in words. */
  async run(): Promise<string> {
    const random = this.#random;
    const { crowd } = this;
    const done: string[] = [];
    const rule = random() < 0.35 ? await this.#saveRule() : null;
    if (rule !== null) done.push(`a rule that ${rule.effect}s`);
    crowd.start();
    try {
      this.stage = 'asking';
      await this.#ask(this.#places);
      for (let faults = 1 + below(random, 2); faults > 0; faults -= 1) {
        await pause(50 + below(random, 500));
        this.stage = 'breaking something';
        const { what, died } = await this.#breakSomething();
        done.push(what);
        this.stage = 'waiting for recovery';
        await this.#recovered();
        // The new process counts from 0 again, while decisions for the old one are still on their way.
        this.stage = 'asking again';
        await this.#ask(this.#places.filter(({ workspace }) => died.includes(workspace)));
      }
      await pause(below(random, 400));
      crowd.thorough = true;
      this.stage = 'waiting for rest';
      await this.#rest();
    } finally {
      crowd.stop();
      if (rule !== null) await this.#removeRule(rule);
    }
    this.stage = 'judging';
    await this.#judge();
    return done.join(', ');
  }

  async #ask(places: readonly Place[]): Promise<void> {
    await Promise.all(places.map((place) => this.#askIn(place)));
  }

  async #askIn(place: Place): Promise<void> {
    const { client } = this.#fleet;
    const text = this.#prompt();
    const state = place.threadId === null ? undefined : client.row(place.threadId)?.state;
    // One that still waits for its answers goes on with them.
    if (state !== undefined && BUSY.has(state)) return;
    try {
      if (place.threadId === null || place.turns >= TURNS_PER_THREAD) {
        place.threadId = null;
        const { threadId } = await client.call('thread/start', {
          workspaceId: place.workspace.id,
          text,
          place: 'folder',
        });
        Object.assign(place, { threadId, turns: 1 });
      } else {
        place.turns += 1;
        await client.call('thread/send', { threadId: place.threadId, text, mode: 'send' });
      }
    } catch (error) {
      place.threadId = null;
      if (!isExpected(error)) this.problems.push(`starting a turn failed: ${String(error)}`);
    }
  }

  #prompt(): string {
    const random = this.#random;
    const number = this.#prompts++;
    const n = 1 + below(random, 5);
    return pick(random, [
      `[script:escalate n=${n} cmd="echo together ${number} %i"] ${number}`,
      `[script:escalate n=${n} cmd="echo the same %i"] ${number}`,
      `[script:escalate n=2 cmd="${RULED} ${number} %i"] ${number}`,
      `[script:approvals n=${n} cmd="echo after another ${number} %i"] ${number}`,
      `[script:outside path=${this.#fleet.outside}/${number}.txt text="written outside"] ${number}`,
      `[script:permissions path=${this.#fleet.outside}] ${number}`,
      `[script:ask] ${number}`,
    ]);
  }

  async #breakSomething(): Promise<{ what: string; died: readonly WorldWorkspace[] }> {
    const { workspaces, people, host } = this.#fleet;
    const luck = this.#random();
    if (luck < 0.5) {
      const died = luck < 0.4 ? [pick(this.#random, workspaces)] : workspaces.slice(0, 2);
      for (const workspace of died) this.#kill(workspace);
      return { what: `killed ${died.length === 1 ? 'an app-server' : 'two app-servers'}`, died };
    }
    if (luck < 0.65) {
      this.hostKills += 1;
      await host.kill();
      await host.start();
      return { what: 'killed the host', died: workspaces };
    }
    const person = pick(this.#random, people);
    this.reloads += 1;
    if (luck < 0.85) person.reload();
    else person.breakSocket();
    return { what: `${luck < 0.85 ? 'reloaded the page' : 'broke the socket'} of ${person.name}`, died: [] };
  }

  #kill(workspace: WorldWorkspace): void {
    const pids = this.#fleet.pidsOf(workspace);
    if (pids.length === 0) return;
    this.kills += 1;
    for (const pid of pids) this.#killed.add(pid);
    try {
      process.kill(pick(this.#random, pids), 'SIGKILL');
    } catch {
      // It had just ended by itself.
    }
  }

  /** Every app-server is ready again; one that gave up, or waits for long, is restarted, as a person would. */
  async #recovered(): Promise<void> {
    const pressed = new Set<string>();
    const back = (): boolean => {
      if (!this.#fleet.people.every(({ connected }) => connected)) return false;
      // A kill that the host has not noticed yet is no recovery.
      if (this.#fleet.shown().some(({ status }) => status.type === 'ready' && this.#killed.has(status.pid)))
        return false;
      for (const { id, status } of this.#fleet.shown()) {
        const long = status.type === 'restarting' && status.retryAt - Date.now() > PATIENCE_MS;
        if ((status.type !== 'failed' && !long) || pressed.has(id)) continue;
        pressed.add(id);
        void this.#fleet.client
          .call('workspace/restart', { workspaceId: id })
          .catch(() => pressed.delete(id));
      }
      return this.#fleet.ready();
    };
    await this.#until(back, RECOVERY_MS, () => {
      const states = this.#fleet.shown().map(({ status }) => JSON.stringify(status));
      return `not every app-server came back: ${states.join(' ')}`;
    });
    // Pids come round again.
    this.#killed.clear();
  }

  async #rest(): Promise<void> {
    const rests = (): boolean => {
      const { client } = this.#fleet;
      return (
        client.contract.state.type === 'connected' &&
        client.pending().length === 0 &&
        !this.crowd.batchesWait &&
        client.rows().every(({ state }) => !BUSY.has(state))
      );
    };
    await this.#until(rests, REST_MS, () => {
      const busy = this.#fleet.client.rows().filter(({ state }) => BUSY.has(state));
      const rows = busy.map(({ id, state, activity }) => `${id} ${state} ${JSON.stringify(activity)}`);
      return `the fleet does not rest: ${rows.join('; ')}; ${this.#fleet.client.pending().length} pending`;
    });
  }

  /** Looks again and again: a person's client is another one after a reload. */
  async #until(come: () => boolean, limitMs: number, problem: () => string): Promise<void> {
    const began = performance.now();
    while (!come()) {
      if (performance.now() - began > limitMs) {
        this.problems.push(problem());
        return;
      }
      await pause(20);
    }
  }

  async #saveRule(): Promise<RuleTime & { readonly id: string }> {
    const effect = this.#random() < 0.5 ? 'accept' : 'decline';
    const from = Date.now();
    const { client } = this.#fleet;
    const ruled: RuleDraft = {
      effect,
      match: { type: 'words', words: RULED.split(' '), open: true },
      scope: { type: 'everywhere' },
      until: null,
    };
    // All that waits as well, and at once: the crowd decides the same at the same time.
    const { pending: approvalIds } = await client.call('rule/preview', { rule: ruled });
    const { ruleId } = await client.call('rule/save', { rule: ruled, decides: { approvalIds, delayMs: 0 } });
    const rule = { id: ruleId, effect, word: RULED, from, to: Infinity } as const;
    this.#rules.push(rule);
    return rule;
  }

  async #removeRule({ id, from }: { readonly id: string; readonly from: number }): Promise<void> {
    await this.#fleet.client.call('rule/remove', { ruleId: id });
    const at = this.#rules.findIndex((one) => one.from === from);
    this.#rules[at] = { ...(this.#rules[at] as RuleTime), to: Date.now() };
  }

  /** Holds all answers since the beginning against the journal; what is new is told. */
  async #judge(): Promise<void> {
    const look = (): Verdict =>
      judge({
        processes: this.#fleet.processes(),
        journal: this.#fleet.journal(),
        attempts: this.crowd.attempts,
        rules: this.#rules,
      });
    let verdict = look();
    // Of a turn that was cancelled an answer may still be on its way when it has ended.
    const began = performance.now();
    while (verdict.undelivered.length > 0 && performance.now() - began < DELIVERY_MS) {
      await pause(100);
      verdict = look();
    }
    this.verdict = verdict;
    const all = [
      ...verdict.wrong.map((text) => `wrong: ${text}`),
      ...verdict.endless.map((text) => `without an end: ${text}`),
      ...verdict.undelivered.map((text) => `decided and never answered: ${text}`),
    ];
    for (const text of all.filter((one) => !this.#told.has(one))) {
      this.#told.add(text);
      this.problems.push(text);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
