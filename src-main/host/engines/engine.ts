/**
 * What hosts threads, whichever it is: the words in which the host speaks with an engine. An engine maps its protocol
 * into them at its boundary; nothing outside of its folder knows the protocol.
 */
import type { BackgroundCommand } from '#shared/contract/calls/running.ts';
import type { GoalEntity } from '#shared/model/thread/goal.ts';
import type { Event } from '#shared/base/emitter.ts';
import type { WireEntry } from '#shared/contract/calls/diagnostics.ts';
import type { Skill } from '#shared/contract/calls/writing.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { Generation, ThreadId } from '#shared/model/ids.ts';
import type { TurnFacts } from '#shared/model/thread/actions.ts';
import type { Facts } from '#shared/model/thread/facts.ts';
import type { QueueEntity } from '#shared/model/thread/thread.ts';
import type { PermissionMode, SettingsChange, ThreadSettings } from '#shared/model/thread/settings.ts';
import type { Capabilities } from '#shared/model/workspace/capabilities.ts';
import type { AccountState, AppServerStatus } from '#shared/model/workspace/workspace.ts';
import type { EngineEvent } from './events.ts';
import type { AnswerSink, Shown } from './requests.ts';
import type { EngineSetup } from './setup.ts';

/** How much an agent's commands may do. */
export type SandboxMode = 'read-only' | 'workspace-write' | 'danger-full-access';

/** A thread as an engine tells of it. `branch` is null and `createdAt` 0 where the engine does not know. */
export interface ToldThread extends Pick<
  Facts,
  | 'id'
  | 'parentId'
  | 'name'
  | 'preview'
  | 'cwd'
  | 'branch'
  | 'model'
  | 'effort'
  | 'createdAt'
  | 'status'
  | 'waiting'
> {
  /** It is gone as soon as it is not in memory. */
  readonly ephemeral: boolean;
}

/** A thread out of an engine's list. */
export interface ListedThread extends ToldThread {
  /** It has what the person did not read. */
  readonly unread: boolean;
  /** Unix ms. */
  readonly updatedAt: number;
  /** What started it, in words; null when Muster did. */
  readonly program: string | null;
}

export interface StartParams {
  readonly cwd: string;
  /** The repository that `cwd` is a worktree of, where it is one that Muster made. */
  readonly repository?: string | undefined;
  readonly model?: string | undefined;
  /** Without it, as the configuration says. */
  readonly permission?: PermissionMode | undefined;
}

/** A thread that was started, with what it will work with. */
export interface StartedThread extends ToldThread {
  readonly settings: ThreadSettings;
}

/** What a turn is started with beyond its prompt; both stay with the thread. */
export interface TurnStart {
  readonly effort?: string | undefined;
  /** Plans before it works, with this model. */
  readonly plan?: { readonly model: string } | undefined;
}

/** What an engine is given of a person's text: pictures by files that stay where they are, and named skills. */
export interface EngineInput {
  readonly text: string;
  readonly attached: readonly (
    | { readonly type: 'picture'; readonly path: string }
    | { readonly type: 'skill'; readonly name: string; readonly path: string }
  )[];
}

/** A prompt for a thread. */
export interface Prompt extends EngineInput {
  readonly threadId: ThreadId;
  /** Under this id its item is known again. */
  readonly sentId: string;
}

/** How much of a thread's history a fork takes: up to a turn and with it, or what is before a turn; all without either. */
export interface ForkPoint {
  readonly through?: string | undefined;
  readonly before?: string | undefined;
}

/** What is changed of a goal. */
export interface GoalChange {
  readonly objective?: string | undefined;
  readonly status?: 'active' | 'paused' | undefined;
  /** Tokens; null for no limit. */
  readonly tokenBudget?: number | null | undefined;
}

/** What a review is about. */
export type ReviewTarget =
  | { readonly type: 'uncommitted' }
  | { readonly type: 'base'; readonly branch: string }
  | { readonly type: 'commit'; readonly sha: string }
  | { readonly type: 'custom'; readonly instructions: string };

