import type { ThreadId } from '../ids.ts';
import type { Item } from '../item/item.ts';
import type { PlanStep } from './thread.ts';
import type { Attached } from '../prompt/attached.ts';

/** A text that the person sent and that is not known to have arrived in its thread. */
export interface SentText {
  /** The id under which Codex was given it; the item of it carries the same as `clientId`. */
  readonly id: string;
  readonly threadId: ThreadId;
  /** The turn it was sent into or started; null while that is not known. */
  readonly turnId: string | null;
  readonly mode: 'start' | 'steer' | 'queue';
  /**
   * Held by the host until the next step; being sent; taken by the app-server and not by the agent yet; or given back,
   * because its turn ended without it.
   */
  readonly state: 'held' | 'sending' | 'waiting' | 'returned';
  readonly text: string;
  /** What goes with it; absent where there is nothing. */
  readonly attached?: readonly Attached[] | undefined;
  /** Unix ms. */
  readonly at: number;
}

/** An item that was shown and that the app-server's record does not have, or not yet. */
export interface KeptItem {
  readonly turnId: string;
  /** The item of the same turn that stood before it; null when it was the first. */
  readonly beforeId: string | null;
  /** Its place among the items, for those that stand behind the same one. */
  readonly place: number;
  /**
   * `running`: it had not ended, so it ended with its process. `cutOff`: Codex abandoned it. `declined`: Codex forgets
   * it when it unloads the thread. `said`: a message of the person that may not be on disk yet.
   */
  readonly why: 'running' | 'cutOff' | 'declined' | 'said';
  readonly item: Item;
  /** UTF-16 units left out of the item's output. */
  readonly omitted: number;
}

/** The last plan that a thread had, which no record has (0.171.0, measured). */
export interface KeptPlan {
  readonly turnId: string;
  readonly plan: readonly PlanStep[];
  readonly explanation: string | null;
}

/** The same as it is stored: an earlier Muster stored items as its engine had them. */
export type KeptRow = Omit<KeptItem, 'item'> & {
  readonly item: { readonly id: string; readonly type: string };
};

/** What is kept of the growing texts of one item. */
export interface KeptTexts {
  readonly texts: ReadonlyMap<string, string>;
  /** UTF-16 units that were there before what is kept. */
  readonly lost: number;
}

/** A part of a growing text, in UTF-16 units from the beginning of the text. */
export interface TextPart {
  readonly itemId: string;
  readonly name: string;
  readonly at: number;
  readonly text: string;
  /** What lies before it is not kept any more. */
  readonly from: number;
}
