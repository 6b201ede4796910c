/** Every item type with each of its fields in every wrong shape: it is a whole item, or it is raw; never in between. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { describeItem } from '#shared/model/thread/describe.ts';
import type { Item } from '#shared/model/item/item.ts';
import { trimItem } from '#shared/model/thread/trim-item.ts';
import { misshapen, placeName, placesIn, SHAPES } from './shape-mutations.mjs';
import {
  itemSignature,
  isEmptyThought,
  isExploring,
} from '../../src-renderer/features/thread/thread-layout.ts';
import { isMisfit, readItem, readRecordedItem } from '../../src-main/host/engines/codex/wire.ts';

interface Schema {
  readonly definitions: {
    readonly ThreadItem: { readonly oneOf: readonly { properties: { type: { enum: string[] } } }[] };
  };
}
const schema = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../src-shared/app-server/generated/schema/v2/ThreadItemsListResponse.json'),
    'utf8',
  ),
) as Schema;
/** Codex's own word on what an item is, as it came. */
const isItem = new Ajv({ strict: false, validateFormats: false }).compile({
  definitions: schema.definitions,
  ...schema.definitions.ThreadItem,
});

const text = { type: 'text', text: 'Do it.', text_elements: [] };
/** An item of each type, with all that it can have. */
const SAMPLES: Readonly<Record<string, object>> = {
  userMessage: {
    clientId: null,
    content: [
      text,
      { type: 'localImage', path: '/a.png', detail: null },
      { type: 'mention', name: 'a', path: '/a' },
    ],
  },
  hookPrompt: { fragments: [{ text: 'x', hookRunId: 'h' }] },
  agentMessage: {
    text: 'Done.',
    phase: 'final_answer',
    memoryCitation: null,
    delivery: null,
    moderation: null,
    questions: null,
  },
  functionCallOutput: { name: 'f', namespace: null, output: 'x' },
  plan: { text: 'First.' },
  reasoning: { summary: ['a'], content: ['b'] },
  commandExecution: {
    command: "bash -lc 'ls'",
    cwd: '/r',
    processId: null,
    pluginId: null,
    scriptPath: null,
    source: 'agent',
    status: 'completed',
    commandActions: [
      { type: 'read', command: 'cat a', name: 'a', path: '/a' },
      { type: 'search', command: 'rg', query: 'q', path: null },
    ],
    aggregatedOutput: 'x',
    exitCode: 0,
    durationMs: 5,
  },
  fileChange: {
    changes: [{ path: 'a', kind: { type: 'update', move_path: null }, diff: '@@' }],
    status: 'completed',
  },
  mcpToolCall: {
    server: 's',
    tool: 't',
    status: 'completed',
    arguments: { a: 1 },
    result: { content: [{ type: 'text', text: 'x' }], structuredContent: null, _meta: null },
    error: null,
    durationMs: 1,
    appContext: null,
    mcpAppResourceUri: null,
    mcpAppUi: null,
    pluginId: null,
    readOnlyHint: null,
  },
  dynamicToolCall: {
    namespace: null,
    tool: 't',
    arguments: {},
    status: 'completed',
    contentItems: [{ type: 'inputText', text: 'x' }],
    success: true,
    durationMs: 1,
  },
  collabAgentToolCall: {
    tool: 'wait',
    status: 'completed',
    senderThreadId: 'a',
    receiverThreadIds: ['b'],
    prompt: null,
    model: null,
    reasoningEffort: null,
    agentsStates: { b: { status: 'running', message: null } },
  },
  subAgentActivity: {
    agentThreadId: 'a',
    agentPath: 'p',
    kind: 'started',
    model: null,
    reasoningEffort: null,
  },
  webSearch: { query: 'q', action: { type: 'search', query: 'q', queries: null }, results: null },
  imageView: { path: '/a.png' },
  sleep: { durationMs: 5 },
  enteredReviewMode: { review: 'r' },
  exitedReviewMode: { review: 'r' },
  contextCompaction: {},
};

/** The same items as Muster has them. */
const MAPPED: Readonly<Record<string, { readonly type: Item['type'] } & Readonly<Record<string, unknown>>>> =
  {
    userMessage: {
      type: 'userMessage',
      clientId: null,
      content: [
        { type: 'text', text: 'Do it.' },
        { type: 'localImage', path: '/a.png' },
        { type: 'mention', name: 'a', path: '/a' },
      ],
    },
    hookPrompt: { type: 'hookPrompt', fragments: [{ text: 'x', hookRunId: 'h' }] },
    agentMessage: { type: 'agentMessage', text: 'Done.' },
    functionCallOutput: { type: 'functionCallOutput', name: 'f', output: 'x' },
    plan: { type: 'plan', text: 'First.' },
    reasoning: { type: 'reasoning', summary: ['a'], content: ['b'] },
    commandExecution: {
      type: 'commandExecution',
      command: "bash -lc 'ls'",
      cwd: '/r',
      source: 'agent',
      status: 'completed',
      commandActions: [
        { type: 'read', name: 'a', path: '/a' },
        { type: 'search', query: 'q', path: null },
      ],
      aggregatedOutput: 'x',
      exitCode: 0,
      durationMs: 5,
    },
    fileChange: {
      type: 'fileChange',
      changes: [{ path: 'a', kind: { type: 'update', move_path: null }, diff: '@@' }],
      status: 'completed',
    },
    mcpToolCall: {
      type: 'toolCall',
      provider: 'mcp',
      server: 's',
      tool: 't',
      status: 'completed',
      arguments: { a: 1 },
      result: [{ type: 'text', text: 'x' }],
      error: null,
      durationMs: 1,
    },
    dynamicToolCall: {
      type: 'toolCall',
      provider: 'client',
      server: null,
      tool: 't',
      status: 'completed',
      arguments: {},
      result: [{ type: 'inputText', text: 'x' }],
      error: null,
      durationMs: 1,
    },
    collabAgentToolCall: {
      type: 'subAgent',
      act: 'wait',
      status: 'completed',
      agents: [{ threadId: 'b', path: null, state: 'running' }],
      prompt: null,
      model: null,
    },
    subAgentActivity: {
      type: 'subAgent',
      act: 'started',
      status: 'completed',
      agents: [{ threadId: 'a', path: 'p', state: null }],
      prompt: null,
      model: null,
    },
    webSearch: { type: 'webSearch', query: 'q', action: { type: 'search', query: 'q', queries: null } },
    imageView: {
      type: 'image',
      act: 'viewed',
      path: '/a.png',
      status: 'completed',
      prompt: null,
      failure: null,
    },
    sleep: { type: 'sleep', durationMs: 5 },
    enteredReviewMode: { type: 'review', phase: 'entered', review: 'r' },
    exitedReviewMode: { type: 'review', phase: 'exited', review: 'r' },
    contextCompaction: { type: 'contextCompaction' },
  };

