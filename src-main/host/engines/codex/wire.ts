import { checks, fills } from '#shared/app-server/generated/validators/items.js';
import type { TurnFacts } from '#shared/model/thread/actions.ts';
import type { ThreadItem } from '#shared/app-server/generated/ts/v2/ThreadItem.ts';
import type { Item, RawItem } from '#shared/model/item/item.ts';
import type { FailureKind } from '#shared/model/thread/failure.ts';
import type { Facts } from '#shared/model/thread/facts.ts';
import { boundRaw, countValues } from '#shared/rpc/bounds.ts';
import { Malformed } from '../failure.ts';
import { adaptItem } from './items.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown, what: string): Fields {
  if (!isFields(value)) throw new Malformed(what);
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(from: Fields, key: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw new Malformed(key);
  return value;
}

export function textOrNull(from: Fields, key: string): string | null {
  const value = from[key];
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') throw new Malformed(key);
  return value;
}

export function numberOr(from: Fields, key: string, otherwise: number): number {
  const value = from[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

export function list(from: Fields, key: string): readonly unknown[] {
  const value = from[key];
  if (!Array.isArray(value)) throw new Malformed(key);
  return value;
}

/** The longest id that is taken, UTF-16 units: Codex's own have 36 to 64, a tool call's may be a model's words. */
const ID_LENGTH = 200;
/** What is kept of a text that is shown in a line or two, UTF-16 units. */
const LINE_LENGTH = 4000;

/** An id: a text that names something, neither empty nor endless. */
export function id(from: Fields, key: string): string {
  const value = text(from, key);
  if (value === '' || value.length > ID_LENGTH) throw new Malformed(key);
  return value;
}

/** A text of which a line or two are shown: so much of it is kept. */
export function short(value: string): string {
  return value.length > LINE_LENGTH ? `${value.slice(0, LINE_LENGTH)}…` : value;
}

/** Lists and objects an item may have in all: a page draws some thousand of them, not a million. */
const VALUES_LIMIT = 20_000;

/**
 * Reads an item: deeply, by Codex's own schema. One of an unknown type, or that is not of its type's shape, is kept raw
 * and bounded; one without an id cannot be. What an item may leave out is filled in.
 */
export function readItem(raw: unknown): Item {
  const item = fields(raw, 'item');
  return readNamedItem(item, id(item, 'id'));
}

/** Reads an item of the record, where one that cannot be named is shown raw under a name of ours. */
export function readRecordedItem(raw: unknown, otherwise: string): Item {
  const item = isFields(raw) ? raw : {};
  const own = item['id'];
  const named = typeof own === 'string' && own !== '' && own.length <= ID_LENGTH;
  return named
    ? readNamedItem(item, own)
    : { type: 'unknown', id: otherwise, wireType: '', raw: boundRaw(raw) };
}

/**
 * Names of items that Codex has and Muster has under another name. What both call the same is of Codex's shape or of a
 * part of it.
 */
const CODEX_NAMES = new Set([
  'mcpToolCall',
  'dynamicToolCall',
  'collabAgentToolCall',
  'subAgentActivity',
  'imageView',
  'imageGeneration',
  'enteredReviewMode',
  'exitedReviewMode',
]);

/** An item that Muster stored: an earlier one did so in Codex's own shape, with more than is read now. */
export function readStoredItem(stored: { readonly id: string; readonly type: string }): Item {
  return CODEX_NAMES.has(stored.type) ? readNamedItem({ ...stored }, stored.id) : (stored as Item);
}

function readNamedItem(item: Fields, name: string): Item {
  const type = typeof item['type'] === 'string' ? item['type'].slice(0, ID_LENGTH) : '';
  if (isThreadItem(type, item)) return adaptItem(item);
  return { type: 'unknown', id: name, wireType: type, raw: boundRaw(item) };
}

/** Values of a provider's own data that are looked at. */
const METADATA_VALUES = 2000;

/** Whether a provider's data about a turn names something as not to be shown; what else it means is not described. */
export function saysWithheld(metadata: unknown): boolean {
  let left = METADATA_VALUES;
  const look = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || (left -= 1) < 0) return false;
    return Object.entries(value).some(
      ([key, inner]) =>
        ((key === 'mode' || key === 'action') && (inner === 'hide' || inner === 'block')) || look(inner),
    );
  };
  return look(metadata);
}

/** Whether it is an item as the generated types promise it; what it may leave out is then filled in. */
function isThreadItem(type: string, item: unknown): item is ThreadItem {
  const check = Object.hasOwn(checks, type) ? checks[type] : undefined;
  if (check === undefined || !check(item) || countValues(item, VALUES_LIMIT) >= VALUES_LIMIT) return false;
  return fills[type]?.(item) === true;
}

