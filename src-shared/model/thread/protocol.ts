/** The protocol's own types that the model carries as they are. Types only; nothing is typed by hand. */
import type { ReasoningEffort } from '../../app-server/generated/ts/ReasoningEffort.ts';
import type { FileUpdateChange } from '../../app-server/generated/ts/v2/FileUpdateChange.ts';
import type { ThreadItem } from '../../app-server/generated/ts/v2/ThreadItem.ts';

export type AgentEffort = ReasoningEffort;
export type FileEdit = FileUpdateChange;
export type KnownItem = ThreadItem;

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

/** What the provider wants not to be shown of a message that it let the agent write first. */
export interface Withheld {
  /** True when the message is not to be shown; its text is then empty here. */
  readonly withheld?: boolean;
}

export type Item = (ThreadItem & Withheld) | RawItem;