const types = schema.definitions.ThreadItem.oneOf.map(({ properties }) => properties.type.enum[0] ?? '');

/** What the host and the page do with every item they have. */
function use(item: Item): void {
  describeItem(item);
  trimItem(item);
  isExploring(item);
  const entity = { id: item.id, turnId: 't', ord: 0, item, done: true, live: [], omitted: 0 };
  isEmptyThought(entity);
  itemSignature(entity);
}

describe('items by shape', () => {
  it.each(types.filter((type) => type in SAMPLES))('%s is whole as it should be', (type) => {
    const raw = { type, id: 'i', ...SAMPLES[type] };
    expect(isItem(raw)).toBe(true);
    expect(readItem(raw)).toEqual({ id: 'i', ...MAPPED[type] });
  });

  it('knows a sample of nearly every type there is', () => {
    expect(types.filter((type) => !(type in SAMPLES))).toEqual(['imageGeneration']);
  });

  it.each(types)('%s is whole or raw, whichever of its fields is of another shape', (type) => {
    const whole = { type, id: 'i', ...SAMPLES[type] };
    let tried = 0;
    for (const path of placesIn(whole))
      for (const shape of SHAPES) {
        // What is deep is bounded before it is read (bounds.test.ts); what is huge is so for a whole field or not at all.
        if (shape === 'deep' || (shape === 'huge' && path.length > 1)) continue;
        const line = misshapen(whole, path, shape);
        if (line === undefined) continue;
        tried += 1;
        const raw: unknown = JSON.parse(line);
        const where = `${type} ${placeName(path)} ${shape}`;
        const item = readRecordedItem(raw, 'unnamed');
        expect(() => use(item), where).not.toThrow();
        if (item.type === 'unknown') {
          const came = typeof raw === 'object' && raw !== null && 'type' in raw ? raw.type : null;
          expect(isMisfit(item), where).toBe(typeof came !== 'string' || came === '' || types.includes(came));
          if (shape !== 'huge') expect(item.raw, where).toEqual(JSON.parse(line));
          continue;
        }
        // Open words, ranges and whole numbers are let through; the rest is Codex's own schema.
        if (!isItem(raw)) expect(shape, where).toMatch(/^(number|text|case|empty|huge)$/);
      }
    expect(tried).toBeGreaterThan(10);
  });

  it.each(['phase', 'source', 'tool', 'kind'])('lets a later Codex have another word for %s', (field) => {
    const type =
      {
        phase: 'agentMessage',
        source: 'commandExecution',
        tool: 'collabAgentToolCall',
        kind: 'subAgentActivity',
      }[field] ?? '';
    expect(readItem({ type, id: 'i', ...SAMPLES[type], [field]: 'later' }).type).toBe(MAPPED[type]?.type);
  });

  it('keeps the times of an item, and what a tool says of its failure', () => {
    const whole = { id: 'i', startedAtMs: 5, completedAtMs: 'later' };
    expect(readItem({ type: 'sleep', ...whole, ...SAMPLES['sleep'] })).toEqual({
      type: 'sleep',
      id: 'i',
      startedAtMs: 5,
      durationMs: 5,
    });
    const failed = { ...SAMPLES['mcpToolCall'], result: null, error: { message: 'no' } };
    expect(readItem({ type: 'mcpToolCall', id: 'i', ...failed })).toMatchObject({
      result: null,
      error: 'no',
    });
    const refused = { ...SAMPLES['dynamicToolCall'], success: false };
    expect(readItem({ type: 'dynamicToolCall', id: 'i', ...refused })).toMatchObject({ status: 'failed' });
  });

  it('shows an image that was made, or why not', () => {
    const image = {
      type: 'imageGeneration',
      id: 'i',
      status: 'completed',
      revisedPrompt: 'a cat',
      failure: null,
      savedPath: '/c.png',
      generationId: null,
      result: 'x',
    };
    expect(readItem(image)).toEqual({
      type: 'image',
      id: 'i',
      act: 'made',
      path: '/c.png',
      status: 'completed',
      prompt: 'a cat',
      failure: null,
    });
  });

  it('shows a status that it does not know as it came', () => {
    expect(readItem({ type: 'fileChange', id: 'i', ...SAMPLES['fileChange'], status: 'later' }).type).toBe(
      'unknown',
    );
  });

  it('names what has no name, and takes nothing for an item that is none', () => {
    for (const raw of [null, 7, 'x', [], {}, { id: '' }, { id: 7 }, { id: 'x'.repeat(1000) }])
      expect(readRecordedItem(raw, 'unnamed')).toMatchObject({ type: 'unknown', id: 'unnamed' });
  });
});
