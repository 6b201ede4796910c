/**
 * Stands in for an app-server whose threads are long: it answers pages of a record that is made up as it is asked for,
 * and streams into a thread when it is told to (SIGUSR2), at a pace that is kept by the wall clock.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface LongOrder {
  readonly cwd: string;
  readonly threads: number;
  readonly items: number;
  readonly turns: number;
  /** Each signal streams so many deltas into the next thread, or all of them into the first. */
  readonly into: 'first' | 'next';
  readonly deltas: number;
  readonly deltasPerSecond: number;
  /** Rows of other threads that change once a second while it streams. */
  readonly rows: number;
}

const TICK_MS = 4;
const ROW_EVERY_MS = 1000;
/** 2026-01-01, in seconds. */
const BEGAN = 1_767_225_600;

/** Makes an executable that a host can spawn as its Codex. */
export function longCodex(folder: string, order: LongOrder): string {
  const path = join(folder, 'codex');
  const words = [process.execPath, process.argv[1] ?? '', '--long', JSON.stringify(order)];
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  writeFileSync(path, `#!/bin/sh\nexec ${quoted}\n`);
  chmodSync(path, 0o755);
  return path;
}

export const longThreadId = (at: number): string =>
  `00000000-0000-7000-8000-${String(at + 1).padStart(12, '0')}`;

const CODE = `  const each = Math.floor(total / lines.length)\n  return lines.map((_, i) => (i < rest ? each + 1 : each))\n`;
const PROSE =
  'The rounding happens twice: once when a refund is split, and again when the lines are summed. ';
/** What is streamed: prose and code by turns. */
const STREAMED = `## Part\n\n${PROSE.repeat(3)}\n\n\`\`\`ts\n${CODE.repeat(8)}\`\`\`\n\n- \`splitRefund\` rounds down\n- the rest goes to the first lines\n\n`;

type Message = Readonly<Record<string, unknown>>;

/** Runs as an app-server until its input ends. */
export function runLongCodex(order: LongOrder): void {
  const { cwd, threads } = order;
  const write = (message: Message): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);
  const tell = (method: string, params: Message): boolean =>
    write({ method, params, emittedAtMs: Date.now() });
  process.stdout.on('error', () => process.exit(0));
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const {
        id,
        method,
        params = {},
      } = JSON.parse(line) as { id?: number; method?: string; params?: Message };
      if (id === undefined || method === undefined) return;
      const result = answerTo(order, method, params);
      const error = { code: -32600, message: `no ${method} here` };
      write(result === undefined ? { id, error } : { id, result });
    })
    .on('close', () => process.exit(0));
  for (let at = 0; at < threads; at += 1) tell('thread/started', { thread: thread(cwd, at, order) });
  let next = 0;
  process.on('SIGUSR2', () => {
    void stream(order, order.into === 'next' ? next++ : 0, tell);
  });
}

async function stream(
  { deltas, deltasPerSecond, rows }: LongOrder,
  at: number,
  tell: (method: string, params: Message) => boolean,
): Promise<void> {
  const threadId = longThreadId(at);
  const turn = turnOf(`live-${at}-${Date.now()}`, 'inProgress');
  const turnId = turn['id'];
  const item = { id: `message-${String(turnId)}`, startedAtMs: Date.now(), completedAtMs: null };
  const message = (text: string): Message => ({ ...agentMessage(text), ...item });
  tell('thread/status/changed', { threadId, status: { type: 'active', activeFlags: [] } });
  tell('turn/started', { threadId, turn });
  tell('item/started', { item: message(''), threadId, turnId, startedAtMs: Date.now() });
  const began = performance.now();
  let written = 0;
  let row = 0;
  let text = '';
  while (written < deltas) {
    const elapsed = performance.now() - began;
    const due = Math.min(deltas, Math.floor((elapsed / 1000) * deltasPerSecond));
    for (; written < due; written += 1) {
      const from = (written * 12) % STREAMED.length;
      const delta = STREAMED.slice(from, from + 12);
      text += delta;
      if (!tell('item/agentMessage/delta', { threadId, turnId, itemId: item.id, delta }))
        await new Promise<void>((done) => process.stdout.once('drain', done));
    }
    for (; row < Math.floor((elapsed / ROW_EVERY_MS) * rows); row += 1)
      tell('thread/status/changed', {
        threadId: longThreadId(1 + (row % rows)),
        status: Math.floor(row / rows) % 2 === 0 ? { type: 'active', activeFlags: [] } : { type: 'idle' },
      });
    await new Promise((done) => setTimeout(done, TICK_MS));
  }
  tell('item/completed', {
    item: message(text),
    threadId,
    turnId,
    completedAtMs: Date.now(),
    contentTokenCount: null,
  });
  tell('thread/status/changed', { threadId, status: { type: 'idle' } });
  tell('turn/completed', { threadId, turn: { ...turn, status: 'completed', durationMs: 1000 } });
}

