import type { ServerParams } from '#shared/app-server/methods.ts';
import type { UserInput } from '#shared/app-server/generated/ts/v2/UserInput.ts';
import { asId, type Generation, type ThreadId } from '#shared/model/ids.ts';
import type { Skill } from '#shared/contract/calls/writing.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { TurnFacts } from '#shared/model/thread/actions.ts';
import type { SettingsChange, ThreadSettings } from '#shared/model/thread/settings.ts';
import type { Capabilities } from '#shared/model/workspace/capabilities.ts';
import type {
  EngineInput,
  EngineModel,
  EngineThreads,
  ForkPoint,
  GoalChange,
  FoundInThread,
  FoundOccurrences,
  ListedThread,
  Prompt,
  QueueRead,
  RecordPage,
  ReviewTarget,
  SandboxMode,
  StartedThread,
  StartParams,
  ToldThread,
  TurnStart,
} from '../engine.ts';
import type { BackgroundCommand } from '#shared/contract/calls/running.ts';
import type { GoalEntity } from '#shared/model/thread/goal.ts';
import type { Guard } from './guard.ts';
import { allThreads } from './listing.ts';
import { readSkills } from './found-files.ts';
import { readQueue } from './queue.ts';
import { readRecordPage } from './record.ts';
import { isRefusal } from '../failure.ts';
import { readBackground, readGoal } from './running.ts';
import { readReview } from './requests/reviews.ts';
import { refusing, type CodexServerPort } from './server-port.ts';
import { askingOf, liveChange, planMode, readSettings, sandboxOf, usualSettings } from './settings.ts';
import { fields, list, readItem, readLastTurn, readTurn } from './wire.ts';
import { findInThread, searchThreads } from './search.ts';
import { readThread } from './thread.ts';

/** Starting a turn may load MCP servers first. */
const TURN_TIMEOUT_MS = 120_000;
/** A queue holds at most 100 prompts. */
const QUEUE_PAGE = 100;
const MODELS = 100;
/** Sub-agents that are counted: more are as many as these. */
const SUB_AGENTS = 100;

/** What Codex can do: all that Muster knows of. */
export const CODEX_CAPABILITIES: Capabilities = {
  queue: true,
  steer: true,
  settings: true,
  goals: true,
  reviewer: true,
  backgroundTerminals: true,
  readState: true,
  fileSearch: true,
  skills: true,
  homes: true,
  setup: true,
  fork: true,
  revert: true,
  compact: true,
  review: true,
};

export interface CodexThreadsOptions {
  readonly server: CodexServerPort;
  /** How a thread in this folder is kept from what lets somebody into Muster. */
  readonly guard: (cwd: string, wanted?: SandboxMode) => Promise<Guard>;
  /** Runs what writes the configuration of its CODEX_HOME, one at a time over all app-servers. */
  readonly lockConfig: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The threads of one app-server of Codex. */
export class CodexThreads implements EngineThreads {
  readonly capabilities = CODEX_CAPABILITIES;
  readonly #options: CodexThreadsOptions;
  readonly #server: CodexServerPort;
  /** Folders that this host has started a thread in: their trust is in the configuration already. */
  readonly #trusted = new Set<string>();

  constructor(options: CodexThreadsOptions) {
    this.#options = options;
    this.#server = refusing(options.server);
  }

  get generation(): Generation | undefined {
    return this.#server.generation;
  }

