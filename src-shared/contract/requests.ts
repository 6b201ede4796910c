import { z } from 'zod';
import { TEXT_MOST } from './problem-words.ts';
import {
  attachedParam,
  attachmentParams,
  draftAttachedParam,
  type AttachmentResults,
} from './calls/attachments.ts';
import { diagnosticsParams, type DiagnosticsResults } from './calls/diagnostics.ts';
import { existingParams, type ExistingResults } from './calls/existing.ts';
import { batchParams, type BatchResults } from './calls/batches.ts';
import { ruleParams, type RuleResults } from './calls/rules.ts';
import { journalParams, type JournalResults } from './calls/journal.ts';
import { fleetParams, type FleetResults } from './calls/fleet.ts';
import { orderParams, type OrderResults } from './calls/order.ts';
import { readingParams, type ReadingResults } from './calls/reading.ts';
import { gatewayParams, type GatewayResults } from './calls/gateway.ts';
import { terminalParams, type TerminalResults } from './calls/terminals.ts';
import type { ApprovalId, HomeId, ThreadId, WorkspaceId } from '../model/ids.ts';
import type { ItemEntity, TurnEntity } from '../model/thread/thread.ts';
import type { Item } from '../model/item/item.ts';
import type { Draft } from '../model/prompt/attached.ts';
import type { Outcome } from '../model/approval/approval.ts';
import { settingsParams, threadSettingsParams, type ThreadSettingsResults } from './calls/thread-settings.ts';
import { replacesParam, startParams, type StartResults } from './calls/starts.ts';
import { queueParams, type QueueResults } from './calls/queue.ts';
import { runningParams, type RunningResults } from './calls/running.ts';
import { changesParams, type ChangesResults } from './calls/changes.ts';
import { writingParams, type WritingResults } from './calls/writing.ts';
import { setupParams, type SetupResults } from './calls/setup.ts';
import { usageParams, type UsageResults } from './calls/usage.ts';
import { placeParams, worktreeParams, type WorktreeResults } from './calls/worktrees.ts';

export type { JournalEntry } from './calls/journal.ts';
export type { JournalSubject } from '../model/journal/journal.ts';

const id = <T extends string>() => z.string().min(1).max(400) as unknown as z.ZodType<T>;
const workspaceId = id<WorkspaceId>();
const threadId = id<ThreadId>();
const homeId = id<HomeId>();
const text = z.string().max(TEXT_MOST);
const path = z.string().min(1).max(32_768);
const nothing = z.object({});

/** What a new thread begins with. */
const threadStart = z.object({
  workspaceId,
  text,
  attached: attachedParam,
  ...settingsParams,
  ...placeParams,
});

/** Parameters of every call, checked by the host before anything else looks at them. */
export const requestParams = {
  /** `knowingly`: the person was told what agents could change in it beyond a project. */
  'workspace/add': z.object({ path, knowingly: z.boolean().optional() }),
  'workspace/remove': z.object({ workspaceId }),
  /** Starts an app-server again that failed, or ends and starts a running one. */
  'workspace/restart': z.object({ workspaceId }),
  'workspace/update': z.object({
    workspaceId,
    name: z.string().min(1).max(200).optional(),
    codexPath: path.nullable().optional(),
    codexHome: path.nullable().optional(),
  }),
  /** Folders below `path` (the user's own folder without it), for choosing one in a browser. */
  'folder/list': z.object({ path: path.optional() }),

  'thread/start': threadStart,
  /** Starts a thread by itself: answered when it is stored. `replaces` is a start that failed. */
  'start/begin': threadStart.extend({ replaces: replacesParam }),
  /** `send` starts a turn, or steers the one that runs; `queue` always waits for the end of it. */
  'thread/send': z.object({ threadId, text, attached: attachedParam, mode: z.enum(['send', 'queue']) }),
  'thread/interrupt': z.object({ threadId }),
  /** Runs what `continueWith` of the thread says: its paused queue, or a turn that goes on where it was cut off. */
  'thread/continue': z.object({ threadId }),
  'thread/rename': z.object({ threadId, name: z.string().min(1).max(500) }),
  'thread/archive': z.object({ threadId }),
  'thread/markRead': z.object({ threadId }),
  /** Turns older than the cursor, oldest last read first in the answer's order of time. */
  'thread/history': z.object({ threadId, cursor: z.string().max(10_000) }),
  'queue/remove': z.object({ threadId, promptId: z.string().max(200) }),
  /**
   * Takes texts that came back (`returned` of key `sent`) into the draft of their thread, before what stands in the
   * composer, `draft`: as one, so that no end of anything loses them. Who comes second takes nothing.
   */
  'sent/take': z.object({
    threadId,
    ids: z.array(id()).min(1).max(200),
    draft: text,
    attached: draftAttachedParam,
  }),
  /** One item as Codex keeps it: of a command's output at most 65,536 characters (measured on 0.169.0). */
  'item/read': z.object({ threadId, turnId: z.string().max(200), itemId: z.string().max(400) }),

  'approval/decide': z.object({
    approvalId: id<ApprovalId>(),
    /** The id of one of the request's own decisions. */
    decision: z.string().min(1).max(400),
    /** For questions: question id → the chosen labels or the typed text. */
    answers: z.record(z.string(), z.array(text)).optional(),
    /** For a form: the values by property. */
    content: z.record(z.string(), z.unknown()).optional(),
    /** For permissions: the parts that are granted; without it all of them. */
    granted: z.array(z.string().max(40_000)).max(500).optional(),
  }),
  /** Allows once what Codex's own reviewer refused; `goOn` starts a turn if none runs, so that the agent tries again. */
  'review/allowOnce': z.object({ approvalId: id<ApprovalId>(), goOn: z.boolean() }),

  /** Starts the app-server of a home again, or ends and starts a running one. */
  'home/restart': z.object({ homeId }),
  'account/login': z.object({
    homeId,
    how: z.discriminatedUnion('type', [
      z.object({ type: z.literal('chatgpt') }),
      z.object({ type: z.literal('device') }),
      z.object({ type: z.literal('apiKey'), apiKey: z.string().min(1).max(1000) }),
    ]),
  }),
  'account/cancelLogin': z.object({ homeId }),
  'account/logout': z.object({ homeId }),
  /** Makes Codex use a local or other OpenAI-compatible model provider: written to the configuration of the home. */
  'provider/set': z.object({
    homeId,
    name: z.string().regex(/^[a-z0-9_-]{1,40}$/i),
    baseUrl: z.url().max(2000),
    model: z.string().min(1).max(200),
  }),
  'models/list': z.object({ workspaceId }),

  'draft/get': z.object({ key: z.string().min(1).max(400) }),
  'draft/set': z.object({ key: z.string().min(1).max(400), text, attached: draftAttachedParam }),
  /** Without a value the setting is as by default again. */
  'settings/set': z.object({
    name: z.string().max(100),
    value: z
      .union([
        z.string().max(10_000),
        z.number(),
        z.boolean(),
        z.record(z.string().max(100), z.array(z.string().max(100)).max(20)),
      ])
      .optional(),
  }),
  'notice/dismiss': z.object({ id: z.string().max(400) }),
  /** A link that lets another device in, valid once and for a few minutes; only where a browser host runs. */
  'link/create': nothing,
  /** Ends a browser's session and its connections: it needs a new link. */
  'session/end': z.object({ id: z.string().min(1).max(100) }),
  /** What another program wrote into the storage, and is held back, is the person's own: it is used. */
  'held/trust': nothing,
  'demo/start': nothing,
  'demo/remove': nothing,
  ...attachmentParams,
  ...writingParams,
  ...diagnosticsParams,
  ...existingParams,
  ...fleetParams,
  ...orderParams,
  ...gatewayParams,
  ...batchParams,
  ...journalParams,
  ...ruleParams,
  ...worktreeParams,
  ...changesParams,
  ...readingParams,
  ...terminalParams,
  ...threadSettingsParams,
  ...startParams,
  ...queueParams,
  ...runningParams,
  ...setupParams,
  ...usageParams,
} as const satisfies Record<string, z.ZodType>;

