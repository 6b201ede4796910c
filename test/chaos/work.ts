/** The twenty turns that run when something breaks. */
import type { ThreadId } from '#shared/model/ids.ts';
import { isExpected } from './person.ts';
import { below, pick, type Random } from './random.ts';
import type { World } from './world.ts';

export const TURNS = 20;
/** A thread gets so many turns, then its place is taken by a new one. */
const TURNS_PER_THREAD = 3;
/** A turn that does not run by then was killed before it began. */
const BEGIN_MS = 30_000;

/** One of the twenty places, with the thread that is in it now. */
export interface Place {
  readonly workspace: number;
  threadId: ThreadId | null;
  turns: number;
  /** Texts of prompts that wait behind a turn which does not end by itself. */
  queued: string[];
  /** Those of which nobody knows whether they wait: the answer was lost. */
  doubtful: string[];
}

export class Work {
  readonly places: readonly Place[];
  /** Every thread that ever had a place. */
  readonly threads = new Map<ThreadId, Place['workspace']>();
  readonly #world: World;
  readonly #random: Random;
  readonly #problem: (text: string) => void;
  #prompts = 0;

  constructor(world: World, random: Random, problem: (text: string) => void) {
    this.#world = world;
    this.#random = random;
    this.#problem = problem;
    this.places = Array.from({ length: TURNS }, (_, at) => ({
      workspace: at % world.workspaces.length,
      threadId: null,
      turns: 0,
      queued: [],
      doubtful: [],
    }));
  }

  /** Starts a turn in every place. Resolves when all of them were accepted, or failed for a reason that a fault explains. */
  async begin(): Promise<void> {
    await Promise.all(this.places.map((place, at) => this.#begin(place, at < this.#world.workspaces.length)));
  }

  /** Takes up threads whose starting was answered to nobody. */
  adopt(): void {
    const { client, workspaces } = this.#world;
    for (const { id, workspaceId } of client.rows())
      if (!this.threads.has(id))
        this.threads.set(
          id,
          workspaces.findIndex((workspace) => workspace.id === workspaceId),
        );
  }

  async #begin(place: Place, mayHold: boolean): Promise<void> {
    const { client, workspaces } = this.#world;
    const hold = mayHold && this.#random() < 0.8;
    const text = hold ? '[script:hold name=held]' : this.#prompt();
    place.queued = [];
    place.doubtful = [];
    try {
      if (place.threadId === null || place.turns >= TURNS_PER_THREAD) {
        const workspaceId = (workspaces[place.workspace] as World['workspaces'][number]).id;
        place.threadId = null;
        const { threadId } = await client.call('thread/start', { workspaceId, text, place: 'folder' });
        Object.assign(place, { threadId, turns: 1 });
        this.threads.set(threadId, place.workspace);
      } else {
        place.turns += 1;
        await client.call('thread/send', { threadId: place.threadId, text, mode: 'send' });
      }
      if (hold) await this.#queue(place, place.threadId as ThreadId);
    } catch (error) {
      if (!isExpected(error)) this.#problem(`starting a turn failed: ${String(error)}`);
    }
  }

  async #queue(place: Place, threadId: ThreadId): Promise<void> {
    const { client } = this.#world;
    const begun = (): boolean =>
      client.row(threadId)?.state === 'running' || client.row(threadId)?.interrupted === true;
    await client.until(begun, 'a held turn to run', BEGIN_MS).catch(() => {});
    // The fault came first: there is nothing to queue behind.
    if (client.row(threadId)?.state !== 'running') return;
    for (let count = 1 + below(this.#random, 2); count > 0; count -= 1) {
      const text = `[script:say text="Queued."] number ${this.#prompts++}`;
      place.doubtful = [text];
      const { outcome } = await client.call('thread/send', { threadId, text, mode: 'queue' });
      place.doubtful = [];
      if (outcome === 'queued') place.queued.push(text);
    }
  }

  #prompt(): string {
    const random = this.#random;
    const number = this.#prompts++;
    const n = 2 + below(random, 3);
    return pick(random, [
      `[script:flood deltas=${50 + below(random, 250)} chars=24] ${number}`,
      `[script:commands n=${n} deltas=15 cmd="echo line %i; ls"] ${number}`,
      `[script:commands n=${n} cmd="for i in 1 2 3 4; do echo tick $i; sleep 0.2; done"] ${number}`,
      // What it leaves running in its sandbox must not outlive the app-server.
      `[script:commands n=2 deltas=40 cmd="(sleep 300 &) ; echo left one"] ${number}`,
      `[script:commands n=1 cmd="sleep 2; seq 1 400"] ${number}`,
      `[script:parallel n=3 cmd="sleep 0.5; echo parallel %i"] ${number}`,
      `[script:approvals n=2 cmd="echo approved ${number} %i"] ${number}`,
      `[script:escalate n=${n} cmd="sleep 0.3; echo together ${number} %i"] ${number}`,
      `[script:outside path=${this.#world.outside}/${number}.txt text="written outside"] ${number}`,
      `[script:patch path=inside-${number}.txt text="written inside"] ${number}`,
    ]);
  }
}
