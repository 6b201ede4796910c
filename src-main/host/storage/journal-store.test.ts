import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalFilter } from '#shared/contract/calls/journal.ts';
import { person, type Decider } from '#shared/model/approval/decider.ts';
import { aJournalLine } from '../../../test/support/journal-lines.ts';
import { MIGRATIONS } from './migrations.ts';
import type { NewJournalEntry } from './records.ts';
import { SqliteStorage } from './sqlite-storage.ts';

let folder: string;
let storage: SqliteStorage;
let problems: string[];
const path = (): string => join(folder, 'muster.db');
const open = (): SqliteStorage =>
  new SqliteStorage(path(), {
    onProblem: (message) => problems.push(message),
    now: () => 1,
    seal: { sign: () => '', holds: () => true },
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-journal-'));
  problems = [];
  storage = open();
});
afterEach(() => {
  storage.close();
  rmSync(folder, { recursive: true, force: true });
});

const line = (n: number, more: Partial<NewJournalEntry> = {}): NewJournalEntry =>
  aJournalLine({
    at: 1000 * n,
    approvalId: `g/${n}`,
    workspace: 'payments',
    threadId: 't-1',
    threadTitle: 'Retry the queue',
    summary: 'wants to run git push',
    ...more,
  });
const command = (n: number, text: string, more: Partial<NewJournalEntry> = {}): void =>
  storage.appendJournal(
    line(n, { summary: `wants to run ${text}`, subject: { type: 'command', text, inPlace: true }, ...more }),
  );
const decide = (n: number, decision: string, decider: Decider, by = 'x'): void =>
  storage.appendJournal(
    line(n, { at: 1000 * n + 700, event: 'decided', decision, decider, by, waitedMs: 700 }),
  );
const found = (filter: JournalFilter): number[] =>
  storage.requests.search(filter, 100).requests.map(({ approvalId }) => Number(approvalId.slice(2)));
const rules = (...names: string[]): Decider => ({
  type: 'rules',
  rules: names.map((name) => ({ id: `id ${name}`, name })),
});

