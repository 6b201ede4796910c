import type { AnyKey, Key, TextKey } from '../model/collection.ts';
import type { ContractError } from './errors.ts';

/** Rises with every change that an older client would misread. Host and client must agree on it exactly. */
export const CONTRACT_VERSION = 8;

/** What a client sends. Frames are plain JSON; over a MessagePort they travel as objects, over a socket as text. */
export type ClientFrame =
  | { readonly t: 'hello'; readonly version: number; readonly client: string; readonly name: string }
  | { readonly t: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly t: 'open'; readonly topic: string; readonly have?: TopicPosition }
  | { readonly t: 'close'; readonly topic: string }
  | { readonly t: 'ack'; readonly seq: number };

/** What the host sends. A `batch` is sent only while the client has acknowledged enough of those before it. */
export type HostFrame =
  | { readonly t: 'welcome'; readonly version: number; readonly host: string }
  | { readonly t: 'refused'; readonly error: ContractError }
  | { readonly t: 'result'; readonly id: number; readonly value: unknown }
  | { readonly t: 'failed'; readonly id: number; readonly error: ContractError }
  | { readonly t: 'batch'; readonly seq: number; readonly updates: readonly TopicUpdate[] };

/** What a client has of a topic: the last revision it applied and how far each growing text of it reaches. */
export interface TopicPosition {
  readonly epoch: string;
  readonly rev: number;
  /** Key of a growing text → absolute offset of its end, in UTF-16 units. */
  readonly texts: Readonly<Record<string, number>>;
}

/**
 * Brings a client's copy of a topic from the revision `from` to `rev`. Order of application: reset, cut, put, text. A
 * client whose copy is at another revision has missed something and opens the topic again without a position.
 */
export interface TopicUpdate {
  readonly topic: string;
  readonly epoch: string;
  /** The revision that this update starts from: that of the update before it, or of the position the client named. */
  readonly from: number;
  readonly rev: number;
  /** Forget everything first: what follows is a snapshot. */
  readonly reset?: true;
  /** Keys of values and of texts that are gone. */
  readonly cut?: readonly AnyKey[];
  readonly put?: readonly (readonly [key: Key<unknown>, value: unknown])[];
  readonly text?: readonly TextUpdate[];
  /** The topic cannot be shown; there will be no further update until it is opened again. */
  readonly error?: ContractError;
}

/** `at` is the absolute offset of `chunk`; when it equals `start`, the chunk is the whole text that is kept. */
export type TextUpdate = readonly [key: TextKey, start: number, at: number, chunk: string];

/** Batches that may be under way to a client before it acknowledges one. */
export const BATCH_CREDITS = 2;
/** Calls of one client that may be unanswered at a time; more are refused with `tooManyCalls`. */
export const CALL_LIMIT = 64;
