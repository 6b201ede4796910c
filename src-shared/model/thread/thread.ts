import type { DecisionId } from '../approval/approval.ts';
import type { Decider } from '../approval/decider.ts';
import type { Item } from '../item/item.ts';
import type { PromptInput } from '../prompt/attached.ts';
import type { ApprovalId, ThreadId, WorkspaceId } from '../ids.ts';
import type { FailureKind } from './failure.ts';
import type { Permission } from './settings.ts';
import type { ThreadState } from './thread-state.ts';

/** Key `thread` of a thread's topic: what its header shows. */
export interface ThreadDetail {
  readonly id: ThreadId;
  readonly workspaceId: WorkspaceId;
  readonly title: string;
  readonly cwd: string;
  readonly branch: string | null;
  readonly model: string | null;
  readonly effort: string | null;
  /** How freely it works; null when not known. */
  readonly permission: Permission | null;
  /** It plans before it works. */
  readonly plan: boolean;
  /** What was changed of model, effort, permission or plan counts from the next turn only. */
  readonly settingsWait: boolean;
  readonly state: ThreadState;
  /** Its last turn was cut off by the death of a process, as the fleet's row says it. */
  readonly interrupted: boolean;
  /** Why it failed, is disconnected, or can only be read; a sentence for the person. */
  readonly reason: string | null;
  /** The turn that runs, if one does. */
  readonly activeTurnId: string | null;
  /** Opaque cursor of what is older than the turns in this topic; null when nothing is. */
  readonly olderCursor: string | null;
  /** The history of the thread has been read into this topic; until then only live items are here. */
  readonly loaded: boolean;
  /** Why the history could not be read. */
  readonly loadError: string | null;
  readonly tokens: number;
  readonly contextShare: number | null;
  /** Unix ms at which it goes on by itself, as the person chose; null without that. */
  readonly continueAt: number | null;
  /** A sentence that says what *Continue* would run; null when there is nothing to continue. */
  readonly continueWith: string | null;
  readonly canInterrupt: boolean;
  readonly canSend: boolean;
  /** Another program is writing it: it can be taken over once that is done. */
  readonly ownedElsewhere: boolean;
  /** The other program that started it, in words, until it is adopted; null for Muster's own. */
  readonly program: string | null;
}

/** Key `turn:<id>`: one turn, without its items. */
export interface TurnEntity {
  readonly id: string;
  /** Place among the thread's turns; grows with time. */
  readonly ord: number;
  readonly status: 'inProgress' | 'completed' | 'interrupted' | 'failed';
  readonly error: string | null;
  /** What kind of failure it ended with, where that is known: what can be done about it follows. */
  readonly failure?: FailureKind;
  readonly startedAt: number | null;
  readonly durationMs: number | null;
  readonly plan: readonly PlanStep[] | null;
  readonly planExplanation: string | null;
  /** Lines added and removed by the turn so far, from its diff. */
  readonly added: number;
  readonly removed: number;
}

/** Key `verdict:<approval>`: what somebody other than a person decided in this thread. */
export interface VerdictEntity {
  readonly approvalId: ApprovalId;
  /** What it was about, as far as that is known. */
  readonly turnId: string | null;
  readonly itemId: string | null;
  readonly decision: DecisionId;
  readonly by: Decider;
  /** Unix ms. */
  readonly at: number;
}

/** One step of a plan, with the protocol's own status. */
export interface PlanStep {
  readonly step: string;
  readonly status: 'pending' | 'inProgress' | 'completed';
}

/**
 * Key `item:<id>`: one item. `item` is the protocol's own object; an item whose beginning was never seen is a
 * placeholder of type `unknown`. While it grows, its texts stand under `text:<id>~<name>` for each name in `live`.
 */
export interface ItemEntity {
  readonly id: string;
  readonly turnId: string;
  /** Place among the thread's items; grows with time. */
  readonly ord: number;
  readonly item: Item;
  /** The item ended; no text grows any more. One whose own status still says *in progress* was cut off. */
  readonly done: boolean;
  /** Names of the growing texts: `text`, `output`, `summary/0`, `content/0`. */
  readonly live: readonly string[];
  /** UTF-16 units that were left out of `item`'s output; the whole is had by `item/read`. */
  readonly omitted: number;
  /** It was abandoned before its end, by Codex or with its process: what there is of it is all there will be. */
  readonly cutOff?: true;
}

/** A prompt by its id. */
export interface NamedPrompt extends PromptInput {
  readonly id: string;
}

/** Texts of the person that are on their way, or came back. Absent while there are none. */
export interface SentEntity {
  /**
   * Steers that the agent has not taken yet: it does so at its next step. Those that are `held` are with the host and can
   * be taken back; the others are on their way.
   */
  readonly waiting: readonly (NamedPrompt & { readonly held: boolean })[];
  /** Texts whose turn ended without them: they go back into the composer. */
  readonly returned: readonly NamedPrompt[];
}

/** The prompts that wait. Paused ones start only when the person says so. */
export interface QueueEntity {
  readonly paused: boolean;
  readonly prompts: readonly NamedPrompt[];
}

/** Whether an item never came to its end: its process died, or its turn did. */
export function isCutOff({ done, item, cutOff }: Pick<ItemEntity, 'done' | 'item' | 'cutOff'>): boolean {
  return cutOff === true || (done && 'status' in item && item.status === 'inProgress');
}