describe('a search', () => {
  it('finds parts of words as they are typed, in whatever was asked and however it ended, newest first', () => {
    command(1, 'git push origin main');
    command(2, 'npm publish --tag next', { workspace: 'web-client', threadTitle: 'Release Übersicht' });
    storage.appendJournal(
      line(3, {
        kind: 'fileChange',
        summary: 'wants to edit files',
        subject: { type: 'files', paths: ['/repo/a b/pay_ments%.ts'] },
        details: { reason: 'because of the flaky test', branch: 'fix/queue', folder: '/work', parts: [] },
      }),
    );
    storage.appendJournal(
      line(4, {
        kind: 'tool',
        details: {
          reason: null,
          branch: null,
          folder: null,
          parts: [{ label: 'Arguments', text: '{"id": "X-77"}' }],
        },
      }),
    );
    decide(
      2,
      'decline',
      { type: 'gateway', ticket: 'CHG-4711', reason: 'frozen this week' },
      'Gateway, ticket CHG-4711',
    );
    decide(1, 'accept', rules('git push …'), 'Rule: git push …');
    for (const typed of ['git pu', 'git push or', 'GIT', 'push git', 'rule: g', 'igin ma', 'origin git pu'])
      expect(found({ text: typed }), typed).toContain(1);
    expect(found({ text: 'git pu' })).toEqual([4, 1]);
    expect(found({ text: '"push origin" main' })).toEqual([1]);
    expect(found({ text: '"origin push"' })).toEqual([]);
    expect(found({ text: 'npm CHG-4711' })).toEqual([2]);
    expect(found({ text: 'frozen' })).toEqual([2]);
    expect(found({ text: 'übersicht' })).toEqual([2]);
    expect(found({ text: 'üb' })).toEqual([2]);
    expect(found({ text: 'a b/pay_m' })).toEqual([3]);
    expect(found({ text: 'pay_ments%' })).toEqual([3]);
    expect(found({ text: 'payXments' })).toEqual([]);
    expect(found({ text: 'flaky' })).toEqual([3]);
    expect(found({ text: 'X-77' })).toEqual([4]);
    expect(found({ text: 'g/3' })).toEqual([3]);
    expect(found({ text: 'r' }).length).toBe(4);
    expect(found({ text: 'zz' })).toEqual([]);
    expect(found({ text: '  ' })).toEqual([4, 3, 2, 1]);
    for (const odd of [
      '"',
      '*',
      'AND',
      'a:b',
      '" OR',
      '\u0000',
      "'; --",
      '(((',
      '^x',
      'NEAR(a b)',
      '\\',
      '%',
    ])
      expect(() => found({ text: odd }), odd).not.toThrow();
    expect(problems).toEqual([]);
  });

  it('filters by how it ended, by whom, by rule, kind, workspace, thread and time, all together', () => {
    command(1, 'one');
    command(2, 'two', { workspace: 'web-client' });
    command(3, 'three', { threadId: 't-2' });
    command(4, 'four');
    storage.appendJournal(line(5, { kind: 'network', subject: { type: 'network', host: 'x.example' } }));
    command(6, 'six');
    decide(1, 'acceptForSession', person('phone'));
    decide(2, 'cancel', { type: 'gateway', ticket: null, reason: null });
    decide(3, 'accept', rules('a', 'b'));
    storage.appendJournal(line(4, { event: 'expired', by: 'turnEnded', waitedMs: 5 }));
    storage.appendJournal(
      line(4, { event: 'late', decision: 'accept', decider: person('phone'), by: 'phone' }),
    );
    decide(6, 'answer', person('laptop'));
    storage.appendJournal(line(6, { event: 'gateway', note: 'Failed, so the person decides: no route' }));
    storage.appendJournal(
      line(2, { event: 'overruled', decision: 'accept', decider: person('phone'), by: 'phone' }),
    );
    expect(found({ text: 'no route' })).toEqual([6]);
    expect(
      storage.requests.search({ kind: 'command' }, 9).requests.filter((one) => one.overruled),
    ).toMatchObject([{ approvalId: 'g/2', outcome: 'declined', late: 0 }]);
    expect(found({ outcome: 'accepted' })).toEqual([3, 1]);
    expect(found({ outcome: 'declined' })).toEqual([2]);
    expect(found({ outcome: 'expired' })).toEqual([4]);
    expect(found({ outcome: 'waiting' })).toEqual([5]);
    expect(found({ outcome: 'answered' })).toEqual([6]);
    expect(found({ outcome: 'late' })).toEqual([4]);
    expect(found({ decidedBy: 'person' })).toEqual([6, 1]);
    expect(found({ decidedBy: 'rules' })).toEqual([3]);
    expect(found({ decidedBy: 'gateway' })).toEqual([2]);
    expect(found({ decidedBy: 'autoReview' })).toEqual([]);
    expect(found({ rule: 'id a' })).toEqual([3]);
    expect(found({ rule: 'id c' })).toEqual([]);
    expect(found({ kind: 'network' })).toEqual([5]);
    expect(found({ workspace: 'web-client' })).toEqual([2]);
    expect(found({ threadId: 't-2' })).toEqual([3]);
    expect(found({ from: 2000, to: 4000 })).toEqual([3, 2]);
    expect(found({ text: 'run', outcome: 'accepted', decidedBy: 'person', from: 0, to: 9000 })).toEqual([1]);
    expect(storage.requests.search({ outcome: 'expired' }, 1).requests).toMatchObject([
      { code: 'four', outcome: 'expired', by: 'turnEnded', waitedMs: 5, late: 1, decision: null },
    ]);
    expect(storage.requests.search({ rule: 'id b' }, 1).requests).toMatchObject([
      { askedAt: 3000, endedAt: 3700, waitedMs: 700, decider: rules('a', 'b'), late: 0 },
    ]);
    expect(storage.requests.choices()).toEqual({
      workspaces: ['payments', 'web-client'],
      kinds: ['command', 'network'],
      decidedBy: ['gateway', 'person', 'rules'],
      rules: [
        { id: 'id a', name: 'a' },
        { id: 'id b', name: 'b' },
      ],
    });
  });

  it('comes by pages that meet, and says how many there are', () => {
    for (let n = 1; n <= 25; n += 1) command(n, n % 2 === 0 ? `even ${n}` : `odd ${n}`);
    const seen: string[] = [];
    let cursor: number | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const page = storage.requests.search({ text: 'odd' }, 5, cursor);
      expect(page.total).toEqual(cursor === undefined ? { count: 13, more: false } : null);
      seen.push(...page.requests.map(({ approvalId }) => approvalId));
      // New requests come before the first page and move no other page.
      command(100 + pages, 'odd one out');
      if (page.cursor === null) break;
      cursor = page.cursor;
    }
    expect(seen).toEqual(Array.from({ length: 13 }, (_, at) => `g/${25 - 2 * at}`));
  });

  it('reads one request whole, and gives all by parts, oldest first', () => {
    for (let n = 1; n <= 5; n += 1) command(n, `echo ${n}`);
    decide(2, 'accept', person('x'));
    expect(storage.requests.read('g/2').map(({ event }) => event)).toEqual(['asked', 'decided']);
    expect(storage.requests.read('none')).toEqual([]);
    const first = storage.requests.part({ text: 'echo' }, 3);
    expect(first.requests.map((lines) => lines.map(({ approvalId }) => approvalId))).toEqual([
      ['g/1'],
      ['g/2', 'g/2'],
      ['g/3'],
    ]);
    const next = storage.requests.part({ text: 'echo' }, 3, first.cursor ?? 0);
    expect(next).toMatchObject({
      requests: [[{ approvalId: 'g/4' }], [{ approvalId: 'g/5' }]],
      cursor: null,
    });
  });
});

