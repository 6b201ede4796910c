import type { ThreadItem } from '#shared/app-server/generated/ts/v2/ThreadItem.ts';
import type { UserInput } from '#shared/app-server/generated/ts/v2/UserInput.ts';
import { keptPicture } from './pictures.ts';
import type {
  CommandAction,
  CommandExecution,
  ImageItem,
  ItemOf,
  KnownItem,
  MessagePart,
  SubAgent,
  ToolCall,
  WebSearch,
} from '#shared/model/item/item.ts';

type Codex<T extends ThreadItem['type']> = Extract<ThreadItem, { type: T }>;

/** An item of Codex, checked and filled in, as an item of Muster: the only place that knows both. */
export function adaptItem(item: ThreadItem): KnownItem {
  const times = { ...time(item, 'startedAtMs'), ...time(item, 'completedAtMs') };
  return { ...times, ...shapeOf(item) };
}

function shapeOf(item: ThreadItem): KnownItem {
  const { id } = item;
  switch (item.type) {
    case 'userMessage':
      return { type: 'userMessage', id, clientId: item.clientId, content: item.content.map(part) };
    case 'agentMessage':
      return agentMessage(item);
    case 'plan':
      return { type: 'plan', id, text: item.text };
    case 'reasoning':
      return { type: 'reasoning', id, summary: item.summary, content: item.content };
    case 'commandExecution':
      return commandExecution(item);
    case 'fileChange':
      return { type: 'fileChange', id, changes: item.changes.map(edit), status: item.status };
    case 'mcpToolCall':
      return mcpToolCall(item);
    case 'dynamicToolCall':
      return dynamicToolCall(item);
    case 'functionCallOutput':
      return { type: 'functionCallOutput', id, name: item.name, output: item.output };
    case 'collabAgentToolCall':
      return collabAgentToolCall(item);
    case 'subAgentActivity':
      return {
        type: 'subAgent',
        id,
        act: item.kind,
        status: 'completed',
        agents: [{ threadId: item.agentThreadId, path: item.agentPath, state: null }],
        prompt: null,
        model: item.model,
      };
    case 'webSearch':
      return { type: 'webSearch', id, query: item.query, action: searchAction(item.action) };
    case 'imageView':
      return {
        type: 'image',
        id,
        act: 'viewed',
        path: item.path,
        status: 'completed',
        prompt: null,
        failure: null,
      };
    case 'imageGeneration':
      return imageGeneration(item);
    case 'enteredReviewMode':
      return { type: 'review', id, phase: 'entered', review: item.review };
    case 'exitedReviewMode':
      return { type: 'review', id, phase: 'exited', review: item.review };
    case 'contextCompaction':
      return { type: 'contextCompaction', id };
    case 'hookPrompt':
      return {
        type: 'hookPrompt',
        id,
        fragments: item.fragments.map(({ text, hookRunId }) => ({ text, hookRunId })),
      };
    case 'sleep':
      return { type: 'sleep', id, durationMs: item.durationMs };
  }
}

/** A time that Codex may leave out; its schema says nothing of its shape. */
function time<K extends 'startedAtMs' | 'completedAtMs'>(item: ThreadItem, key: K): { [key in K]?: number } {
  const value: unknown = item[key];
  return (typeof value === 'number' ? { [key]: value } : {}) as { [key in K]?: number };
}

function part(input: UserInput): MessagePart {
  switch (input.type) {
    case 'text':
      return { type: 'text', text: input.text };
    case 'localImage':
    case 'image': {
      const id = keptPicture(input);
      if (id !== null) return { type: 'picture', id };
      return input.type === 'image'
        ? { type: 'attachment', kind: 'image' }
        : { type: 'localImage', path: input.path };
    }
    case 'localAudio':
      return { type: input.type, path: input.path };
    case 'skill':
    case 'mention':
      return { type: input.type, name: input.name, path: input.path };
    default:
      return { type: 'attachment', kind: input.type };
  }
}

