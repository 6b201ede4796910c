import { errorWords } from '#shared/base/words.ts';
import { attempt } from '#shared/base/attempt.ts';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { ContractFailure, type ContractError } from '#shared/contract/errors.ts';
import {
  BATCH_CREDITS,
  CALL_LIMIT,
  CONTRACT_VERSION,
  type ClientFrame,
  type TopicPosition,
  type TopicUpdate,
} from '#shared/contract/frames.ts';
import type { HostTransport } from '#shared/contract/transport.ts';
import { readClientFrame } from './client-frame.ts';
import type { Topic, TopicCursor } from './topic.ts';

/** Who a client is, for the journal and for *who decided*. */
export interface ClientIdentity {
  readonly id: string;
  readonly name: string;
}

/** What a session needs of the host behind it. */
export interface SessionHost {
  /** UUID of this run of the host. */
  readonly run: string;
  /** Finds a topic and keeps it alive until released. Throws ContractFailure when there is none of that name. */
  acquire(topic: string, client: ClientIdentity): { topic: Topic; release(): void };
  /** Runs one call. Rejects with ContractFailure for what the person should read; anything else is a fault of ours. */
  call(method: string, params: unknown, client: ClientIdentity): Promise<unknown>;
  /** A fault of ours; the client is told only that there was one. */
  onFault(error: unknown): void;
}

interface Following {
  readonly topic: Topic;
  readonly cursor: TopicCursor;
  readonly release: () => void;
  /** When its last update left, Unix ms. */
  lastSent: number;
}

/** Most topics one client may follow at a time: every thread pane a person could open, many times over. */
const TOPIC_LIMIT = 256;

/**
 * One connected client. What waits for it is kept as keys in its cursors, never as a list of messages: a client that
 * is slow to acknowledge gets less often, not more, and costs a bounded amount of memory.
 */
export class ClientSession implements Disposable {
  readonly #transport: HostTransport;
  readonly #host: SessionHost;
  readonly #clock: Clock;
  readonly #following = new Map<string, Following>();
  #client: ClientIdentity | undefined;
  #errors: TopicUpdate[] = [];
  #calls = 0;
  #seq = 0;
  #acknowledged = 0;
  #timer: unknown;
  #timerDue = Infinity;
  #ended = false;

  constructor(transport: HostTransport, host: SessionHost, clock: Clock) {
    this.#transport = transport;
    this.#host = host;
    this.#clock = clock;
    transport.onFrame((frame) => this.#receive(frame));
    transport.onClose(() => this.dispose());
  }

  get client(): ClientIdentity | undefined {
    return this.#client;
  }

  get topics(): string[] {
    return [...this.#following.keys()];
  }

  /** Keys waiting for this client over all topics: its cost in memory beside the topics themselves. */
  get backlog(): number {
    let sum = 0;
    for (const { cursor } of this.#following.values()) sum += cursor.size;
    return sum;
  }

  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#clock.clearTimeout(this.#timer);
    for (const name of [...this.#following.keys()]) this.#guarded(() => this.#close(name));
    this.#transport.close('the host ended this connection');
  }

  #receive(raw: unknown): void {
    if (this.#ended) return;
    const frame = readClientFrame(raw);
    if (frame === undefined) {
      this.#refuse({
        code: 'badRequest',
        message: 'A frame was not of the contract’s shape. Reload the page.',
      });
      return;
    }
    if (this.#client === undefined) {
      this.#hello(frame);
      return;
    }
    switch (frame.t) {
      case 'hello':
        return;
      case 'call':
        void this.#call(frame.id, frame.method, frame.params).catch((error: unknown) =>
          this.#host.onFault(error),
        );
        return;
      case 'open':
        this.#open(frame.topic, frame.have);
        return;
      case 'close':
        this.#close(frame.topic);
        return;
      case 'ack':
        if (frame.seq > this.#acknowledged && frame.seq <= this.#seq) this.#acknowledged = frame.seq;
        this.#schedule();
    }
  }

  #hello(frame: ClientFrame): void {
    if (frame.t !== 'hello') {
      this.#refuse({ code: 'badRequest', message: 'The first frame must be hello.' });
      return;
    }
    if (frame.version !== CONTRACT_VERSION) {
      const message = `This page speaks version ${frame.version} of the contract, the host version ${CONTRACT_VERSION}. Reload the page.`;
      this.#refuse({ code: 'versionMismatch', message });
      return;
    }
    this.#client = { id: frame.client, name: frame.name };
    this.#transport.send({ t: 'welcome', version: CONTRACT_VERSION, host: this.#host.run });
  }

  #refuse(error: ContractError): void {
    this.#transport.send({ t: 'refused', error });
    this.dispose();
  }

