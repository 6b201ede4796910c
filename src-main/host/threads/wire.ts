import type { TurnFacts } from '#shared/model/thread/actions.ts';
import type { Item } from '#shared/model/thread/protocol.ts';

/** Something on the wire was not of the shape that its method promises. */
export class Malformed extends Error {
  constructor(what: string) {
    super(`malformed: ${what}`);
    this.name = 'Malformed';
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(what);
  return value as Fields;
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

type FieldCheck = 'string' | 'array' | 'nullableString';

/**
 * What the model and the views rely on, by item type: a known type that lacks it is shown raw instead. Types that are
 * not in this table have nothing that is relied on, or are not known.
 */
const RELIED_ON: Readonly<Record<string, Readonly<Record<string, FieldCheck>>>> = {
  userMessage: { content: 'array' },
  hookPrompt: { fragments: 'array' },
  agentMessage: { text: 'string' },
  functionCallOutput: { name: 'string' },
  plan: { text: 'string' },
  reasoning: { summary: 'array', content: 'array' },
  commandExecution: {
    command: 'string',
    status: 'string',
    commandActions: 'array',
    aggregatedOutput: 'nullableString',
  },
  fileChange: { changes: 'array', status: 'string' },
  mcpToolCall: { server: 'string', tool: 'string', status: 'string' },
  dynamicToolCall: { tool: 'string', status: 'string' },
  collabAgentToolCall: { tool: 'string', status: 'string', receiverThreadIds: 'array' },
  subAgentActivity: { agentThreadId: 'string' },
  webSearch: {},
  imageView: { path: 'string' },
  sleep: {},
  imageGeneration: {},
  enteredReviewMode: { review: 'string' },
  exitedReviewMode: { review: 'string' },
  contextCompaction: {},
};

/** Reads an item. One of an unknown type, or without what its type promises, is kept raw; one without an id cannot be. */
export function readItem(raw: unknown): Item {
  const item = fields(raw, 'item');
  const id = text(item, 'id');
  const type = typeof item['type'] === 'string' ? item['type'] : null;
  const relied = type === null ? undefined : RELIED_ON[type];
  if (relied === undefined || !Object.entries(relied).every(([key, check]) => holds(item[key], check))) {
    return { type: 'unknown', id, wireType: type, raw };
  }
  return raw as Item;
}

function holds(value: unknown, check: FieldCheck): boolean {
  if (check === 'array') return Array.isArray(value);
  return typeof value === 'string' || (check === 'nullableString' && (value === null || value === undefined));
}

const TURN_STATUSES = new Set(['inProgress', 'completed', 'interrupted', 'failed']);

/** Reads a turn without its items. Its times come in seconds and leave in milliseconds. */
export function readTurn(raw: unknown): TurnFacts {
  const turn = fields(raw, 'turn');
  const status = text(turn, 'status');
  const error = turn['error'] === null || turn['error'] === undefined ? null : fields(turn['error'], 'error');
  const startedAt = numberOr(turn, 'startedAt', Number.NaN);
  const durationMs = numberOr(turn, 'durationMs', Number.NaN);
  return {
    id: text(turn, 'id'),
    // A status of a later version is an end we know nothing else of.
    status: (TURN_STATUSES.has(status) ? status : 'completed') as TurnFacts['status'],
    error: error === null ? null : errorWords(error),
    startedAt: Number.isNaN(startedAt) ? null : startedAt * 1000,
    durationMs: Number.isNaN(durationMs) ? null : durationMs,
  };
}

/** The words of a turn's error, with the details Codex adds. */
export function errorWords(error: Fields): string {
  const message = text(error, 'message');
  const details = textOrNull(error, 'additionalDetails');
  return details === null || details === '' ? message : `${message} (${details})`;
}
