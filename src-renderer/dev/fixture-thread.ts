import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity, ThreadDetail, TurnEntity } from '#shared/model/thread/thread.ts';
import { LEDGER_DIFF } from './fixture-approvals.ts';
import type { FixtureTopic } from './fixture-topics.ts';

const CWD = '/home/ada/code/payments-api';
const now = Date.now();

function entity(
  id: string,
  turnId: string,
  ord: number,
  value: object,
  more: Partial<ItemEntity> = {},
): ItemEntity {
  return { id, turnId, ord, item: { id, ...value } as Item, done: true, live: [], omitted: 0, ...more };
}

function turn(id: string, ord: number, more: Partial<TurnEntity> = {}): TurnEntity {
  return {
    id,
    ord,
    status: 'completed',
    error: null,
    startedAt: now - 600_000,
    durationMs: 84_000,
    plan: null,
    planExplanation: null,
    added: 0,
    removed: 0,
    ...more,
  };
}

const user = (text: string) => ({
  type: 'userMessage',
  clientId: null,
  content: [{ type: 'text', text }],
});
const agent = (text: string) => ({
  type: 'agentMessage',
  text,
});
const command = (line: string, output: string, more: object = {}) => ({
  type: 'commandExecution',
  command: `/bin/bash -lc '${line}'`,
  cwd: CWD,
  source: 'agent',
  status: 'completed',
  commandActions: [{ type: 'unknown' }],
  aggregatedOutput: output,
  exitCode: 0,
  durationMs: 1240,
  ...more,
});
const read = (path: string) =>
  command(`sed -n 1,200p ${path}`, 'x', {
    commandActions: [{ type: 'read', name: path, path }],
    durationMs: 900,
  });
const search = (query: string) =>
  command(`rg ${query}`, 'x', {
    commandActions: [{ type: 'search', query, path: null }],
    durationMs: 400,
  });

const ANSWER = `The client has **one call site** for HTTP. I will wrap it in a small retry helper, keep the public signature, and cap at five attempts with full jitter.

1. \`retry.ts\`: the helper, tested by itself
2. \`client.ts\`: uses it for \`503\` only

   Other statuses still fail at once.

| status | before | after |
| --- | --- | --- |
| 503 | fails | five attempts |
| 500 | fails | fails |

\`\`\`ts
await retry(() => http.post(path, body), { attempts: 5, base: 200 })
\`\`\`

See [the notes on jitter](https://aws.amazon.com/builders-library/) and [client.ts](src/ledger/client.ts). ![a chart](https://evil.example/track.png)
`;

