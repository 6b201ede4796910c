/**
 * What an agent did or said, one thing at a time, in Muster's own shapes. An engine maps what its protocol calls an item
 * into them at its boundary; nothing behind it knows the protocol. The words are those of the field.
 */
import type { FileEdit } from './file-edit.ts';

/** How far something that takes a while has come. */
export type ItemStatus = 'inProgress' | 'completed' | 'failed';

interface Base {
  readonly id: string;
  /** Unix ms; absent where that is not recorded. */
  readonly startedAtMs?: number;
  readonly completedAtMs?: number;
}

/** One part of what a person says. */
export type MessagePart =
  | { readonly type: 'text'; readonly text: string }
  /** A picture that the host keeps: see `model/prompt/attached.ts`. */
  | { readonly type: 'picture'; readonly id: string }
  | { readonly type: 'localImage' | 'localAudio'; readonly path: string }
  | { readonly type: 'skill' | 'mention'; readonly name: string; readonly path: string }
  /** Something that is not on this machine, or of a later version: shown by its type alone. */
  | { readonly type: 'attachment'; readonly kind: string };

export interface UserMessage extends Base {
  readonly type: 'userMessage';
  /** The id under which a client sent it; null when none did. */
  readonly clientId: string | null;
  readonly content: readonly MessagePart[];
}

export interface AgentMessage extends Base {
  readonly type: 'agentMessage';
  readonly text: string;
  /** True when the provider does not want it shown: its text is empty then. */
  readonly withheld?: boolean;
}

/** A plan that the agent proposes as a text. */
export interface PlanItem extends Base {
  readonly type: 'plan';
  readonly text: string;
}

export interface Reasoning extends Base {
  readonly type: 'reasoning';
  readonly summary: readonly string[];
  readonly content: readonly string[];
}

/** What a command does, as far as the engine can tell from its words. */
export type CommandAction =
  | { readonly type: 'read'; readonly name: string; readonly path: string }
  | { readonly type: 'listFiles'; readonly path: string | null }
  | { readonly type: 'search'; readonly query: string | null; readonly path: string | null }
  | { readonly type: 'unknown' };

export interface CommandExecution extends Base {
  readonly type: 'commandExecution';
  readonly command: string;
  readonly cwd: string;
  /** Who runs it: `userShell` for the person, anything else for the agent. */
  readonly source: string;
  readonly status: ItemStatus | 'declined';
  readonly commandActions: readonly CommandAction[];
  /** Null until it ended, and where it wrote nothing. */
  readonly aggregatedOutput: string | null;
  readonly exitCode: number | null;
  readonly durationMs: number | null;
}

export interface FileChange extends Base {
  readonly type: 'fileChange';
  readonly changes: readonly FileEdit[];
  readonly status: ItemStatus | 'declined';
}

/** A tool that the agent calls, of an MCP server or of the client. */
export interface ToolCall extends Base {
  readonly type: 'toolCall';
  readonly provider: 'mcp' | 'client';
  /** The MCP server, or the client's own name for a group of tools; null where there is none. */
  readonly server: string | null;
  readonly tool: string;
  readonly status: ItemStatus;
  readonly arguments: unknown;
  /** What came out, as it came; null until then. */
  readonly result: unknown;
  readonly error: string | null;
  readonly durationMs: number | null;
}

/** The result of a function that somebody else carried out. */
export interface FunctionCallOutput extends Base {
  readonly type: 'functionCallOutput';
  readonly name: string;
  readonly output: unknown;
}

/** What an agent did with other agents. */
export interface SubAgent extends Base {
  readonly type: 'subAgent';
  /** What was done, such as `spawnAgent`, or what became of it, such as `completed`: an open list of words. */
  readonly act: string;
  readonly status: ItemStatus | 'interrupted';
  readonly agents: readonly {
    readonly threadId: string;
    /** Its name among agents; null where only its thread is told. */
    readonly path: string | null;
    readonly state: string | null;
  }[];
  readonly prompt: string | null;
  readonly model: string | null;
}

export interface WebSearch extends Base {
  readonly type: 'webSearch';
  readonly query: string;
  readonly action:
    | { readonly type: 'search'; readonly query: string | null; readonly queries: readonly string[] | null }
    | { readonly type: 'openPage'; readonly url: string | null }
    | { readonly type: 'findInPage'; readonly url: string | null; readonly pattern: string | null }
    | { readonly type: 'other' }
    | null;
}

/** An image that the agent looked at, or had made. */
export interface ImageItem extends Base {
  readonly type: 'image';
  readonly act: 'viewed' | 'made';
  /** Where it lies; null where it lies nowhere. */
  readonly path: string | null;
  /** How far making it has come, in the words of whoever makes it. */
  readonly status: string;
  readonly prompt: string | null;
  /** Why none was made, as it came; null when one was. */
  readonly failure: unknown;
}

/** A review of the work begins or has ended. */
export interface Review extends Base {
  readonly type: 'review';
  readonly phase: 'entered' | 'exited';
  /** What is reviewed; at its end what was found. */
  readonly review: string;
}

/** What came before is summarised for the model. */
export interface ContextCompaction extends Base {
  readonly type: 'contextCompaction';
}

/** Something that a hook added to the prompt. */
export interface HookPrompt extends Base {
  readonly type: 'hookPrompt';
  readonly fragments: readonly { readonly text: string; readonly hookRunId: string }[];
}

export interface Sleep extends Base {
  readonly type: 'sleep';
  readonly durationMs: number;
}

/** An item that an engine understood. */
export type KnownItem =
  | UserMessage
  | AgentMessage
  | PlanItem
  | Reasoning
  | CommandExecution
  | FileChange
  | ToolCall
  | FunctionCallOutput
  | SubAgent
  | WebSearch
  | ImageItem
  | Review
  | ContextCompaction
  | HookPrompt
  | Sleep;

/**
 * An item whose type is not known to this version, that is not of its type's shape, or whose beginning was never seen:
 * shown raw, never dropped.
 */
export interface RawItem {
  readonly type: 'unknown';
  readonly id: string;
  /** The type's name on the wire, empty where it named none; null for an item only seen through its deltas. */
  readonly wireType: string | null;
  /** As it came, bounded. */
  readonly raw: unknown;
}

export type Item = KnownItem | RawItem;

/** The items of one type. */
export type ItemOf<T extends Item['type']> = Extract<Item, { type: T }>;