  async #call(id: number, method: string, params: unknown): Promise<void> {
    if (this.#calls >= CALL_LIMIT) {
      const message = `More than ${CALL_LIMIT} calls are under way; wait for one to end.`;
      this.#transport.send({ t: 'failed', id, error: { code: 'tooManyCalls', message } });
      return;
    }
    this.#calls += 1;
    try {
      const value = await this.#host.call(method, params, this.#client as ClientIdentity);
      if (!this.#ended) this.#transport.send({ t: 'result', id, value: value ?? null });
    } catch (error) {
      if (!this.#ended) this.#transport.send({ t: 'failed', id, error: this.#explain(error) });
    } finally {
      this.#calls -= 1;
    }
  }

  #explain(error: unknown): ContractError {
    if (error instanceof ContractFailure) return error.toJSON();
    this.#host.onFault(error);
    return {
      code: 'internal',
      message: 'Muster made a mistake; nothing else is disturbed. Copy the diagnostics if it happens again.',
      detail: errorWords(error),
    };
  }

  #open(name: string, have: TopicPosition | undefined): void {
    this.#close(name);
    try {
      if (this.#following.size >= TOPIC_LIMIT) {
        throw new ContractFailure({
          code: 'overloaded',
          message: `At most ${TOPIC_LIMIT} topics at a time.`,
        });
      }
      const { topic, release } = this.#host.acquire(name, this.#client as ClientIdentity);
      const cursor = topic.follow(have, () => this.#guarded(() => this.#schedule()));
      this.#following.set(name, { topic, cursor, release, lastSent: 0 });
    } catch (error) {
      if (this.#errors.length >= TOPIC_LIMIT) this.#errors.shift();
      this.#errors.push(this.#failed(name, error));
    }
    this.#schedule();
  }

  #close(name: string): void {
    const following = this.#following.get(name);
    if (following === undefined) return;
    this.#following.delete(name);
    following.topic.unfollow(following.cursor);
    following.release();
  }

  /** Arranges for the next flush: now for what is due, later for what was sent a moment ago. */
  #schedule(): void {
    if (this.#ended || this.#seq - this.#acknowledged >= BATCH_CREDITS) return;
    const now = this.#clock.now();
    let due = this.#errors.length > 0 ? now : Infinity;
    for (const { topic, cursor, lastSent } of this.#following.values()) {
      if (cursor.waiting) due = Math.min(due, Math.max(now, lastSent + topic.pace));
    }
    if (due >= this.#timerDue) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timerDue = due;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timerDue = Infinity;
      this.#flush();
    }, due - now);
  }

  #flush(): void {
    if (this.#ended || this.#seq - this.#acknowledged >= BATCH_CREDITS) return;
    const now = this.#clock.now();
    const updates: TopicUpdate[] = this.#errors;
    this.#errors = [];
    for (const [name, following] of [...this.#following]) {
      const { topic, cursor, lastSent } = following;
      if (!cursor.waiting || lastSent + topic.pace > now) continue;
      following.lastSent = now;
      updates.push(this.#take(name, cursor));
    }
    if (updates.length > 0) this.#send(updates);
    this.#schedule();
  }

  /** What waits of a topic. One that cannot be told costs itself: the client gets a snapshot, or learns that it failed. */
  #take(name: string, cursor: TopicCursor): TopicUpdate {
    try {
      return cursor.take();
    } catch (error) {
      this.#host.onFault(error);
    }
    try {
      cursor.startOver();
      return cursor.take();
    } catch (error) {
      return this.#giveUp(name, error);
    }
  }

  /** Sends a batch; of one that cannot be written each update is sent by itself. */
  #send(updates: readonly TopicUpdate[]): void {
    this.#seq += 1;
    try {
      this.#transport.send({ t: 'batch', seq: this.#seq, updates });
    } catch (error) {
      this.#seq -= 1;
      const [only, ...more] = updates;
      if (only === undefined || only.error !== undefined) {
        this.#host.onFault(error);
        return;
      }
      if (more.length > 0) for (const update of updates) this.#send([update]);
      else this.#send([this.#giveUp(only.topic, error)]);
    }
  }

  #giveUp(name: string, error: unknown): TopicUpdate {
    this.#guarded(() => this.#close(name));
    return this.#failed(name, error);
  }

  #failed(name: string, error: unknown): TopicUpdate {
    return { topic: name, epoch: '', from: 0, rev: 0, error: this.#explain(error) };
  }

  #guarded(work: () => void): void {
    attempt(work, (error) => this.#host.onFault(error));
  }
}
