import { threadTopic } from '#shared/contract/topics.ts';
import { existsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { HistoryPage, Params, Results } from '#shared/contract/requests.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import type { TurnFacts } from '#shared/model/thread/actions.ts';
import type { KeptItem } from '#shared/model/thread/kept.ts';
import { CONTINUE_PROMPT } from '#shared/model/thread/continue.ts';
import { RpcError } from '#shared/rpc/errors.ts';
import type { ServerParams } from '#shared/app-server/methods.ts';
import { explainFailure, isNotLoaded, isNotMaterialised } from './failures.ts';
import { readOlder } from './history.ts';
import { QueueWaits, type ThreadHolder } from './holder.ts';
import { threadFacts } from './incoming.ts';
import type { WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';
import { stopAll } from './stop-all.ts';
import type { SentTexts } from './sent-texts.ts';
import { fields, readItem, readTurn } from './wire.ts';

export interface CommandOptions {
  readonly registry: ThreadRegistry;
  readonly holder: ThreadHolder;
  readonly sent: Pick<SentTexts, 'begin' | 'answered' | 'failed' | 'take'>;
  /** What was kept of a thread beside its record. */
  readonly kept: (threadId: ThreadId, recorded: ReadonlySet<string>) => readonly KeptItem[];
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspacePort['id']) => WorkspacePort;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Starting a turn may load MCP servers first. */
const TURN_TIMEOUT_MS = 120_000;

/** What a person does with threads. Every method rejects with ContractFailure. */
export class ThreadCommands {
  readonly #options: CommandOptions;
  /** Folders that this host has started a thread in: their trust is in the configuration already. */
  readonly #trusted = new Set<string>();
  /** Names that Codex has not taken yet. */
  readonly #unnamed = new Map<ThreadId, string>();
  /** What is being sent to a thread: one text after the other, so that each meets what the one before it began. */
  readonly #sending = new Map<ThreadId, Promise<unknown>>();

  constructor(options: CommandOptions) {
    this.#options = options;
  }

  /** Starts a thread and its first turn. It works in the workspace's folder, or in `where`, a worktree of it. */
  async start(
    params: Pick<
      Params<'thread/start'>,
      'workspaceId' | 'text' | 'model' | 'effort' | 'approvalPolicy' | 'sandbox'
    >,
    where?: { readonly cwd: string; readonly branch: string | null },
  ): Promise<Results['thread/start']> {
    const { registry } = this.#options;
    const workspace = this.#options.workspace(params.workspaceId);
    const cwd = where?.cwd ?? workspace.path;
    const { model, approvalPolicy, sandbox } = params;
    const started = await attempt('Starting a thread', () =>
      this.#trusting(workspace, cwd, async () =>
        workspace.server.request(
          'thread/start',
          {
            cwd,
            ...(model !== undefined && { model }),
            ...(approvalPolicy !== undefined && { approvalPolicy }),
            ...((await workspace.guard(cwd, sandbox)).start as Partial<ServerParams<'thread/start'>>),
          },
          { timeoutMs: TURN_TIMEOUT_MS },
        ),
      ),
    );
    const id = asId<ThreadId>(started.thread.id);
    const thread =
      registry.get(id) ??
      registry.add({
        ...threadFacts(fields(started.thread, 'thread'), workspace),
        id,
        workspaceId: workspace.id,
        createdAt: this.#options.now(),
      });
    thread.subscribed = workspace.server.generation ?? null;
    const patch = {
      preview: params.text,
      model: started.model,
      effort: params.effort ?? started.reasoningEffort,
      ...(where !== undefined && { branch: where.branch }),
    };
    registry.apply(thread, { type: 'factsChanged', patch });
    registry.apply(thread, { type: 'detailChanged', patch: { loaded: true } });
    await attempt('Starting the first turn', () => this.#startTurn(thread, params.text, params.effort));
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

  async #send({ threadId, text, mode }: Params<'thread/send'>): Promise<Results['thread/send']> {
    const thread = this.#own(threadId);
    this.#inPlace(thread);
    return attempt('Sending', async () => {
      if (mode === 'queue' && (thread.facts.status === 'active' || thread.facts.activeTurnId !== null)) {
        await this.#queue(thread, text);
        return { outcome: 'queued' };
      }
      await this.#subscribe(thread);
      const { activeTurnId } = thread.facts;
      if (activeTurnId !== null && (await this.#steer(thread, activeTurnId, text)))
        return { outcome: 'steered' };
      await this.#startTurn(thread, text);
      return { outcome: 'started' };
    });
  }

  /** Whether a turn runs in a thread. */
  isRunning(threadId: ThreadId): boolean {
    return this.#options.registry.get(threadId)?.facts.activeTurnId != null;
  }

  /** Tells Codex that a person approves what its reviewer denied; `event` is the denial as its core has it. */
  async approveDenied(threadId: ThreadId, event: unknown): Promise<void> {
    const thread = this.#own(threadId);
    await attempt('Allowing it once', async () => {
      await this.#subscribe(thread);
      const params = { threadId, event } as ServerParams<'thread/approveGuardianDeniedAction'>;
      await this.#server(thread).request('thread/approveGuardianDeniedAction', params);
    });
  }

  async interrupt({ threadId }: Params<'thread/interrupt'>): Promise<null> {
    const thread = this.#options.registry.require(threadId);
    const { activeTurnId } = thread.facts;
    if (activeTurnId === null)
      throw new ContractFailure({ code: 'refused', message: 'No turn runs in this thread.' });
    await attempt('Interrupting', () =>
      this.#server(thread).request('turn/interrupt', { threadId, turnId: activeTurnId }, { lane: 'urgent' }),
    );
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
      const server = this.#server(thread);
      const { data } = await server.request(
        'thread/turns/list',
        { threadId, limit: 1, itemsView: 'notLoaded' },
        { lane: 'urgent' },
      );
      const [last] = data;
      if (last?.status === 'inProgress')
        await server.request('turn/interrupt', { threadId, turnId: last.id }, { lane: 'urgent' });
    });
  }

  async continue({ threadId }: Params<'thread/continue'>): Promise<null> {
    const thread = this.#own(threadId);
    this.#inPlace(thread);
    await attempt('Continuing', async () => {
      const server = this.#server(thread);
      if (thread.facts.status === 'notLoaded') await this.#options.holder.readQueue(thread);
      const queued = thread.facts.queued;
      await this.#options.holder.resume(thread);
      if (queued === 0) {
        const prompt = { threadId, input: input(CONTINUE_PROMPT), clientUserMessageId: randomUUID() };
        this.#turnRuns(thread, await this.#requestTurn(thread, prompt));
        return;
      }
      try {
        await server.request('thread/queue/start', { threadId });
      } catch (error) {
        // Resuming itself may have started it: then there is nothing left to start.
        if (!(error instanceof RpcError)) throw error;
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
      await this.#server(thread).request('thread/name/set', { threadId, name });
    } catch (error) {
      // Codex names a thread only once its first turn is on disk: until then Muster keeps the name.
      if (isNotMaterialised(error)) this.#unnamed.set(threadId, name);
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
    await attempt('Archiving', () => this.#server(thread).request('thread/archive', { threadId }));
    this.#options.registry.remove(threadId);
    return null;
  }

  async markRead({ threadId }: Params<'thread/markRead'>): Promise<null> {
    const { registry } = this.#options;
    const thread = registry.require(threadId);
    const { readRevision, unread } = thread.facts;
    if (!unread) return null;
    registry.apply(thread, { type: 'factsChanged', patch: { unread: false } });
    if (readRevision === null) return null;
    try {
      await this.#server(thread).request('thread/readState/update', {
        threadId,
        operation: { type: 'read' },
        expectedRevision: readRevision,
      });
    } catch (error) {
      // Somebody was faster, or more came since: the app-server tells us what is so.
      if (!(error instanceof RpcError)) throw explainFailure('Marking as read', error);
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
      readOlder(this.#server(thread), threadId, cursor, (recorded) => this.#options.kept(threadId, recorded)),
    );
  }

  async removeQueued({ threadId, promptId }: Params<'queue/remove'>): Promise<null> {
    const thread = this.#own(threadId);
    await attempt('Removing the prompt', () =>
      this.#server(thread).request('thread/queue/delete', { threadId, queuedSubmissionId: promptId }),
    );
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
    const { data } = await attempt('Reading the item', () =>
      this.#server(thread).request('thread/items/read', { threadId, turnId, itemIds: [itemId] }),
    );
    const found = data[0];
    if (found === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'Codex has no record of this item.' });
    return { item: readItem(found.item) };
  }

  /** Its folder must be there: an agent that works where nothing is would work somewhere else. */
  #inPlace(thread: HeldThread): void {
    const { cwd, branch } = thread.facts;
    if (existsSync(cwd)) return;
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

  #server(thread: HeldThread) {
    return this.#options.workspace(thread.facts.workspaceId).server;
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
  async #steer(thread: HeldThread, turnId: string, text: string): Promise<boolean> {
    const { id } = thread.facts;
    const { sent } = this.#options;
    const steer = sent.begin(id, 'steer', turnId, text);
    try {
      await this.#server(thread).request('turn/steer', {
        threadId: id,
        expectedTurnId: turnId,
        input: input(text),
        clientUserMessageId: steer.id,
      });
      sent.answered(steer, turnId);
      return true;
    } catch (error) {
      sent.failed(steer);
      if (error instanceof RpcError && /no active turn|expected active turn/.test(error.message))
        return false;
      throw error;
    }
  }

  async #queue(thread: HeldThread, text: string): Promise<void> {
    const { id } = thread.facts;
    const { sent } = this.#options;
    const queued = sent.begin(id, 'queue', null, text);
    try {
      const { queuedSubmission } = await this.#server(thread).request('thread/queue/add', {
        threadId: id,
        input: input(text),
        clientUserMessageId: queued.id,
      });
      thread.queuedAs = new Map([...thread.queuedAs, [queued.id, queuedSubmission.id]]);
      sent.answered(queued, null);
    } catch (error) {
      sent.failed(queued);
      throw error;
    }
  }

  async #startTurn(thread: HeldThread, text: string, effort?: string): Promise<void> {
    const { sent } = this.#options;
    const started = sent.begin(thread.facts.id, 'start', null, text);
    try {
      const turn = await this.#requestTurn(thread, {
        threadId: thread.facts.id,
        input: input(text),
        clientUserMessageId: started.id,
        ...(effort !== undefined && { effort }),
      });
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

  async #requestTurn(thread: HeldThread, params: ServerParams<'turn/start'>): Promise<TurnFacts> {
    const server = this.#server(thread);
    try {
      return readTurn((await server.request('turn/start', params, { timeoutMs: TURN_TIMEOUT_MS })).turn);
    } catch (error) {
      if (!isNotLoaded(error)) throw error;
      // It was unloaded under us: answered with an error, so it did not start, and may be tried once more.
      thread.subscribed = null;
      await this.#options.holder.resume(thread);
      return readTurn((await server.request('turn/start', params, { timeoutMs: TURN_TIMEOUT_MS })).turn);
    }
  }

  /** The first thread of a folder writes its trust into the configuration: one at a time. */
  async #trusting<T>(workspace: WorkspacePort, cwd: string, work: () => Promise<T>): Promise<T> {
    const key = `${workspace.id}\n${cwd}`;
    if (this.#trusted.has(key)) return work();
    return workspace.lockConfig(async () => {
      const answer = await work();
      this.#trusted.add(key);
      return answer;
    });
  }
}

function input(text: string): ServerParams<'turn/start'>['input'] {
  return [{ type: 'text', text, text_elements: [] }];
}

async function attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainFailure(what, error);
  }
}