function agentMessage(item: Codex<'agentMessage'>): ItemOf<'agentMessage'> {
  const { id, text } = item;
  return isWithheld(item.moderation)
    ? { type: 'agentMessage', id, text: '', withheld: true }
    : { type: 'agentMessage', id, text };
}

/**
 * Whether Codex says that a message is not to be shown: it was written, and judged afterwards. 0.171.0 tags it with a
 * mode, 0.169.0 named an action. A mode that is not known is no leave to show it.
 */
function isWithheld(moderation: unknown): boolean {
  const display = inside(moderation, 'display');
  if (typeof display !== 'object' || display === null) return false;
  const mode = inside(display, 'mode');
  const action = inside(display, 'action');
  return mode === undefined ? action === 'hide' || action === 'block' : mode !== 'show';
}

function inside(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function commandExecution(item: Codex<'commandExecution'>): CommandExecution {
  const { id, command, cwd, source, status, aggregatedOutput, exitCode, durationMs } = item;
  const commandActions = item.commandActions.map(commandAction);
  return {
    type: 'commandExecution',
    id,
    command,
    cwd,
    source,
    status,
    commandActions,
    aggregatedOutput,
    exitCode,
    durationMs,
  };
}

function commandAction(action: Codex<'commandExecution'>['commandActions'][number]): CommandAction {
  switch (action.type) {
    case 'read':
      return { type: 'read', name: action.name, path: action.path };
    case 'listFiles':
      return { type: 'listFiles', path: action.path };
    case 'search':
      return { type: 'search', query: action.query, path: action.path };
    default:
      return { type: 'unknown' };
  }
}

/** One edit of a file; approvals carry the same shape. */
function edit({
  path,
  kind,
  diff,
}: Codex<'fileChange'>['changes'][number]): ItemOf<'fileChange'>['changes'][number] {
  if (kind.type !== 'update') return { path, kind: { type: kind.type }, diff };
  return { path, kind: { type: 'update', move_path: kind.move_path }, diff };
}

function mcpToolCall(item: Codex<'mcpToolCall'>): ToolCall {
  const { id, server, tool, status, durationMs, result, error } = item;
  return {
    type: 'toolCall',
    id,
    provider: 'mcp',
    server,
    tool,
    status,
    arguments: item.arguments,
    result: result === null ? null : result.content,
    error: error === null ? null : error.message,
    durationMs,
  };
}

function dynamicToolCall(item: Codex<'dynamicToolCall'>): ToolCall {
  const { id, namespace, tool, status, success, contentItems, durationMs } = item;
  return {
    type: 'toolCall',
    id,
    provider: 'client',
    server: namespace,
    tool,
    // The call itself may end well where the tool says that it failed.
    status: success === false ? 'failed' : status,
    arguments: item.arguments,
    result: contentItems,
    error: null,
    durationMs,
  };
}

function collabAgentToolCall(item: Codex<'collabAgentToolCall'>): SubAgent {
  const { id, tool, status, prompt, model, receiverThreadIds, agentsStates } = item;
  const agents = receiverThreadIds.map((threadId) => ({
    threadId,
    path: null,
    state: Object.hasOwn(agentsStates, threadId) ? (agentsStates[threadId]?.status ?? null) : null,
  }));
  return { type: 'subAgent', id, act: tool, status, agents, prompt, model };
}

function searchAction(action: Codex<'webSearch'>['action']): WebSearch['action'] {
  switch (action?.type) {
    case 'search':
      return { type: 'search', query: action.query, queries: action.queries };
    case 'openPage':
      return { type: 'openPage', url: action.url };
    case 'findInPage':
      return { type: 'findInPage', url: action.url, pattern: action.pattern };
    case 'other':
      return { type: 'other' };
    case undefined:
      return null;
  }
}

function imageGeneration(item: Codex<'imageGeneration'>): ImageItem {
  const { id, status, revisedPrompt: prompt, failure, savedPath } = item;
  return { type: 'image', id, act: 'made', path: savedPath ?? null, status, prompt, failure };
}