/** Fills the topic of one thread. The second thread has one of everything; running ones stream. */
export function fillThread(topic: FixtureTopic, row: FleetRow): void {
  const running = row.state === 'running';
  const busy = running || row.state === 'needsApproval' || row.state === 'needsAnswer';
  const detail: ThreadDetail = {
    id: row.id,
    workspaceId: row.workspaceId,
    title: row.title,
    cwd: CWD,
    branch: row.branch,
    model: 'gpt-6.1-sol',
    effort: 'high',
    state: row.state,
    reason: row.reason,
    activeTurnId: busy ? 'turn-2' : null,
    olderCursor: 'older',
    loaded: true,
    loadError: null,
    tokens: row.tokens,
    contextShare: row.contextShare,
    interrupted: row.interrupted,
    continueWith: row.interrupted
      ? 'The turn was cut off. Continue asks the agent to go on where it stopped.'
      : row.queuePaused
        ? 'Two prompts wait. Continue runs “Now check every link”, then “Then spell-check”.'
        : null,
    canInterrupt: busy,
    canSend: row.state !== 'ownedElsewhere' && row.state !== 'disconnected',
    program: row.state === 'ownedElsewhere' ? 'the Codex command line' : null,
  };
  const put = (key: string, value: unknown): void => void topic.values.set(key, value);
  put('thread', detail);
  put('queue', {
    paused: row.queuePaused,
    prompts:
      row.queued > 0
        ? [
            { id: 'p1', text: 'Now check every link' },
            { id: 'p2', text: 'Then spell-check' },
          ].slice(0, row.queued)
        : [],
  });
  put('turn:turn-1', turn('turn-1', 1, { added: 4, removed: 1 }));
  const plan = [
    { step: 'Find every call site of the HTTP client', status: 'completed' as const },
    { step: 'Write the retry helper with full jitter', status: 'completed' as const },
    { step: 'Use it in the ledger client', status: 'inProgress' as const },
    { step: 'Prove the cap with a test', status: 'pending' as const },
  ];
  put(
    'turn:turn-2',
    turn(
      'turn-2',
      2,
      busy
        ? { status: 'inProgress', plan, durationMs: null }
        : row.state === 'failed'
          ? {
              status: 'failed',
              error: 'The context window is exceeded: 272,000 tokens. Compact the thread or start a new one.',
            }
          : row.interrupted
            ? { status: 'interrupted' }
            : {
                plan: plan.map(({ step }) => ({ step, status: 'completed' as const })),
                added: row.added,
                removed: row.removed,
              },
    ),
  );
  const items: ItemEntity[] = [
    entity('i-0', 'turn-1', 1, user('What happens when the ledger answers 503?')),
    entity(
      'i-1',
      'turn-1',
      2,
      agent('It gives up at the first one: `LedgerClient.post` passes the rejection on.'),
    ),
    entity(
      'i-2',
      'turn-2',
      3,
      user(
        'The ledger client gives up on the first 503. Add retry with backoff and jitter, and a test that proves the cap.',
      ),
    ),
    entity('i-3', 'turn-2', 4, {
      type: 'reasoning',
      summary: ['**Looking for call sites**\n\nThe client is used in three places; only one sends.'],
      content: [],
    }),
    ...[
      'src/ledger/client.ts',
      'src/http.ts',
      'src/ledger/types.ts',
      'test/ledger.test.ts',
      'package.json',
      'src/index.ts',
      'src/config.ts',
    ].map((path, index) => entity(`i-r${index}`, 'turn-2', 5 + index, read(path))),
    entity('i-s1', 'turn-2', 12, search('"http.post"')),
    entity('i-s2', 'turn-2', 13, search('503')),
    entity('i-s3', 'turn-2', 14, search('jitter')),
    entity('i-4', 'turn-2', 15, agent(ANSWER)),
    entity(
      'i-5',
      'turn-2',
      16,
      command('node --test test/ledger.test.ts', '# tests 14\n# pass 14\n# fail 0\n'),
    ),
    entity(
      'i-6',
      'turn-2',
      17,
      command(
        'npm run build',
        `${Array.from({ length: 220 }, (_, line) => `\u001b[2m[${line}]\u001b[0m built module ${line}`).join('\n')}\n`,
        { exitCode: 1, status: 'failed', durationMs: 12_400 },
      ),
      { omitted: 800_000 },
    ),
    entity('i-7', 'turn-2', 18, {
      type: 'webSearch',
      query: 'full jitter backoff',
      action: { type: 'search', query: 'full jitter backoff', queries: null },
    }),
    entity('i-8', 'turn-2', 19, {
      type: 'toolCall',
      provider: 'mcp',
      server: 'linear',
      tool: 'get_issue',
      status: 'completed',
      arguments: { id: 'PAY-311' },
      result: [{ type: 'text', text: 'Retry on 503' }],
      error: null,
      durationMs: 310,
    }),
    entity('i-9', 'turn-2', 20, {
      type: 'subAgent',
      act: 'started',
      status: 'completed',
      agents: [{ threadId: 't-11', path: 'keyboard', state: null }],
      prompt: null,
      model: null,
    }),
    entity('i-10', 'turn-2', 21, {
      type: 'unknown',
      wireType: 'holodeck',
      raw: { type: 'holodeck', program: 'arch', safety: false },
    }),
    entity('i-11', 'turn-2', 22, { type: 'contextCompaction' }),
    entity('i-edit', 'turn-2', 23, {
      type: 'fileChange',
      status: busy ? 'inProgress' : 'completed',
      changes: [
        { path: `${CWD}/src/ledger/client.ts`, kind: { type: 'update', move_path: null }, diff: LEDGER_DIFF },
      ],
    }),
  ];
  for (const item of items) put(`item:${item.id}`, item);
}

const WORDS =
  'The cap holds: after the fifth attempt the error of the server reaches the caller unchanged. I measured the delays with a fake clock, and each stays inside its window. '.split(
    ' ',
  );

/** Streams an answer and the output of a command into a running thread. */
export function streamThread(topic: FixtureTopic, row: FleetRow): () => void {
  if (row.state !== 'running') return () => {};
  let ord = 30;
  let count = 0;
  const cmd = entity(
    'live-cmd',
    'turn-2',
    29,
    command('npm test -- --watch=false', '', {
      status: 'inProgress',
      exitCode: null,
      durationMs: null,
      startedAtMs: Date.now() - 8000,
    }),
    { done: false, live: ['output'] },
  );
  topic.put('item:live-cmd', cmd);
  let id = '';
  const next = (): void => {
    ord += 1;
    id = `live-${ord}`;
    topic.put(`item:${id}`, entity(id, 'turn-2', ord, agent(''), { done: false, live: ['text'] }));
  };
  next();
  const timer = setInterval(() => {
    count += 1;
    const word = WORDS[count % WORDS.length] ?? '';
    topic.append(`text:${id}~text`, `${word} ${count % WORDS.length === 0 ? '\n\n' : ''}`);
    if (count % 5 === 0)
      topic.append('text:live-cmd~output', `\u001b[32m✔\u001b[0m case ${count / 5} (${count % 9} ms)\n`);
    if (count % 140 === 0) {
      const text = topic.texts.get(`text:${id}~text`)?.text ?? '';
      topic.put(`item:${id}`, entity(id, 'turn-2', ord, agent(text)));
      next();
    }
  }, 60);
  return () => clearInterval(timer);
}

/** A page of older turns. */
export function olderPage(cursor: string): {
  turns: TurnEntity[];
  items: ItemEntity[];
  cursor: string | null;
} {
  const page = cursor === 'older' ? 1 : Number(cursor) + 1;
  const turns = Array.from({ length: 10 }, (_, index) => turn(`old-${page}-${index}`, -100 * page + index));
  const items = turns.flatMap((old, index) => [
    entity(`${old.id}-u`, old.id, -200 * page + index * 2, user(`Older question ${page}.${index}`)),
    entity(
      `${old.id}-a`,
      old.id,
      -200 * page + index * 2 + 1,
      agent(`Older answer ${page}.${index}. ${WORDS.join(' ')}`),
    ),
  ]);
  return { turns, items, cursor: page >= 3 ? null : String(page) };
}