/** One page of a thread's record, in the order of time. */
export interface RecordPage {
  readonly turns: readonly TurnFacts[];
  readonly items: readonly { readonly turnId: string; readonly item: Item }[];
  /** Where the page before this one begins, opaque; null when there is none. */
  readonly cursor: string | null;
  /** Types of which the record itself has items that are not of their shape: it heals none of them. */
  readonly misfits: ReadonlySet<string>;
}

/** The prompts that wait in a thread. */
export interface QueueRead {
  readonly prompts: QueueEntity['prompts'];
  /** Which prompt stands for which text that was sent, by the id under which that was. */
  readonly queuedAs: ReadonlyMap<string, string>;
}

/**
 * The threads of one app-server. Each request wakes it where it sleeps, unless it names a generation: then it is only for
 * that process. They reject with EngineRefusal when it says no, RpcNotSent when it was not asked, RpcOutcomeUnknown when
 * nobody knows what came of it, and Malformed when its answer says nothing.
 */
export interface EngineThreads {
  /** The process that is ready, or undefined. */
  readonly generation: Generation | undefined;
  readonly capabilities: Capabilities;

  /** Every thread that works in one of these folders and is not archived, sub-agents left out. */
  list(folders: readonly string[]): Promise<readonly ListedThread[]>;
  /** What is true of a thread now; it is not resumed by this. */
  read(threadId: ThreadId, generation: Generation): Promise<ToldThread>;
  /** The page of a thread's record before a cursor; the newest without one. */
  page(threadId: ThreadId, cursor?: string): Promise<RecordPage>;
  /** Where a text stands in the messages of a thread, in the order of time, by pages. */
  find(threadId: ThreadId, text: string, cursor?: string): Promise<FoundOccurrences>;
  /** Threads in whose content a text stands, the latest first: of all that the engine keeps, wherever they work. */
  search(text: string, archived: boolean): Promise<readonly FoundInThread[]>;
  /** One item as the record has it, whole; undefined when it has none. */
  item(threadId: ThreadId, turnId: string, itemId: string): Promise<Item | undefined>;
  /** How the newest turn stands; undefined where there is none. */
  lastTurn(
    threadId: ThreadId,
    how?: { readonly generation?: Generation; readonly urgent?: boolean },
  ): Promise<TurnFacts | undefined>;
  queue(threadId: ThreadId): Promise<QueueRead>;
  /** The commands that go on in the background of a loaded thread. */
  backgroundTerminals(threadId: ThreadId, generation: Generation): Promise<readonly BackgroundCommand[]>;
  /** Ends one of them, or all; false when the one that is named had ended. */
  endBackground(threadId: ThreadId, processId?: string): Promise<boolean>;
  /** What a thread goes on for by itself; null for none. It is not resumed by this. */
  goal(threadId: ThreadId): Promise<GoalEntity | null>;
  /** Makes or changes the goal of a loaded thread; what is not named stays. An active one is gone on for at once. */
  setGoal(threadId: ThreadId, change: GoalChange): Promise<GoalEntity>;
  clearGoal(threadId: ThreadId): Promise<void>;

  start(params: StartParams): Promise<StartedThread>;
  /** Loads a thread and subscribes to it, which may start what is in its queue. */
  resume(threadId: ThreadId, cwd: string): Promise<ThreadSettings>;
  /** What the configuration says for new threads in a folder. */
  usual(cwd: string): Promise<ThreadSettings>;
  /**
   * Changes what a loaded thread works with, of which `now` is known. `turnId` is the turn that runs: what it cannot take
   * counts from the next one, and `nextTurn` is answered.
   */
  change(
    thread: { readonly id: ThreadId; readonly cwd: string; readonly now: ThreadSettings },
    change: SettingsChange,
    turnId: string | null,
  ): Promise<'now' | 'nextTurn'>;
  unsubscribe(threadId: ThreadId, generation: Generation): Promise<void>;
  rename(threadId: ThreadId, name: string): Promise<void>;
  archive(threadId: ThreadId): Promise<void>;
  unarchive(threadId: ThreadId): Promise<ToldThread>;
  /** Deletes a thread and its sub-agents for good. Refused while a fork needs its history. */
  delete(threadId: ThreadId): Promise<void>;
  /** Every thread that works in one of these folders and is archived, sub-agents left out. */
  listArchived(folders: readonly string[]): Promise<readonly ListedThread[]>;
  /** How many sub-agents a thread has, at any depth. */
  subAgents(threadId: ThreadId): Promise<number>;
  /** Starts a thread with the history of another, all of it or as far as `until` says. */
  fork(threadId: ThreadId, cwd: string, until: ForkPoint): Promise<ToldThread>;
  /** Takes a turn and all after it out of a thread's history; a turn that runs is interrupted. Files stay as they are. */
  revert(threadId: ThreadId, beforeTurnId: string): Promise<void>;
  /** Begins to put what was said into fewer words. */
  compact(threadId: ThreadId): Promise<void>;
  /** Begins a review of changes as a turn of the thread. */
  review(threadId: ThreadId, target: ReviewTarget): Promise<TurnFacts>;
  markRead(threadId: ThreadId, revision: string): Promise<void>;