  list(folders: readonly string[]): Promise<readonly ListedThread[]> {
    return allThreads(this.#server, folders);
  }

  async read(threadId: ThreadId, generation: Generation): Promise<ToldThread> {
    const answer = await this.#server.requestOf(generation, 'thread/read', { threadId, includeTurns: false });
    return readThread(fields(answer, 'thread/read')['thread']);
  }

  page(threadId: ThreadId, cursor?: string): Promise<RecordPage> {
    return readRecordPage(this.#server, threadId, cursor);
  }

  find(threadId: ThreadId, text: string, cursor?: string): Promise<FoundOccurrences> {
    return findInThread(this.#server, threadId, text, cursor);
  }

  search(text: string, archived: boolean): Promise<readonly FoundInThread[]> {
    return searchThreads(this.#server, text, archived);
  }

  async item(threadId: ThreadId, turnId: string, itemId: string): Promise<Item | undefined> {
    const answer = await this.#server.request('thread/items/read', { threadId, turnId, itemIds: [itemId] });
    const [found] = list(fields(answer, 'thread/items/read'), 'data');
    return found === undefined ? undefined : readItem(fields(found, 'item')['item']);
  }

  async lastTurn(
    threadId: ThreadId,
    { generation, urgent = false }: { readonly generation?: Generation; readonly urgent?: boolean } = {},
  ): Promise<TurnFacts | undefined> {
    const params = { threadId, limit: 1, itemsView: 'notLoaded' } as const;
    const answer = await (generation === undefined
      ? this.#server.request('thread/turns/list', params, urgent ? { lane: 'urgent' } : undefined)
      : this.#server.requestOf(generation, 'thread/turns/list', params));
    return readLastTurn(answer);
  }

  async queue(threadId: ThreadId): Promise<QueueRead> {
    return readQueue(await this.#server.request('thread/queue/list', { threadId, limit: QUEUE_PAGE }));
  }

  async backgroundTerminals(
    threadId: ThreadId,
    generation: Generation,
  ): Promise<readonly BackgroundCommand[]> {
    const params = { threadId };
    return readBackground(
      await this.#server.requestOf(generation, 'thread/backgroundTerminals/list', params),
    );
  }

  async endBackground(threadId: ThreadId, processId?: string): Promise<boolean> {
    if (processId === undefined) {
      await this.#server.request('thread/backgroundTerminals/clean', { threadId });
      return true;
    }
    const params = { threadId, processId };
    return (await this.#server.request('thread/backgroundTerminals/terminate', params)).terminated;
  }

  async goal(threadId: ThreadId): Promise<GoalEntity | null> {
    const { goal } = await this.#server.request('thread/goal/get', { threadId });
    return goal === null ? null : readGoal(goal);
  }

  async setGoal(threadId: ThreadId, { objective, status, tokenBudget }: GoalChange): Promise<GoalEntity> {
    const { goal } = await this.#server.request('thread/goal/set', {
      threadId,
      origin: 'user',
      ...(objective !== undefined && { objective }),
      ...(status !== undefined && { status }),
      ...(tokenBudget !== undefined && { tokenBudget }),
    });
    return readGoal(goal);
  }

  async clearGoal(threadId: ThreadId): Promise<void> {
    await this.#server.request('thread/goal/clear', { threadId, origin: 'user' });
  }

  async start({ cwd, repository, model, permission }: StartParams): Promise<StartedThread> {
    const started = await this.#trusting(repository ?? cwd, async () =>
      this.#server.request(
        'thread/start',
        {
          cwd,
          ...(model !== undefined && { model }),
          ...askingOf(permission),
          ...((await this.#options.guard(cwd, sandboxOf(permission))).start as Partial<
            ServerParams<'thread/start'>
          >),
        },
        { timeoutMs: TURN_TIMEOUT_MS },
      ),
    );
    // What the thread will use stands beside it.
    const settings = readSettings(started);
    return { ...readThread(started.thread), model: settings.model, effort: settings.effort, settings };
  }

  async resume(threadId: ThreadId, cwd: string): Promise<ThreadSettings> {
    const { resume } = await this.#options.guard(cwd);
    const params = { threadId, excludeTurns: true, ...resume } as ServerParams<'thread/resume'>;
    return readSettings(await this.#server.request('thread/resume', params));
  }

  async usual(cwd: string): Promise<ThreadSettings> {
    const { config } = await this.#server.request('config/read', { cwd, includeLayers: false });
    return usualSettings(config);
  }

  async change(
    { id, cwd, now }: { readonly id: ThreadId; readonly cwd: string; readonly now: ThreadSettings },
    change: SettingsChange,
    turnId: string | null,
  ): Promise<'now' | 'nextTurn'> {
    const { model, effort, permission, plan } = change;
    const { update } = await this.#options.guard(cwd, sandboxOf(permission));
    const planned = model ?? now.model;
    const params = {
      threadId: id,
      ...(model !== undefined && { model }),
      ...(effort !== undefined && { effort }),
      ...askingOf(permission),
      ...(permission !== undefined && update),
      ...(plan !== undefined &&
        planned !== null && { collaborationMode: planMode(plan, planned, effort ?? now.effort) }),
    } as ServerParams<'thread/settings/update'>;
    await this.#server.request('thread/settings/update', params);
    if (turnId === null) return 'now';
    const live = liveChange(change, now);
    if (live === null) return 'nextTurn';
    try {
      const request = { threadId: id, turnId, ...live } as ServerParams<'turn/settings/update'>;
      const { status } = await this.#server.request('turn/settings/update', request);
      return status === 'applied' ? 'now' : 'nextTurn';
    } catch (error) {
      // A Codex whose turns keep their model says no (0.171.0 without `step_model_switching`).
      if (!isRefusal(error)) throw error;
      return 'nextTurn';
    }
  }

  async unsubscribe(threadId: ThreadId, generation: Generation): Promise<void> {
    await this.#server.requestOf(generation, 'thread/unsubscribe', { threadId });
  }

  async rename(threadId: ThreadId, name: string): Promise<void> {
    await this.#server.request('thread/name/set', { threadId, name });
  }

  async archive(threadId: ThreadId): Promise<void> {
    await this.#server.request('thread/archive', { threadId });
  }

  async unarchive(threadId: ThreadId): Promise<ToldThread> {
    const answer = fields(await this.#server.request('thread/unarchive', { threadId }), 'thread/unarchive');
    return readThread(answer['thread']);
  }

  async delete(threadId: ThreadId): Promise<void> {
    await this.#server.request('thread/delete', { threadId });
  }

  listArchived(folders: readonly string[]): Promise<readonly ListedThread[]> {
    return allThreads(this.#server, folders, true);
  }

  async subAgents(threadId: ThreadId): Promise<number> {
    const answer = await this.#server.request('thread/list', {
      ancestorThreadId: threadId,
      limit: SUB_AGENTS,
      useStateDbOnly: true,
    });
    return list(fields(answer, 'thread/list'), 'data').length;
  }

  async fork(threadId: ThreadId, cwd: string, { through, before }: ForkPoint): Promise<ToldThread> {
    const { start } = await this.#options.guard(cwd);
    const forked = await this.#server.request(
      'thread/fork',
      {
        threadId,
        cwd,
        excludeTurns: true,
        // The goal goes along, and is worked on only once the person writes to the fork.
        deferGoalContinuation: true,
        ...(through !== undefined && { lastTurnId: through }),
        ...(before !== undefined && { beforeTurnId: before }),
        ...(start as Partial<ServerParams<'thread/fork'>>),
      },
      { timeoutMs: TURN_TIMEOUT_MS },
    );
    return { ...readThread(forked.thread), model: forked.model, effort: forked.reasoningEffort };
  }

  async revert(threadId: ThreadId, beforeTurnId: string): Promise<void> {
    await this.#server.request('thread/revert', { threadId, beforeTurnId });
  }

  async compact(threadId: ThreadId): Promise<void> {
    await this.#server.request('thread/compact/start', { threadId });
  }

  async review(threadId: ThreadId, target: ReviewTarget): Promise<TurnFacts> {
    const params = { threadId, target: reviewTarget(target) };
    return readTurn(
      (await this.#server.request('review/start', params, { timeoutMs: TURN_TIMEOUT_MS })).turn,
    );
  }

  async markRead(threadId: ThreadId, revision: string): Promise<void> {
    await this.#server.request('thread/readState/update', {
      threadId,
      operation: { type: 'read' },
      expectedRevision: revision,
    });
  }

  async startTurn(prompt: Prompt, { effort, plan }: TurnStart = {}): Promise<TurnFacts> {
    const params = {
      ...sent(prompt),
      ...(effort !== undefined && { effort }),
      ...(plan !== undefined && { collaborationMode: planMode(true, plan.model, effort ?? null) }),
    };
    return readTurn((await this.#server.request('turn/start', params, { timeoutMs: TURN_TIMEOUT_MS })).turn);
  }

  async steer(prompt: Prompt, turnId: string): Promise<void> {
    await this.#server.request('turn/steer', { ...sent(prompt), expectedTurnId: turnId });
  }

  async interrupt(threadId: ThreadId, turnId: string): Promise<void> {
    await this.#server.request('turn/interrupt', { threadId, turnId }, { lane: 'urgent' });
  }

  async enqueue(prompt: Prompt): Promise<string> {
    const { queuedSubmission } = await this.#server.request('thread/queue/add', sent(prompt));
    return queuedSubmission.id;
  }

  async dequeue(threadId: ThreadId, promptId: string): Promise<void> {
    await this.#server.request('thread/queue/delete', { threadId, queuedSubmissionId: promptId });
  }

  async startQueue(threadId: ThreadId, promptId?: string): Promise<void> {
    const which = promptId === undefined ? {} : { queuedSubmissionId: promptId };
    await this.#server.request('thread/queue/start', { threadId, ...which });
  }

  async editQueued(threadId: ThreadId, promptId: string, given: EngineInput): Promise<void> {
    const { input } = sent({ threadId, sentId: '', ...given });
    await this.#server.request('thread/queue/update', { threadId, queuedSubmissionId: promptId, input });
  }

  async orderQueue(threadId: ThreadId, promptIds: readonly string[]): Promise<void> {
    await this.#server.request('thread/queue/reorder', { threadId, queuedSubmissionIds: [...promptIds] });
  }

  async approveDenied(threadId: ThreadId, review: unknown): Promise<void> {
    const params = {
      threadId,
      event: readReview(review).denial,
    } as ServerParams<'thread/approveGuardianDeniedAction'>;
    await this.#server.request('thread/approveGuardianDeniedAction', params);
  }

  async models(): Promise<readonly EngineModel[]> {
    const { data } = await this.#server.request('model/list', { limit: MODELS });
    return data.map((model) => ({
      id: model.id,
      name: model.displayName,
      description: model.description,
      isDefault: model.isDefault,
      efforts: model.supportedReasoningEfforts.map(({ reasoningEffort }) => reasoningEffort),
      defaultEffort: model.defaultReasoningEffort,
    }));
  }

  async searchFiles(searchId: string, root: string): Promise<void> {
    await this.#server.request('fuzzyFileSearch/sessionStart', { sessionId: searchId, roots: [root] });
  }

  async findFiles(searchId: string, query: string): Promise<void> {
    await this.#server.request('fuzzyFileSearch/sessionUpdate', { sessionId: searchId, query });
  }

  async endFileSearch(searchId: string): Promise<void> {
    await this.#server.request('fuzzyFileSearch/sessionStop', { sessionId: searchId });
  }

  async skills(cwd: string): Promise<readonly Skill[]> {
    return readSkills(await this.#server.request('skills/list', { cwds: [cwd] }));
  }

  /**
   * The first thread of a folder writes its trust into the configuration: one at a time. Codex trusts a repository with
   * all of its worktrees (measured on 0.171.0).
   */
  async #trusting<T>(cwd: string, work: () => Promise<T>): Promise<T> {
    if (this.#trusted.has(cwd)) return work();
    return this.#options.lockConfig(async () => {
      const answer = await work();
      this.#trusted.add(cwd);
      return answer;
    });
  }
}

function reviewTarget(target: ReviewTarget): ServerParams<'review/start'>['target'] {
  switch (target.type) {
    case 'uncommitted':
      return { type: 'uncommittedChanges' };
    case 'base':
      return { type: 'baseBranch', branch: target.branch };
    case 'commit':
      return { type: 'commit', sha: target.sha, title: null };
    case 'custom':
      return { type: 'custom', instructions: target.instructions };
  }
}

/**
 * A prompt in the words of Codex. Pictures go as `localImage`: Codex reads the file when the turn takes it, and keeps
 * its path in the record (0.171.0, measured). An empty text beside them is left out.
 */
function sent({ threadId, text, attached, sentId }: Prompt) {
  const input: UserInput[] = attached.map((one) =>
    one.type === 'picture' ? { type: 'localImage', path: one.path } : one,
  );
  if (text !== '' || input.length === 0) input.push({ type: 'text', text, text_elements: [] });
  return { threadId: asId<ThreadId>(threadId), input, clientUserMessageId: sentId };
}
