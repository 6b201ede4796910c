/**
 * Where a turn stands, derived from the model request alone.
 *
 * Codex sends the whole history with every request. The last user message that chooses a script is the anchor;
 * each call id that the endpoint hands out carries its step, so the tool outputs after the anchor tell which
 * step comes next. Nothing is remembered between requests: scripts survive a restart of either side.
 */
import { CONTINUE_PROMPT } from '#shared/model/thread/continue.ts';
import type { CallResult } from './script.ts';

/** The parts of a model request that scripts depend on. */
export interface ModelRequest {
  readonly input: readonly unknown[];
  /** `turn` for ordinary requests; others (a compaction, for example) get a plain answer. */
  readonly kind: string;
  readonly threadId: string;
  /** Codex's own reviewer asks: what it is to judge, as text; null for all else. */
  readonly judged: string | null;
}

export interface Position<S> {
  readonly chosen: S;
  /** The step to play next, from 0. */
  readonly step: number;
  readonly results: readonly CallResult[];
  readonly followUps: number;
  /** A user message that came while the script runs and that no reply has taken up yet. */
  readonly steer: string | undefined;
}

/** What {@link locate} found: where a script stands, or that none applies and the last prompt. */
export type Located<S> = Position<S> | { readonly chosen: undefined; readonly prompt: string };

type Entry =
  | { readonly type: 'user'; readonly text: string }
  | { readonly type: 'aborted' }
  | { readonly type: 'assistant' }
  | { readonly type: 'call'; readonly id: string; readonly tool: string }
  | { readonly type: 'output'; readonly id: string; readonly output: string };

const CALL_ID = /^call_(\d+)_(\d+)_/;
const WRAPPED = /^\s*<([A-Za-z][\w-]*)[^>]*>[\s\S]*<\/\1>\s*$/;
const REFUSED =
  /rejected by user|rejected by the user|denied by (the )?user|approval request failed|user (has )?(rejected|declined)|was (declined|denied)/i;

/** Reads a request body; throws `TypeError` when it is not an object with an `input` list. */
export function parseModelRequest(body: string): ModelRequest {
  const value: unknown = JSON.parse(body);
  if (!isRecord(value) || !Array.isArray(value['input'])) {
    throw new TypeError('not a Responses request: no input list');
  }
  const metadata = isRecord(value['client_metadata']) ? value['client_metadata'] : {};
  const threadId = typeof metadata['thread_id'] === 'string' ? metadata['thread_id'] : '';
  const kind = requestKind(metadata['x-codex-turn-metadata']);
  const judged = isJudgement(value['text'])
    ? contentText((value['input'].at(-1) as Record<string, unknown>)['content'])
    : null;
  return { input: value['input'], kind, threadId, judged };
}

/** The reviewer is the one who has to answer with an `outcome` (measured on 0.169.0). */
function isJudgement(text: unknown): boolean {
  return JSON.stringify(text ?? null).includes('"outcome":{"type":"string","enum":["allow","deny"]}');
}

/** A call id from which {@link locate} can read the step again; `unique` makes it unique in the thread. */
export function callId(step: number, index: number, unique: string): string {
  return `call_${step}_${index}_${unique}`;
}

/**
 * Finds the script that a history asks for, and its next step. `choose` says which script a user message
 * chooses, if any. A message that chooses none, while the script is unfinished, steers it; after the script's
 * end or an interruption it is a prompt of its own, for which no script applies.
 */
