import { threadTopic } from '#shared/contract/topics.ts';
import { randomUUID } from 'node:crypto';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { HistoryPage, Params, Results } from '#shared/contract/requests.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { promptWords, withAttached, type PromptInput } from '#shared/model/prompt/attached.ts';
import type { TurnFacts } from '#shared/model/thread/actions.ts';
import { CONTINUE_PROMPT } from '#shared/model/thread/continue.ts';
import type { MachineFiles } from '../machine/machine.ts';
import type { Hears } from '../base/events.ts';
import type { EngineInput, EngineThreads, Prompt, TurnStart } from '../engines/engine.ts';
import { isRefusal } from '../engines/failure.ts';
import type { ThreadEvents } from './events.ts';
import { explainFailure } from './failures.ts';
import { readOlder } from './history.ts';
import { QueueWaits, type ThreadHolder } from './holder.ts';
import { threadFacts } from './incoming.ts';
import type { HeldSteers } from './held-steers.ts';
import type { KeptItems } from './kept-items.ts';
import type { AttachmentsPort, WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';
import { stopAll } from './stop-all.ts';
import type { SentTexts } from './sent-texts.ts';

export interface CommandOptions {
  readonly registry: ThreadRegistry;
  readonly holder: ThreadHolder;
  readonly sent: Pick<SentTexts, 'begin' | 'hold' | 'answered' | 'failed' | 'take'>;
  /** Steers that wait for the end of a call. */
  readonly steers: Pick<HeldSteers, 'holds' | 'stepped'>;
  readonly kept: Pick<KeptItems, 'read'>;
  readonly attachments: AttachmentsPort;
  readonly events: Hears<Pick<ThreadEvents, 'turnEnded'>>;
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspacePort['id']) => WorkspacePort;
  readonly files: Pick<MachineFiles, 'look'>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** What a person sends: as it is kept, and as an engine is given it. */
interface Input {
  readonly said: PromptInput;
  readonly given: EngineInput;
}

/** Where a thread works that does not work in its workspace's folder. */
export interface StartPlace {
  readonly cwd: string;
  readonly branch: string | null;
  /** The repository whose worktree it is. */
  readonly repository?: string;
}

/** What a person does with threads. Every method rejects with ContractFailure. */
export class ThreadCommands {
  readonly #options: CommandOptions;
  /** Names that Codex has not taken yet. */
  readonly #unnamed = new Map<ThreadId, string>();
  /** What is being sent to a thread: one text after the other, so that each meets what the one before it began. */
  readonly #sending = new Map<ThreadId, Promise<unknown>>();

  constructor(options: CommandOptions) {
    this.#options = options;
    options.events.on('turnEnded', (thread) => this.turnEnded(thread));
  }

  /** Starts a thread and its first turn. It works in the workspace's folder, or in `where`, a worktree of it. */
  async start(
    params: Pick<
      Params<'thread/start'>,
      'workspaceId' | 'text' | 'attached' | 'model' | 'effort' | 'permission' | 'plan'
    >,
    where?: StartPlace,
    made?: (threadId: ThreadId) => void,
  ): Promise<Results['thread/start']> {
    const { registry } = this.#options;
    const workspace = this.#options.workspace(params.workspaceId);
    const cwd = where?.cwd ?? workspace.path;
    const { model, permission } = params;
    const { engine } = workspace;
    // What cannot be sent must not leave a thread without a turn.
    const input = await this.#input(params);
    const started = await attempt('Starting a thread', () =>
      engine.start({ cwd, repository: where?.repository, model, permission }),
    );
    made?.(started.id);
    const { id } = started;
    const thread =
      registry.get(id) ??
      registry.add({
        ...threadFacts(started, workspace),
        id,
        workspaceId: workspace.id,
        createdAt: this.#options.now(),
      });
    thread.subscribed = engine.generation ?? null;
    const { settings } = started;
    const plan = params.plan === true && settings.model !== null ? { model: settings.model } : undefined;
    const patch = {
      ...settings,
      preview: promptWords(params),
      effort: params.effort ?? started.effort,
      plan: plan !== undefined,
      ...(where !== undefined && { branch: where.branch }),
    };
    registry.apply(thread, { type: 'factsChanged', patch });
    registry.apply(thread, { type: 'detailChanged', patch: { loaded: true } });
    const how = { effort: params.effort, plan };
    await attempt('Starting the first turn', () => this.#startTurn(thread, input, how));
    return { threadId: id };
  }

  send(params: Params<'thread/send'>): Promise<Results['thread/send']> {
    const { threadId } = params;
    const before = this.#sending.get(threadId) ?? Promise.resolve();
    const sending = before.catch(() => {}).then(() => this.#send(params));
    const ended = sending
      .catch(() => {})
      .finally(() => {
        if (this.#sending.get(threadId) === ended) this.#sending.delete(threadId);
      });
    this.#sending.set(threadId, ended);
    return sending;
  }

  async #send({ threadId, text, attached, mode }: Params<'thread/send'>): Promise<Results['thread/send']> {
    const thread = this.#own(threadId);
    await this.#inPlace(thread);
    const input = await this.#input(withAttached(text, attached));
    return attempt('Sending', async () => {
      const { capabilities } = this.#engine(thread);
      const busy = thread.facts.status === 'active' || thread.facts.activeTurnId !== null;
      if (busy && !capabilities.queue && !capabilities.steer)
        throw new ContractFailure({
          code: 'refused',
          message: 'It is at work: wait until its turn has ended.',
        });
      if (busy && capabilities.queue && (mode === 'queue' || !capabilities.steer)) {
        await this.#queue(thread, input);
        return { outcome: 'queued' };
      }
      await this.#subscribe(thread);
      const { activeTurnId } = thread.facts;
      const { steers, sent } = this.#options;
      if (activeTurnId !== null && steers.holds(thread, activeTurnId)) {
        sent.hold(sent.begin(threadId, 'steer', activeTurnId, input.said));
        // The call may have ended while this was looked at.
        steers.stepped(thread);
        return { outcome: 'steered' };
      }
      if (activeTurnId !== null && (await this.#steer(thread, activeTurnId, input)))
        return { outcome: 'steered' };
      await this.#startTurn(thread, input);
      return { outcome: 'started' };
    });
  }

  /** Changes what a thread works with; a thread at rest is loaded for it. */
  async changeSettings({
    threadId,
    ...change
  }: Params<'thread/settings'>): Promise<Results['thread/settings']> {
    const thread = this.#own(threadId);
    return attempt('Changing its settings', async () => {
      const engine = this.#engine(thread);
      if (!engine.capabilities.settings)
        throw new ContractFailure({ code: 'refused', message: 'A thread keeps what it was started with.' });
      await this.#subscribe(thread);
      const { cwd, model, effort, permission, plan, activeTurnId } = thread.facts;
      const now = { model, effort, permission, plan };
      const from = await engine.change({ id: threadId, cwd, now }, change, activeTurnId);
      // What it works with now is told by the engine, as it took it.
      const waits = from === 'nextTurn' && thread.facts.activeTurnId === activeTurnId;
      if (waits)
        this.#options.registry.apply(thread, { type: 'factsChanged', patch: { settingsWait: true } });
      return { from: waits ? 'nextTurn' : 'now' };
    });
  }

  /**
   * Whether a thread that was being started has a turn. One without is not on disk and can never go on: it is forgotten.
   */
  async hasBegun(threadId: ThreadId): Promise<boolean> {
    const { registry } = this.#options;
    const thread = registry.get(threadId);
    if (thread === undefined) return false;
    try {
      if ((await this.#engine(thread).lastTurn(threadId)) !== undefined) return true;
    } catch (error) {
      if (!isRefusal(error, 'notMaterialised')) throw error;
    }
    registry.remove(threadId);
    return false;
  }

  /** Whether a turn runs in a thread. */
  isRunning(threadId: ThreadId): boolean {
    return this.#options.registry.get(threadId)?.facts.activeTurnId != null;
  }

  /** Tells the engine that a person approves what its reviewer denied; `review` is its verdict as it came. */
  async approveDenied(threadId: ThreadId, review: unknown): Promise<void> {
    const thread = this.#own(threadId);
    await attempt('Allowing it once', async () => {
      await this.#subscribe(thread);
      await this.#engine(thread).approveDenied(threadId, review);
    });
  }

  async interrupt({ threadId }: Params<'thread/interrupt'>): Promise<null> {
    const thread = this.#options.registry.require(threadId);
    const { activeTurnId } = thread.facts;
    if (activeTurnId === null)
      throw new ContractFailure({ code: 'refused', message: 'No turn runs in this thread.' });
    await attempt('Interrupting', () => this.#engine(thread).interrupt(threadId, activeTurnId));
    return null;
  }

  /** Interrupts whatever runs; see `stopAll`. */
  stopAll({ resumable = false }: Params<'fleet/stopAll'>): Promise<Results['fleet/stopAll']> {
    return stopAll(this.#options.registry, resumable, (thread) => this.#stop(thread));
  }

  /** Interrupts what runs in a thread, also where its turn began before this host heard of it. */
  async #stop(thread: HeldThread): Promise<void> {
    const { id: threadId, activeTurnId } = thread.facts;
    if (activeTurnId !== null) {
      await this.interrupt({ threadId });
      return;
    }
    await attempt('Interrupting', async () => {
      const engine = this.#engine(thread);
      const last = await engine.lastTurn(threadId, { urgent: true });
      if (last?.status === 'inProgress') await engine.interrupt(threadId, last.id);
    });
  }

  async continue({ threadId }: Params<'thread/continue'>): Promise<null> {
    const thread = this.#own(threadId);
    await this.#inPlace(thread);
    await attempt('Continuing', async () => {
      const engine = this.#engine(thread);
      if (thread.facts.status === 'notLoaded') await this.#options.holder.readQueue(thread);
      const queued = thread.facts.queued;
      await this.#options.holder.resume(thread);
      if (queued === 0) {
        const prompt = { threadId, text: CONTINUE_PROMPT, attached: [], sentId: randomUUID() };
        this.#turnRuns(thread, await this.#requestTurn(thread, prompt));
        return;
      }
      try {
        await engine.startQueue(threadId);
      } catch (error) {
        // Resuming itself may have started it: then there is nothing left to start.
        if (!isRefusal(error)) throw error;
        await this.#options.holder.readQueue(thread);
        if (thread.facts.status !== 'active' && thread.facts.queued === queued) throw error;
      }
    });
    return null;
  }

  async rename({ threadId, name }: Params<'thread/rename'>): Promise<null> {
    const { registry } = this.#options;
    const thread = this.#own(threadId);
    const before = thread.facts.name;
    registry.apply(thread, { type: 'named', name });
    try {
      await this.#engine(thread).rename(threadId, name);
    } catch (error) {
      // Codex names a thread only once its first turn is on disk: until then Muster keeps the name.
      if (isRefusal(error, 'notMaterialised')) this.#unnamed.set(threadId, name);
      else {
        registry.apply(thread, { type: 'named', name: before });
        throw explainFailure('Renaming', error);
      }
    }
    return null;
  }

  /** A turn ended: a name that came too early for Codex can be given now. */
  turnEnded(thread: HeldThread): void {
    const { id } = thread.facts;
    const name = this.#unnamed.get(id);
    if (name === undefined) return;
    this.#unnamed.delete(id);
    this.rename({ threadId: id, name }).catch(this.#options.onFault);
  }

  async archive({ threadId }: Params<'thread/archive'>): Promise<null> {
    const thread = this.#own(threadId);
    if (thread.facts.status === 'active') {
      throw new ContractFailure({
        code: 'refused',
        message: 'It is running: interrupt it before you archive it.',
      });
    }
    await attempt('Archiving', () => this.#engine(thread).archive(threadId));
    this.#options.registry.archive(threadId);
    return null;
  }

  /**
   * Makes a thread ready to be acted on: its own, in a place that is there, subscribed. Rejects with ContractFailure, also
   * while queued prompts wait in it, which subscribing would start.
   */
  async ready(threadId: ThreadId): Promise<{ readonly thread: HeldThread; readonly engine: EngineThreads }> {
    const thread = this.#own(threadId);
    await this.#inPlace(thread);
    await attempt('Loading the thread', () => this.#subscribe(thread));
    return { thread, engine: this.#engine(thread) };
  }

  async markRead({ threadId }: Params<'thread/markRead'>): Promise<null> {
    const { registry } = this.#options;
    const thread = registry.require(threadId);
    const { readRevision, unread } = thread.facts;
    if (!unread) return null;
    registry.apply(thread, { type: 'factsChanged', patch: { unread: false } });
    const engine = this.#engine(thread);
    if (readRevision === null || !engine.capabilities.readState) return null;
    try {
      await engine.markRead(threadId, readRevision);
    } catch (error) {
      // Somebody was faster, or more came since: the app-server tells us what is so.
      if (!isRefusal(error)) throw explainFailure('Marking as read', error);
    }
    return null;
  }

  async history({ threadId, cursor }: Params<'thread/history'>): Promise<HistoryPage> {
    const thread = this.#options.registry.require(threadId);
    try {
      JSON.parse(cursor);
    } catch {
      throw new ContractFailure({ code: 'badRequest', message: 'That is not a cursor of this thread.' });
    }
    return attempt('Reading older turns', () =>
      readOlder(this.#engine(thread), threadId, cursor, (recorded) =>
        this.#options.kept.read(threadId, recorded),
      ),
    );
  }

  async removeQueued({ threadId, promptId }: Params<'queue/remove'>): Promise<null> {
    const thread = this.#own(threadId);
    await attempt('Removing the prompt', () => this.#engine(thread).dequeue(threadId, promptId));
    for (const [id, queued] of thread.queuedAs)
      if (queued === promptId) this.#options.sent.failed({ id, threadId });
    await this.#options.holder.readQueue(thread).catch(() => {});
    return null;
  }

  /** Puts texts that came back into the draft of their thread. */
  takeSent(params: Params<'sent/take'>): Results['sent/take'] {
    this.#options.registry.require(params.threadId);
    return this.#options.sent.take(params);
  }

  async readItem({ threadId, turnId, itemId }: Params<'item/read'>): Promise<Results['item/read']> {
    const thread = this.#options.registry.require(threadId);
    const item = await attempt('Reading the item', () => this.#engine(thread).item(threadId, turnId, itemId));
    if (item === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'Codex has no record of this item.' });
    return { item };
  }

  /** What is to be sent, as it is kept and as an engine is given it. Rejects with ContractFailure for nothing at all. */
  async #input(said: PromptInput): Promise<Input> {
    if (said.text.trim() === '' && (said.attached ?? []).length === 0)
      throw new ContractFailure({ code: 'badRequest', message: 'The text is missing.' });
    return {
      said: withAttached(said.text, said.attached),
      given: await this.#options.attachments.resolve(said),
    };
  }

  /** Its folder must be there: an agent that works where nothing is would work somewhere else. */
  async #inPlace(thread: HeldThread): Promise<void> {
    const { cwd, branch } = thread.facts;
    if ((await this.#options.files.look(cwd).catch(() => null)) !== null) return;
    const kept = branch === null ? '' : ` Its branch ${branch} may still be there: start a new thread on it.`;
    throw new ContractFailure({
      code: 'refused',
      message: `The folder ${cwd} is gone, and with it the place this thread works in.${kept}`,
    });
  }

  /** A thread that may be written to. Throws ContractFailure for one of another program that was not adopted. */
  #own(threadId: ThreadId): HeldThread {
    const thread = this.#options.registry.require(threadId);
    if (thread.facts.program === null) return thread;
    throw new ContractFailure({
      code: 'refused',
      message: `This thread was started by ${thread.facts.program}. Adopt it, then it can be changed here.`,
    });
  }

  #engine(thread: HeldThread): EngineThreads {
    return this.#options.workspace(thread.facts.workspaceId).engine;
  }

  async #subscribe(thread: HeldThread): Promise<void> {
    try {
      await this.#options.holder.subscribe(thread);
    } catch (error) {
      if (!(error instanceof QueueWaits)) throw error;
      const what = error.count === 1 ? 'A queued prompt waits' : `${error.count} queued prompts wait`;
      throw new ContractFailure({
        code: 'refused',
        message: `${what} in this thread and would start first. Continue the queue, or remove what is in it; then send this.`,
      });
    }
  }

  /** True when the running turn took the text; false when it had ended meanwhile. */
  async #steer(thread: HeldThread, turnId: string, input: Input): Promise<boolean> {
    const { id } = thread.facts;
    const { sent } = this.#options;
    const steer = sent.begin(id, 'steer', turnId, input.said);
    try {
      await this.#engine(thread).steer({ threadId: id, ...input.given, sentId: steer.id }, turnId);
      sent.answered(steer, turnId);
      return true;
    } catch (error) {
      sent.failed(steer);
      if (isRefusal(error, 'turnEnded')) return false;
      throw error;
    }
  }

  async #queue(thread: HeldThread, input: Input): Promise<void> {
    const { id } = thread.facts;
    const { sent } = this.#options;
    const queued = sent.begin(id, 'queue', null, input.said);
    try {
      const promptId = await this.#engine(thread).enqueue({
        threadId: id,
        ...input.given,
        sentId: queued.id,
      });
      thread.queuedAs = new Map([...thread.queuedAs, [queued.id, promptId]]);
      sent.answered(queued, null);
    } catch (error) {
      sent.failed(queued);
      throw error;
    }
  }

  async #startTurn(thread: HeldThread, input: Input, how?: TurnStart): Promise<void> {
    const { sent } = this.#options;
    const started = sent.begin(thread.facts.id, 'start', null, input.said);
    try {
      const prompt = { threadId: thread.facts.id, ...input.given, sentId: started.id };
      const turn = await this.#requestTurn(thread, prompt, how);
      this.#turnRuns(thread, turn);
      sent.answered(started, turn.id);
    } catch (error) {
      sent.failed(started);
      throw error;
    }
  }

  /** A turn was started: from now on the thread is at work, though nothing was told of it yet. */
  #turnRuns(thread: HeldThread, turn: TurnFacts): void {
    if (turn.status !== 'inProgress' || threadTopic.turn.get(thread, turn.id) !== undefined) return;
    this.#options.registry.apply(thread, { type: 'turnStarted', turn });
  }

  async #requestTurn(thread: HeldThread, prompt: Prompt, how?: TurnStart): Promise<TurnFacts> {
    const engine = this.#engine(thread);
    try {
      return await engine.startTurn(prompt, how);
    } catch (error) {
      if (!isRefusal(error, 'notLoaded')) throw error;
      // It was unloaded under us: answered with an error, so it did not start, and may be tried once more.
      thread.subscribed = null;
      await this.#options.holder.resume(thread);
      return engine.startTurn(prompt, how);
    }
  }
}

/** Runs an act of the person; what it fails with says so in words. Rejects with ContractFailure. */
export async function attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainFailure(what, error);
  }
}