  startTurn(prompt: Prompt, how?: TurnStart): Promise<TurnFacts>;
  /** Sends a text into a running turn. Refused as `turnEnded` when that is over. */
  steer(prompt: Prompt, turnId: string): Promise<void>;
  interrupt(threadId: ThreadId, turnId: string): Promise<void>;
  /** Lets a prompt wait for the running turn; answers its id in the queue. */
  enqueue(prompt: Prompt): Promise<string>;
  dequeue(threadId: ThreadId, promptId: string): Promise<void>;
  /** Starts the first prompt of a queue that rests, or the named one; the others follow. */
  startQueue(threadId: ThreadId, promptId?: string): Promise<void>;
  editQueued(threadId: ThreadId, promptId: string, input: EngineInput): Promise<void>;
  orderQueue(threadId: ThreadId, promptIds: readonly string[]): Promise<void>;
  /** Allows once what the engine's own reviewer denied; `review` is its verdict as it came. */
  approveDenied(threadId: ThreadId, review: unknown): Promise<void>;

  models(): Promise<readonly EngineModel[]>;
  /** Begins a search for files below a folder; what it finds is told as `files`, until it is ended. */
  searchFiles(searchId: string, root: string): Promise<void>;
  findFiles(searchId: string, query: string): Promise<void>;
  endFileSearch(searchId: string): Promise<void>;
  /** The skills that an agent has in a folder and that are not switched off. */
  skills(cwd: string): Promise<readonly Skill[]>;
}

/** Places in which a text was found, and where to go on. */
export interface FoundOccurrences {
  readonly found: readonly { readonly turnId: string; readonly itemId: string }[];
  readonly cursor: string | null;
}

/** A thread in which a text was found. */
export type FoundInThread = ToldThread & {
  /** Some of the text around it. */
  readonly snippet: string;
  /** Unix ms. */
  readonly updatedAt: number;
};

export interface EngineModel {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly isDefault: boolean;
  readonly efforts: readonly string[];
  readonly defaultEffort: string;
}

/** One window of a limit: how much of it is used, how long it is, and when it begins anew (Unix seconds). */
export interface LimitWindow {
  readonly usedPercent: number;
  readonly windowDurationMins: number | null;
  readonly resetsAt: number | null;
}

/** The windows that are known, by name. What is told of them is sparse: only what it names is new. */
export type RateLimits = Readonly<Partial<Record<'primary' | 'secondary', LimitWindow>>>;

/** Who is signed in in a home, and what its configuration names. */
export interface HomeFacts {
  readonly account: AccountState;
  readonly needsNoAccount: boolean;
  readonly provider: string | null;
  readonly model: string | null;
}

export type LoginHow =
  | { readonly type: 'chatgpt' }
  | { readonly type: 'device' }
  | { readonly type: 'apiKey'; readonly apiKey: string };

/** What a sign-in asks of the person next; `done` when it is over. */
export type LoginStep =
  | { readonly type: 'done' }
  | { readonly type: 'browser'; readonly loginId: string; readonly url: string }
  | { readonly type: 'device'; readonly loginId: string; readonly url: string; readonly code: string };

/** A model provider of the person's own. */
export interface ProviderChoice {
  readonly name: string;
  readonly baseUrl: string;
  readonly model: string;
}