describe('the journal', () => {
  it('is append-only: no statement changes or removes a line', () => {
    command(1, 'git push');
    const other = new Database(path());
    for (const sql of [
      "UPDATE journal SET summary = 'nothing'",
      'UPDATE OR REPLACE journal SET seq = 9',
      'DELETE FROM journal',
      "INSERT OR REPLACE INTO journal (seq, at, approval_id, workspace, thread_id, thread_title, event, kind, summary) VALUES (1, 1, 'a', 'w', 't', 't', 'asked', 'command', 's')",
    ])
      expect(() => other.exec(sql), sql).toThrow('append-only');
    other.close();
    expect(storage.journal(10)).toMatchObject([{ seq: 1, summary: 'wants to run git push' }]);
    expect(problems).toEqual([]);
  });

  it('keeps a line whose JSON was spoiled', () => {
    const other = new Database(path());
    other.exec(
      "INSERT INTO journal (at, approval_id, workspace, thread_id, thread_title, event, kind, summary, subject, details, decider) VALUES (1, 'a', 'w', 't', 't', 'asked', 'command', 'still there', '{', 'x', '[')",
    );
    other.close();
    expect(storage.requests.search({ text: 'still' }, 5).requests).toMatchObject([{ words: 'Still there' }]);
  });

  it('fills the search with what earlier versions wrote, and knows who decided by their words', () => {
    storage.close();
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'muster-journal-'));
    const old = new Database(path());
    const before = MIGRATIONS.length - 1;
    for (const step of MIGRATIONS.slice(0, before)) old.exec(step);
    old.pragma(`user_version = ${before}`);
    const add = old.prepare(
      `INSERT INTO journal (at, approval_id, workspace, thread_id, thread_title, event, kind, summary, decision, by, subject, decider)
       VALUES (?, ?, 'w', 't', 'T', ?, 'command', 'wants to run x', ?, ?, ?, ?)`,
    );
    add.run(1000, 'g/1', 'asked', null, null, '{"type":"command","text":"git push","inPlace":true}', null);
    add.run(2000, 'g/2', 'asked', null, null, '{"type":"command","text":"npm ci","inPlace":true}', null);
    add.run(3000, 'g/3', 'asked', null, null, null, null);
    add.run(3100, 'g/1', 'decided', 'accept', 'Rule: git push …', null, null);
    add.run(3200, 'g/2', 'decided', 'decline', 'phone', null, JSON.stringify(rules('n')));
    add.run(3300, 'g/1', 'late', 'decline', 'the tablet', null, null);
    old.close();
    storage = open();
    expect(problems).toEqual([]);
    expect(found({ text: 'git pu' })).toEqual([1]);
    expect(found({ text: 'tablet' })).toEqual([1]);
    expect(found({ decidedBy: 'rules' })).toEqual([2, 1]);
    expect(found({ rule: 'id n' })).toEqual([2]);
    expect(found({ outcome: 'late' })).toEqual([1]);
    expect(found({ outcome: 'waiting' })).toEqual([3]);
    expect(storage.openApprovals().map(({ approvalId }) => approvalId)).toEqual(['g/3']);
    storage.appendJournal(line(3, { event: 'expired', by: 'appServerDied' }));
    expect(found({ text: 'appServerDied' })).toEqual([3]);
  });

  it('has every line that a killed process had acknowledged, and finds it', async () => {
    const writer = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import Database from ${JSON.stringify(import.meta.resolve('libsql'))};
         const db = new Database(${JSON.stringify(path())});
         db.pragma('journal_mode = WAL'); db.pragma('synchronous = NORMAL');
         const add = db.prepare("INSERT INTO journal (at, approval_id, workspace, thread_id, thread_title, event, kind, summary) VALUES (?, ?, 'w', 't', 'T', 'asked', 'command', ?)");
         for (let n = 1; ; n += 1) { add.run(n, 'k/' + n, 'wants to run number-' + n + '-'); process.stdout.write(n + '\\n'); }`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let told = '';
    for await (const chunk of writer.stdout as AsyncIterable<Buffer>) {
      told += chunk.toString();
      if (told.split('\n').length > 200) break;
    }
    writer.kill('SIGKILL');
    if (writer.signalCode === null) await once(writer, 'exit');
    const last = Number(told.slice(0, told.lastIndexOf('\n')).split('\n').at(-1));
    expect(last).toBeGreaterThan(100);
    storage.close();
    storage = open();
    expect(problems).toEqual([]);
    for (let n = 1; n <= last; n += 1) expect(storage.requests.read(`k/${n}`)).toHaveLength(1);
    expect(storage.requests.search({ text: `number-${last}-` }, 5).requests).toHaveLength(1);
  });
});