/** An item that was kept raw although this version knows its type, or that named none: the record may have it whole. */
export function isMisfit(item: Item): item is RawItem {
  return (
    item.type === 'unknown' &&
    item.wireType !== null &&
    (item.wireType === '' || Object.hasOwn(checks, item.wireType))
  );
}

const TURN_STATUSES = new Set(['inProgress', 'completed', 'interrupted', 'failed']);

/** Reads a turn without its items. Its times come in seconds and leave in milliseconds. */
export function readTurn(raw: unknown): TurnFacts {
  const turn = fields(raw, 'turn');
  const status = text(turn, 'status');
  const error = turn['error'];
  const startedAt = numberOr(turn, 'startedAt', Number.NaN);
  const durationMs = numberOr(turn, 'durationMs', Number.NaN);
  return {
    id: id(turn, 'id'),
    // A status of a later version is an end we know nothing else of.
    status: (TURN_STATUSES.has(status) ? status : 'completed') as TurnFacts['status'],
    error: error === null || error === undefined ? null : errorWords(isFields(error) ? error : {}),
    ...(isFields(error) && { failure: failureKind(error) }),
    startedAt: Number.isNaN(startedAt) ? null : startedAt * 1000,
    durationMs: Number.isNaN(durationMs) ? null : durationMs,
  };
}

/** The newest turn of a page of turns, newest first; undefined where there is none. */
export function readLastTurn(page: unknown): TurnFacts | undefined {
  const [newest] = list(fields(page, 'page'), 'data');
  return newest === undefined ? undefined : readTurn(newest);
}

/** The words of a turn's error, with the details Codex adds. That it failed is known also where it says nothing. */
export function errorWords(error: Fields): string {
  const { message, additionalDetails: details } = error;
  const words = typeof message === 'string' && message !== '' ? message : 'Codex gave no words for it.';
  return short(typeof details === 'string' && details !== '' ? `${words} (${details})` : words);
}

/** What Codex calls errors (0.171.0), in our words; the union is open. */
const FAILURES: Readonly<Record<string, FailureKind>> = {
  contextWindowExceeded: 'contextWindow',
  sessionBudgetExceeded: 'budget',
  usageLimitExceeded: 'usageLimit',
  rateLimitExceeded: 'rateLimit',
  flexUnavailable: 'overloaded',
  serverOverloaded: 'overloaded',
  policyCapacityUnavailable: 'overloaded',
  internalServerError: 'overloaded',
  modelNotFound: 'modelNotFound',
  inferenceHookDenied: 'hook',
  cyberPolicy: 'policy',
  bioPolicy: 'policy',
  misalignmentPolicyViolation: 'policy',
  unauthorized: 'unauthorised',
  sandboxError: 'sandbox',
  httpConnectionFailed: 'connection',
  responseStreamConnectionFailed: 'connection',
  responseStreamDisconnected: 'connection',
  responseTooManyFailedAttempts: 'connection',
};

/** Statuses of a provider that say more than that it was not reached (0.171.0 tells them as a failed connection). */
const STATUSES: Readonly<Record<number, FailureKind>> = {
  401: 'unauthorised',
  403: 'unauthorised',
  429: 'rateLimit',
  503: 'overloaded',
};

/**
 * The kind of a turn's error by its `codexErrorInfo`: a name, or an object with one key that is the name. A line that
 * broke in the middle of an answer is told as `other` (0.171.0), and only its words say so.
 */
export function failureKind(error: Fields): FailureKind {
  const { codexErrorInfo: info, message } = error;
  const [[name, about] = ['', null]] = isFields(info)
    ? Object.entries(info)
    : [[String(info), null] as const];
  const status = isFields(about) ? numberOr(about, 'httpStatusCode', 0) : 0;
  const known = STATUSES[status] ?? (Object.hasOwn(FAILURES, name) ? FAILURES[name] : undefined);
  if (known !== undefined) return known;
  return typeof message === 'string' && /^stream disconnected|error sending request/.test(message)
    ? 'connection'
    : 'other';
}

const THREAD_STATUSES = new Set(['notLoaded', 'idle', 'systemError', 'active']);

/** Reads a thread's status; one that is not known counts as active, so that nothing is unloaded under it. */
export function readStatus(raw: unknown): { status: Facts['status']; waiting: boolean } {
  const status = fields(raw, 'status');
  const type = text(status, 'type');
  const flags = Array.isArray(status['activeFlags']) ? status['activeFlags'] : [];
  return {
    status: (THREAD_STATUSES.has(type) ? type : 'active') as Facts['status'],
    waiting: flags.length > 0,
  };
}

/** Whether a status is one that this version knows. */
export function isThreadStatus(type: unknown): type is Facts['status'] {
  return typeof type === 'string' && THREAD_STATUSES.has(type);
}
