import { expect, it, vi } from 'vitest';
import { decideByRule, runDemo } from './demo-director.ts';
import type { DemoEvent, DemoHost } from './demo-director.ts';
import type { PreparedDemo } from './demo-folder.ts';
import type { DemoThread } from './demo-thread.ts';

const thread = (name: string, expectation: Partial<DemoThread['expect']> = {}): DemoThread => ({
  name,
  workspace: 'w',
  title: name,
  prompt: name,
  expect: {
    end: 'completed',
    commands: 0,
    commandsFailed: 0,
    filesChanged: 0,
    approvals: {},
    ...expectation,
  },
});

const demoOf = (...threads: DemoThread[]): PreparedDemo => ({
  directory: '/demo',
  codexHome: '/demo/codex-home',
  workspaces: [{ name: 'w', path: '/demo/w' }],
  threads,
  created: true,
});

/** A host whose threads tell the events given for them as soon as they are started. */
function hostOf(events: Record<string, DemoEvent[]>, decide: DemoHost['decide'] = () => Promise.resolve()) {
  const listeners = new Set<(event: DemoEvent) => void>();
  const host: DemoHost = {
    addWorkspace: (path, codexHome) => Promise.resolve(`${path} ${codexHome}`),
    startThread: ({ prompt }) => {
      for (const event of events[prompt] ?? []) listeners.forEach((listener) => listener(event));
      return Promise.resolve(prompt);
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    decide,
    codexVersion: () => '1.2.3',
  };
  return { host, listeners };
}

const ended = (threadId: string, status: 'completed' | 'failed' = 'completed'): DemoEvent => ({
  type: 'turnEnded',
  threadId,
  status,
});

it('declines what cannot be taken back, and accepts the rest', () => {
  for (const command of [
    "/bin/bash -c 'rm -rf ../artifacts'",
    'rm -f a',
    'rm --verbose -r a',
    'git reset --hard HEAD~1',
    'git clean -fdx',
    'git push origin main --force',
    'dd if=/dev/zero of=/dev/sda',
    'psql -c "DROP TABLE users"',
  ]) {
    expect(decideByRule({ command }), command).toBe('decline');
  }
  for (const command of [
    'git commit -m "Perform -r"',
    'node --test',
    'npm run format',
    'git push',
    'git reset',
  ]) {
    expect(decideByRule({ command }), command).toBe('accept');
  }
  expect(decideByRule({})).toBe('accept');
});

it('adds up what it saw, and answers each approval once by the rule', async () => {
  const decide = vi.fn<DemoHost['decide']>(() => Promise.resolve());
  const { host, listeners } = hostOf(
    {
      a: [
        { type: 'commandRan', threadId: 'a', exitCode: 1 },
        { type: 'commandRan', threadId: 'a', exitCode: 0 },
        { type: 'approval', threadId: 'a', approvalId: '1', kind: 'command', command: 'rm -rf x' },
        { type: 'filesChanged', threadId: 'a', paths: ['x', 'y'] },
        { type: 'filesChanged', threadId: 'a', paths: ['y'] },
        ended('a'),
      ],
      b: [{ type: 'approval', threadId: 'b', approvalId: '2', kind: 'fileChange' }, ended('b', 'failed')],
    },
    decide,
  );
  const demo = demoOf(
    thread('a', { commands: 2, commandsFailed: 1, filesChanged: 2, approvals: { command: 1 } }),
    thread('b', { end: 'failed', approvals: { fileChange: 1 } }),
  );
  const { ok, summary } = await runDemo(host, demo);
  expect(ok).toBe(true);
  expect(summary).toEqual({
    threads: 2,
    turnsCompleted: 1,
    turnsFailed: 1,
    commands: 2,
    filesChanged: 2,
    approvals: { command: 1, fileChange: 1 },
    codexVersion: '1.2.3',
    ms: expect.any(Number) as number,
  });
  expect(decide.mock.calls).toEqual([
    ['1', 'decline'],
    ['2', 'accept'],
  ]);
  expect(listeners.size).toBe(0);
});

it('says what was otherwise than foreseen', async () => {
  const { host } = hostOf({
    a: [{ type: 'turnEnded', threadId: 'a', status: 'failed', error: 'no such model' }],
    b: [{ type: 'approval', threadId: 'b', approvalId: '1', kind: 'permissions' }, ended('b')],
    c: [ended('c')],
  });
  const demo = demoOf(thread('a'), thread('b', { commands: 1 }), thread('c'));
  const { ok, reports } = await runDemo(host, demo);
  expect(ok).toBe(false);
  expect(reports).toEqual([
    { name: 'a', asForeseen: false, differences: ['end: foreseen completed, was failed (no such model)'] },
    {
      name: 'b',
      asForeseen: false,
      differences: ['commands: foreseen 1, was 0', 'permissions approvals: foreseen 0, was 1'],
    },
    { name: 'c', asForeseen: true, differences: [] },
  ]);
});

it('gives up after its time and names the thread that had not ended', async () => {
  vi.useFakeTimers();
  try {
    const { host, listeners } = hostOf({});
    const running = runDemo(host, demoOf(thread('a')), { timeoutMs: 1000 });
    await vi.advanceTimersByTimeAsync(1000);
    const { ok, reports } = await running;
    expect(ok).toBe(false);
    expect(reports[0]?.differences).toEqual(['end: foreseen completed, was not ended']);
    expect(listeners.size).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('reports an answer that did not arrive, and a host that cannot start a thread', async () => {
  const failing = hostOf(
    { a: [{ type: 'approval', threadId: 'a', approvalId: '1', kind: 'command' }, ended('a')] },
    () => Promise.reject(new Error('gone')),
  );
  const { reports } = await runDemo(failing.host, demoOf(thread('a', { approvals: { command: 1 } })));
  expect(reports.at(-1)).toEqual({
    name: 'approvals',
    asForeseen: false,
    differences: ['an answer did not arrive: Error: gone'],
  });
  const { host, listeners } = hostOf({});
  const broken = { ...host, startThread: () => Promise.reject(new Error('no Codex')) };
  await expect(runDemo(broken, demoOf(thread('a')))).rejects.toThrow('no Codex');
  expect(listeners.size).toBe(0);
});