function answerTo(order: LongOrder, method: string, params: Message): unknown {
  const none = { nextCursor: null, backwardsCursor: null };
  switch (method) {
    case 'initialize':
      return {
        userAgent: 'muster/0.171.0 (long)',
        codexHome: '/',
        platformFamily: 'unix',
        platformOs: 'linux',
      };
    case 'thread/list':
      return {
        data: Array.from({ length: order.threads }, (_, at) => thread(order.cwd, at, order)),
        readStates: null,
        ...none,
      };
    case 'thread/items/list':
      return page(order.items, params, (at) => ({ turnId: turnAt(order, at), ...entry(itemAt(at)) }));
    case 'thread/turns/list':
      return page(order.turns, params, (at) => turnOf(`turn-${at}`, 'completed'));
    case 'thread/queue/list':
      return { data: [], nextCursor: null };
    default:
      return undefined;
  }
}

/** A page, the newest first; a cursor is the number of what was read. */
function page(total: number, params: Message, make: (at: number) => unknown): unknown {
  const from = Number(params['cursor'] ?? 0);
  const limit = Number(params['limit'] ?? 25);
  const data = Array.from({ length: Math.max(0, Math.min(limit, total - from)) }, (_, index) =>
    make(total - 1 - from - index),
  );
  return { data, nextCursor: from + limit < total ? String(from + limit) : null, backwardsCursor: null };
}

const turnAt = ({ items, turns }: LongOrder, at: number): string =>
  `turn-${Math.floor((at * turns) / items)}`;
const entry = (item: Message): Message => ({
  item,
  startedAtMs: item['startedAtMs'] ?? null,
  completedAtMs: item['completedAtMs'] ?? null,
});

function itemAt(at: number): Message {
  const times = {
    id: `item-${at}`,
    startedAtMs: BEGAN * 1000 + at * 1000,
    completedAtMs: BEGAN * 1000 + at * 1000 + 500,
  };
  switch (at % 10) {
    case 0:
      return {
        ...times,
        type: 'userMessage',
        clientId: null,
        content: [{ type: 'text', text: `Ask ${at}: ${PROSE}`, text_elements: [] }],
      };
    case 3:
    case 4:
    case 6:
      return command(times, `npm test -- part-${at}`, at % 10 === 6 ? 1 : 0);
    case 5:
      return {
        ...times,
        type: 'fileChange',
        status: 'completed',
        changes: [
          {
            path: `/src/part-${at}.ts`,
            kind: { type: 'update', move_path: null },
            diff: `@@ -1,2 +1,2 @@\n const a = ${at}\n-const b = round(a)\n+const b = floor(a)\n`,
          },
        ],
      };
    default:
      return {
        ...agentMessage(`### Step ${at}\n\n${PROSE.repeat(2)}\n\n\`\`\`ts\n${CODE.repeat(2)}\`\`\`\n`),
        ...times,
      };
  }
}

function command(times: Message, text: string, exitCode: number): Message {
  return {
    ...times,
    type: 'commandExecution',
    pluginId: null,
    scriptPath: null,
    command: `/bin/bash -lc '${text}'`,
    cwd: '/',
    processId: null,
    source: 'agent',
    status: exitCode === 0 ? 'completed' : 'failed',
    commandActions: [{ type: 'unknown', command: text }],
    aggregatedOutput: 'ok 1\nok 2\n\u001b[31mnot ok 3\u001b[0m\n',
    exitCode,
    durationMs: 400,
  };
}

function agentMessage(text: string): Message {
  return {
    type: 'agentMessage',
    moderation: null,
    text,
    phase: null,
    memoryCitation: null,
    delivery: null,
    questions: null,
  };
}

function turnOf(id: string, status: string): Message {
  return {
    id,
    rootTurnId: id,
    items: [],
    itemsView: 'notLoaded',
    status,
    error: null,
    startedAt: BEGAN,
    completedAt: status === 'completed' ? BEGAN + 1 : null,
    durationMs: status === 'completed' ? 1000 : null,
  };
}

function thread(cwd: string, at: number, { turns }: LongOrder): Message {
  const id = longThreadId(at);
  return {
    id,
    environments: [],
    extra: null,
    sessionId: id,
    forkedFromId: null,
    attachedToThreadId: null,
    parentThreadId: null,
    preview: `Long thread ${at + 1} of ${turns} turns`,
    ephemeral: false,
    section: null,
    sectionEnteredAt: null,
    projectId: null,
    historyMode: 'paginated',
    modelProvider: 'scripted',
    model: 'gpt-5.5',
    reasoningEffort: null,
    createdAt: BEGAN + at,
    updatedAt: BEGAN + at,
    recencyAt: BEGAN + at,
    status: { type: 'idle' },
    path: null,
    cwd,
    cliVersion: '0.171.0',
    originator: 'muster',
    source: 'vscode',
    canAcceptDirectInput: true,
    threadSource: null,
    agentNickname: null,
    agentRole: null,
    gitInfo: null,
    name: null,
    daybreakEnabled: null,
    turns: [],
  };
}