export type Method = keyof typeof requestParams;
export type Params<M extends Method> = z.output<(typeof requestParams)[M]>;

/** What is stored of a start until its thread has its first turn. */
export interface StoredStart {
  readonly id: string;
  /** Unix ms. */
  readonly at: number;
  readonly params: Params<'thread/start'>;
  /** The thread that was made for it; its first turn may be missing. */
  readonly threadId: ThreadId | null;
  /** Why it failed; null while it did not. */
  readonly failed: string | null;
}

/** What each call is answered with. */
export interface Results
  extends
    AttachmentResults,
    WritingResults,
    DiagnosticsResults,
    ExistingResults,
    FleetResults,
    OrderResults,
    GatewayResults,
    WorktreeResults,
    ChangesResults,
    RuleResults,
    BatchResults,
    JournalResults,
    ReadingResults,
    TerminalResults,
    ThreadSettingsResults,
    StartResults,
    QueueResults,
    RunningResults,
    SetupResults,
    UsageResults {
  'workspace/add': { readonly workspaceId: WorkspaceId; readonly existed: boolean };
  'workspace/remove': null;
  'workspace/restart': null;
  'workspace/update': null;
  'folder/list': FolderListing;
  'thread/start': { readonly threadId: ThreadId };
  'thread/send': { readonly outcome: 'started' | 'steered' | 'queued' };
  'thread/interrupt': null;
  'thread/continue': null;
  'thread/rename': null;
  'thread/archive': null;
  'thread/markRead': null;
  'thread/history': HistoryPage;
  /** The text of the composer now, which is the stored draft as well. */
  'sent/take': Draft & { readonly taken: number };
  'queue/remove': null;
  'item/read': { readonly item: Item };
  /** Who decided in the end: this call, or somebody before it. */
  'approval/decide': { readonly outcome: Outcome };
  'review/allowOnce': null;
  'home/restart': null;
  'account/login': null;
  'account/cancelLogin': null;
  'account/logout': null;
  'provider/set': null;
  'models/list': { readonly models: readonly ModelChoice[] };
  'draft/get': Draft;
  'draft/set': null;
  'settings/set': null;
  'notice/dismiss': null;
  'link/create': { readonly url: string; readonly validMs: number };
  'session/end': null;
  'held/trust': null;
  'demo/start': null;
  'demo/remove': null;
}

export interface FolderListing {
  readonly path: string;
  readonly parent: string | null;
  readonly folders: readonly { readonly name: string; readonly path: string; readonly repository: boolean }[];
}

export interface HistoryPage {
  /** In the order of time, with the same shapes and `ord` below all that the topic holds. */
  readonly turns: readonly TurnEntity[];
  readonly items: readonly ItemEntity[];
  readonly cursor: string | null;
}

export interface ModelChoice {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly isDefault: boolean;
  readonly efforts: readonly string[];
  readonly defaultEffort: string | null;
}
