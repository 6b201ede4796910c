import type { Item } from '../item/item.ts';
import type { FailureKind } from './failure.ts';
import type { GoalEntity } from './goal.ts';
import type { PlanStep, QueueEntity, SentEntity, ThreadDetail } from './thread.ts';

/** A turn as the wire tells of it, without its items. */
export interface TurnFacts {
  readonly id: string;
  readonly status: 'inProgress' | 'completed' | 'interrupted' | 'failed';
  readonly error: string | null;
  /** What kind of failure it ended with, where that is known. */
  readonly failure?: FailureKind;
  /** Unix ms. */
  readonly startedAt: number | null;
  readonly durationMs: number | null;
}

/** One turn or item of history, in the order of time. */
export interface History {
  /** The thread is in its app-server's memory: what the record leaves running may run, as a background terminal does. */
  readonly loaded: boolean;
  /** Which turn that the record leaves running does run: any of them, one by its id, or none. */
  readonly runs: 'any' | { readonly turnId: string } | null;
  readonly turns: readonly TurnFacts[];
  readonly items: readonly {
    readonly turnId: string;
    readonly item: Item;
    /** It is not in the record and never will be: what was kept of it when it was abandoned. */
    readonly cutOff?: true;
    /** UTF-16 units that were left out when it was kept. */
    readonly omitted?: number;
  }[];
}

/** Everything that changes the content of one thread's topic. */
export type ThreadAction =
  | { readonly type: 'turnStarted'; readonly turn: TurnFacts }
  | { readonly type: 'turnEnded'; readonly turn: TurnFacts }
  | { readonly type: 'itemStarted'; readonly turnId: string; readonly item: Item }
  | { readonly type: 'itemCompleted'; readonly turnId: string; readonly item: Item }
  /** `name` says which text of the item grows: `text`, `output`, `summary/0`, `content/0`. */
  | {
      readonly type: 'textGrew';
      readonly turnId: string;
      readonly itemId: string;
      readonly name: string;
      readonly delta: string;
    }
  | {
      readonly type: 'planUpdated';
      readonly turnId: string;
      readonly explanation: string | null;
      readonly plan: readonly PlanStep[];
    }
  | {
      readonly type: 'diffUpdated';
      readonly turnId: string;
      readonly added: number;
      readonly removed: number;
    }
  /** Texts of the person are on their way, came back, or arrived; null when there are none. */
  | { readonly type: 'sentChanged'; readonly sent: SentEntity | null }
  /** What it goes on for by itself, or null for nothing. */
  | { readonly type: 'goalChanged'; readonly goal: GoalEntity | null }
  | { readonly type: 'queueRead'; readonly queue: QueueEntity }
  | { readonly type: 'detailChanged'; readonly patch: Partial<ThreadDetail> }
  /** The app-server's own record, which is the truth about all that is completed. */
  | { readonly type: 'historyRead'; readonly history: History }
  /** The app-server says that of all turns only this one runs, or none: whatever else was told to run does not. */
  | { readonly type: 'settled'; readonly runs: string | null }
  /** The app-server died: nothing of this thread runs any more. */
  | { readonly type: 'cutOff' }
  /** Nobody looks any more: forget what the app-server can tell again. */
  | { readonly type: 'forgotten' };
