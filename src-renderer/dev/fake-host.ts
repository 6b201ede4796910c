import { memoryTransports } from '#shared/contract/memory-transport.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import { CONTRACT_VERSION, type ClientFrame, type TopicUpdate } from '#shared/contract/frames.ts';
import { requestParams, type Method, type Params, type Results } from '#shared/contract/requests.ts';
import {
  fleetTopic,
  hostTopic,
  inboxTopic,
  rulesTopic,
  terminalsTopic,
  terminalTopic,
  threadTopic,
} from '#shared/contract/topics.ts';
import type { ClientTransport, HostTransport } from '#shared/contract/transport.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { Change, GrowingText, Key, TextKey } from '#shared/model/collection.ts';
import type { ThreadStart } from '#shared/model/fleet/start.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { TerminalId, ThreadId } from '#shared/model/ids.ts';
import { withAttached, type Draft } from '#shared/model/prompt/attached.ts';
import type { SavedPrompt } from '#shared/model/prompt/saved-prompt.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import { readSettings, type Settings } from '#shared/model/settings/settings.ts';
import type { TerminalEntity } from '#shared/model/terminal/terminal.ts';
import {
  type ItemEntity,
  type QueueEntity,
  type ThreadDetail,
  type TurnEntity,
} from '#shared/model/thread/thread.ts';
import type { HomeEntity, HostInfo, Notice, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { INFO } from './samples.ts';

/** How the fake answers calls; one that is not here fails, and says so. */
export type Answers = { [M in Method]?: (params: Params<M>) => Results[M] | Promise<Results[M]> };

/** A call that was made, with its parameters as the contract's schema leaves them. */
export type Call = { readonly [M in Method]: { readonly method: M; readonly params: Params<M> } }[Method];

/**
 * A host of data alone: it speaks the contract to one page over a memory transport, notes every call, answers as it is
 * told to, and keeps nothing. For looking at the page without a host, and for the tests of components.
 */
export class FakeHost {
  /** Every call so far, oldest first. */
  readonly calls: Call[] = [];
  /** Hears of each topic before it is opened, so that one that nobody made can be. */
  onOpen: (topic: string) => void = () => {};
  readonly #topics = new Map<string, Topic>();
  readonly #followed = new Set<string>();
  readonly #drafts = new Map<string, Draft>();
  readonly #delayMs: number;
  #answers: Answers;
  #transport: HostTransport | null = null;
  #refuses: string | null = null;
  #seq = 0;

  /** `delayMs`: how long it takes to answer a call; without it, it answers at once. */
  constructor(answers: Answers = {}, { delayMs = 0 }: { readonly delayMs?: number } = {}) {
    this.#delayMs = delayMs;
    this.#answers = { ...this.#own(), ...answers };
    for (const topic of ['host', 'fleet', 'inbox', 'rules', 'batches', 'terminals']) this.topic(topic);
    this.info({});
  }

  /** Answers these calls in this way from now on. */
  answer(answers: Answers): void {
    this.#answers = { ...this.#answers, ...answers };
  }

  /** The parameters of all calls of a method so far. */
  callsOf<M extends Method>(method: M): readonly Params<M>[] {
    return this.calls.flatMap((call) => (call.method === method ? [call.params as Params<M>] : []));
  }

  /** A transport to this host. Rejects while the connection is broken. */
  readonly connect = async (): Promise<ClientTransport> => {
    if (this.#refuses !== null) throw new Error(this.#refuses);
    const { host, client } = memoryTransports((deliver) => queueMicrotask(deliver));
    this.#transport = host;
    this.#followed.clear();
    host.onFrame((frame) => this.#receive(host, frame));
    return client;
  };

  /** Ends the connection, and lets no other in until `mendConnection`. */
  breakConnection(reason = 'the host cannot be reached'): void {
    this.#refuses = reason;
    this.#transport?.close(reason);
    this.#transport = null;
  }

  mendConnection(): void {
    this.#refuses = null;
  }

  // One method for each kind of entity, so that a test names what it puts.

  info(more: Partial<Omit<HostInfo, 'settings'>> & { readonly settings?: Partial<Settings> }): void {
    const before = hostTopic.info.get(this.topic(hostTopic.topic).values) ?? INFO;
    const settings = { ...before.settings, ...more.settings };
    this.topic(hostTopic.topic).apply(hostTopic.info.put({ ...before, ...more, settings }));
  }
  workspace(workspace: WorkspaceEntity): void {
    this.topic(hostTopic.topic).apply(hostTopic.workspace.put(workspace.id, workspace));
  }
  home(home: HomeEntity): void {
    this.topic(hostTopic.topic).apply(hostTopic.home.put(home.id, home));
  }
  notice(notice: Notice): void {
    this.topic(hostTopic.topic).apply(hostTopic.notice.put(notice.id, notice));
  }
  row(row: FleetRow): void {
    this.topic(fleetTopic.topic).apply(fleetTopic.thread.put(row.id, row));
  }
  /** A thread that is being started. */
  start(start: ThreadStart): void {
    this.topic(fleetTopic.topic).apply(fleetTopic.start.put(start.id, start));
  }
  approval(approval: Approval): void {
    this.topic(inboxTopic.topic).apply(inboxTopic.approval.put(approval.id, approval));
  }
  savedPrompt(prompt: SavedPrompt): void {
    this.topic(hostTopic.topic).apply(hostTopic.savedPrompt.put(prompt.id, prompt));
  }
  rule(rule: Rule): void {
    this.topic(rulesTopic.topic).apply(rulesTopic.rule.put(rule.id, rule));
  }
  /** A terminal, with what its program has written so far. */
  terminal(terminal: TerminalEntity, output = ''): void {
    this.topic(terminalsTopic.topic).apply(terminalsTopic.terminal.put(terminal.id, terminal));
    const own = this.topic(terminalTopic(terminal.id));
    own.apply(terminalTopic.size.put({ cols: terminal.cols, rows: terminal.rows, at: 0, count: 0 }));
    own.apply(terminalTopic.output.append(output));
  }
  thread(detail: ThreadDetail, queue: QueueEntity = { paused: false, prompts: [] }): void {
    this.topic(threadTopic(detail.id)).apply(threadTopic.thread.put(detail));
    this.topic(threadTopic(detail.id)).apply(threadTopic.queue.put(queue));
  }
  turn(thread: ThreadId, turn: TurnEntity): void {
    this.topic(threadTopic(thread)).apply(threadTopic.turn.put(turn.id, turn));
  }
  item(thread: ThreadId, item: ItemEntity): void {
    this.topic(threadTopic(thread)).apply(threadTopic.item.put(item.id, item));
  }
  /** More of a growing text of an item: `text`, `output`. */
  grow(thread: ThreadId, item: string, name: string, more: string): void {
    this.topic(threadTopic(thread)).apply(threadTopic.text.append(item, name, more));
  }

  /** A topic by its name; made when it is asked for. */
  topic(name: string): Topic {
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    const topic = new Topic(name, (update) => {
      if (this.#followed.has(name)) this.#batch(update);
    });
    this.#topics.set(name, topic);
    return topic;
  }

  #batch(update: TopicUpdate): void {
    this.#transport?.send({ t: 'batch', seq: (this.#seq += 1), updates: [update] });
  }

  #receive(host: HostTransport, frame: ClientFrame | undefined): void {
    switch (frame?.t) {
      case 'hello':
        host.send({ t: 'welcome', version: CONTRACT_VERSION, host: 'fake' });
        return;
      case 'open': {
        this.onOpen(frame.topic);
        const topic = this.#topics.get(frame.topic);
        this.#followed.add(frame.topic);
        this.#batch(topic?.snapshot() ?? unknownTopic(frame.topic));
        return;
      }
      case 'close':
        this.#followed.delete(frame.topic);
        return;
      case 'call':
        void this.#call(host, frame);
        return;
      case 'ack':
      case undefined:
    }
  }

  async #call(host: HostTransport, frame: Extract<ClientFrame, { t: 'call' }>): Promise<void> {
    const { id } = frame;
    const method = frame.method as Method;
    try {
      // As the host does: a component that calls with other parameters is wrong, also in front of a fake.
      const params = requestParams[method].parse(frame.params) as never;
      this.calls.push({ method, params } as Call);
      const answer = this.#answers[method] as ((params: never) => unknown) | undefined;
      if (answer === undefined) throw new Error(`the fake host has no answer to ${method}`);
      if (this.#delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#delayMs));
      host.send({ t: 'result', id, value: await answer(params) });
    } catch (error) {
      const failure = error instanceof ContractFailure ? error.toJSON() : null;
      host.send({ t: 'failed', id, error: failure ?? { code: 'internal', message: String(error) } });
    }
  }

  /** What the page calls by itself, whatever it is a test of. */
  #own(): Answers {
    const screen = (id: TerminalId) => this.topic(terminalTopic(id));
    return {
      'draft/get': ({ key }) => this.#drafts.get(key) ?? { text: '' },
      'draft/set': ({ key, text, attached }) => {
        this.#drafts.set(key, withAttached(text, attached));
        return null;
      },
      'settings/set': ({ name, value }) => {
        const { settings } = hostTopic.info.get(this.topic(hostTopic.topic).values) ?? INFO;
        this.info({ settings: readSettings(new Map(Object.entries({ ...settings, [name]: value }))) });
        return null;
      },
      'said/list': () => ({ prompts: [] }),
      'skills/list': () => ({ skills: [] }),
      'notice/dismiss': ({ id }) => {
        this.topic(hostTopic.topic).apply(hostTopic.notice.cut(id));
        return null;
      },
      'thread/markRead': () => null,
      'terminal/resize': () => null,
      'terminal/seen': () => null,
      'terminal/write': () => null,
      'terminal/screen': ({ terminalId }) => {
        const text = screen(terminalId).texts.get(terminalTopic.output.key) ?? { start: 0, text: '' };
        const { cols, rows } = terminalTopic.size.get(screen(terminalId).values) ?? { cols: 80, rows: 24 };
        return { screen: text.text, offset: text.start + text.text.length, cols, rows, sizes: 0 };
      },
    };
  }
}

function unknownTopic(topic: string): TopicUpdate {
  const error = { code: 'notFound', message: 'No app-server knows this thread.' } as const;
  return { topic, epoch: 'fake', from: 0, rev: 0, error };
}

/** The content of one topic. Whatever changes in it is told to whoever follows. */
class Topic {
  readonly values = new Map<Key<unknown>, unknown>();
  readonly texts = new Map<TextKey, GrowingText>();
  readonly #name: string;
  readonly #changed: (update: TopicUpdate) => void;
  #rev = 1;

  constructor(name: string, changed: (update: TopicUpdate) => void) {
    this.#name = name;
    this.#changed = changed;
  }

  snapshot(): TopicUpdate {
    return {
      topic: this.#name,
      epoch: 'fake',
      from: 0,
      rev: this.#rev,
      reset: true,
      put: [...this.values],
      text: [...this.texts].map(([key, { start, text }]) => [key, start, start, text] as const),
    };
  }

  apply(change: Change): void {
    switch (change.type) {
      case 'put':
        this.values.set(change.key, change.value);
        this.#tell({ put: [[change.key, change.value]] });
        return;
      case 'append': {
        const { start, text } = this.texts.get(change.key) ?? { start: 0, text: '' };
        this.texts.set(change.key, { start, text: text + change.text });
        this.#tell({ text: [[change.key, start, start + text.length, change.text]] });
        return;
      }
      case 'cut':
        this.values.delete(change.key);
        this.#tell({ cut: [change.key] });
        return;
      case 'cutText':
        this.texts.delete(change.key);
        this.#tell({ cut: [change.key] });
    }
  }

  #tell(what: Pick<TopicUpdate, 'put' | 'cut' | 'text'>): void {
    this.#rev += 1;
    this.#changed({ topic: this.#name, epoch: 'fake', from: this.#rev - 1, rev: this.#rev, ...what });
  }
}