/** Whether an engine can start its sandbox on this machine; null where that cannot be known. */
export interface SandboxState {
  readonly works: boolean | null;
  readonly problem: string | null;
}

/** One home of an engine that has homes. Rejects as EngineThreads does. */
export interface EngineHome {
  read(): Promise<HomeFacts>;
  /** What is left of the account's limits; refused where it has none. */
  limits(): Promise<RateLimits>;
  /** Begins a sign-in; null when nothing is to be shown of it. */
  login(how: LoginHow): Promise<LoginStep | null>;
  cancelLogin(loginId: string): Promise<void>;
  logout(): Promise<void>;
  /** Writes a model provider into the configuration of the home and makes it the one in use. */
  setProvider(provider: ProviderChoice): Promise<void>;
  /** Runs a command that does nothing in the sandbox. Never rejects. */
  checkSandbox(cwd: string): Promise<SandboxState>;
}

/** Where an app-server works; read anew before each of its lives. */
export interface EnginePlace {
  readonly folder: string;
  /** The folder of its home. */
  readonly home: string;
  /** The program to run in place of the usual one; null for that. */
  readonly program: string | null;
}

/** Who hears what an app-server says. */
export interface EngineHandlers {
  /** Told before it is spawned, so that the generation is remembered even if everything dies at once. */
  readonly spawns: (generation: Generation) => void;
  readonly event: (event: EngineEvent, generation: Generation) => void;
  /** A request that a person is asked. */
  readonly asked: (request: AskedRequest, respond: AnswerSink, generation: Generation) => void;
  /** Something could not be read and was counted: whatever it told was missed. */
  readonly malformed: () => void;
  /** Taking in what it said failed, a fault of ours: it was counted and cost that message. */
  readonly failed: (error: unknown, what: string) => void;
}

/** A request of an app-server, with the id under which that knows it. */
export interface AskedRequest {
  readonly requestId: number | string;
  readonly shown: Shown;
  /** As it came, bounded. */
  readonly raw: unknown;
}

/** A change of life that others must know of: a new process is ready, or the one before is gone. */
export type LifeEvent =
  | { readonly type: 'ready'; readonly generation: Generation }
  | {
      readonly type: 'gone';
      readonly generation: Generation;
      readonly reason: string;
      readonly onPurpose: boolean;
    };

/** One app-server over all of its lives, to be started by whoever owns it. */
export interface EngineSession {
  readonly status: AppServerStatus;
  /** The process that is ready, or undefined. */
  readonly generation: Generation | undefined;
  /** Undefined where it is no process of this machine. */
  readonly pid: number | undefined;
  readonly onStatus: Event<AppServerStatus>;
  readonly onLife: Event<LifeEvent>;
  readonly threads: EngineThreads;
  readonly setup: EngineSetup;
  start(): void;
  restart(): void;
  suspend(): void;
  /** Ends it for good. Resolves when it is gone. */
  stop(): Promise<void>;
  /** For diagnostics, over all lives: what could not be read. */
  readonly malformed: number;
  /** How often taking in a kind of message failed. */
  readonly failures: Readonly<Record<string, number>>;
  readonly pendingRequests: number;
  /** What it said last beside its messages. */
  readonly stderr: readonly string[];
  /** What went over the wire last. */
  readonly wire: readonly Readonly<WireEntry>[];
}

/** The app-server of a home, which holds no threads. */
export interface HomeSession extends EngineSession {
  readonly home: EngineHome;
}

/** A program that hosts threads, and where it was found. */
export interface FoundProgram {
  readonly path: string;
  readonly source: 'workspace' | 'environment' | 'bundled' | 'path';
}

/** What hosts threads. */
export interface Engine {
  /** What a person calls it. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** The version that this Muster was built and tested with. */
  readonly testedVersion: string;
  /** Kinds of messages that were told and are not known to this version. */
  readonly unknownMessages: readonly string[];
  /** The program that would be run where no other is named. Throws with words for the person. */
  find(): FoundProgram;
  serve(place: () => EnginePlace, handlers: EngineHandlers): EngineSession;
  serveHome(home: string, handlers: EngineHandlers): HomeSession;
  /** An item as this or an earlier Muster stored it. */
  readStoredItem(stored: { readonly id: string; readonly type: string }): Item;
}