export function locate<S>(input: readonly unknown[], choose: (prompt: string) => S | undefined): Located<S> {
  const entries = readEntries(input);
  let anchor = -1;
  let chosen: S | undefined;
  let prompt = '';
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry?.type !== 'user') continue;
    prompt ||= entry.text;
    chosen = choose(entry.text);
    if (chosen !== undefined) {
      anchor = i;
      break;
    }
  }
  if (chosen === undefined) return { chosen: undefined, prompt };

  const tools = new Map<string, string>();
  const results: CallResult[] = [];
  let followUps = 0;
  let steer: string | undefined;
  // An assistant message that no call follows was the last reply of its turn.
  let spoke = false;
  let over = false;
  for (const entry of entries.slice(anchor + 1)) {
    switch (entry.type) {
      case 'user':
        if (entry.text.trim() === CONTINUE_PROMPT) {
          // A person lets a turn go on that was cut off: so does its script, with the step that has no answer yet.
          over = false;
          break;
        }
        if (spoke || over) return { chosen: undefined, prompt };
        followUps++;
        steer = entry.text;
        break;
      case 'aborted':
        over = true;
        break;
      case 'assistant':
        spoke = true;
        steer = undefined;
        break;
      case 'call':
        tools.set(entry.id, entry.tool);
        spoke = false;
        steer = undefined;
        break;
      case 'output': {
        spoke = false;
        const match = CALL_ID.exec(entry.id);
        if (match === null) break;
        results.push({
          step: Number(match[1]),
          index: Number(match[2]),
          tool: tools.get(entry.id) ?? '',
          output: entry.output,
          refused: REFUSED.test(entry.output),
        });
        break;
      }
    }
  }
  const answered = results.reduce((next, result) => Math.max(next, result.step + 1), 0);
  // After its last reply a turn goes on only by itself (a goal does that): with the step after the reply.
  const step = spoke ? answered + 1 : answered;
  return { chosen, step, results, followUps, steer };
}

/** The working directory that the newest environment context of a history names, or `''`. */
export function workingDirectory(input: readonly unknown[]): string {
  for (let i = input.length - 1; i >= 0; i--) {
    const item = input[i];
    if (!isRecord(item) || item['role'] !== 'user') continue;
    const match = /<environment_context>[\s\S]*?<cwd>([^<]*)<\/cwd>/.exec(contentText(item['content']));
    if (match?.[1] !== undefined) return match[1];
  }
  return '';
}

function readEntries(input: readonly unknown[]): Entry[] {
  const entries: Entry[] = [];
  for (const item of input) {
    if (!isRecord(item)) continue;
    const id = typeof item['call_id'] === 'string' ? item['call_id'] : '';
    switch (item['type']) {
      case 'message':
      case undefined: {
        if (item['role'] === 'assistant') entries.push({ type: 'assistant' });
        if (item['role'] !== 'user') break;
        const text = contentText(item['content']);
        if (/^\s*<turn_aborted>/.test(text)) entries.push({ type: 'aborted' });
        else if (!isContext(text)) entries.push({ type: 'user', text });
        break;
      }
      case 'agent_message': {
        // Only what a parent hands to its sub-agent is a prompt. The reports that come back are not.
        const text = contentText(item['content']);
        if (text.startsWith('Message Type: NEW_TASK')) entries.push({ type: 'user', text });
        break;
      }
      case 'function_call':
      case 'custom_tool_call':
        entries.push({ type: 'call', id, tool: typeof item['name'] === 'string' ? item['name'] : '' });
        break;
      case 'function_call_output':
      case 'custom_tool_call_output':
        entries.push({ type: 'output', id, output: outputText(item['output']) });
        break;
      default:
        break;
    }
  }
  return entries;
}

/** Messages that Codex writes in the user's name: surroundings, instructions, reports of sub-agents. */
function isContext(text: string): boolean {
  return WRAPPED.test(text) || text.startsWith('# AGENTS.md instructions') || text.trim() === '';
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  let text = '';
  for (const part of content) {
    if (!isRecord(part)) continue;
    const piece = part['text'] ?? part['encrypted_content'];
    if (typeof piece === 'string') text += (text === '' ? '' : '\n') + piece;
  }
  return text;
}

function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  if (Array.isArray(output)) return contentText(output);
  if (isRecord(output) && typeof output['content'] === 'string') return output['content'];
  return output === undefined ? '' : JSON.stringify(output);
}

function requestKind(metadata: unknown): string {
  if (typeof metadata !== 'string') return 'turn';
  try {
    const value: unknown = JSON.parse(metadata);
    return isRecord(value) && typeof value['request_kind'] === 'string' ? value['request_kind'] : 'turn';
  } catch {
    return 'turn';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
