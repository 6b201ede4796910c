import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/approval/approval.ts';
import { knownOption } from '#shared/model/approval/decision.ts';
import { asId, type HomeId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type { SentText } from '#shared/model/thread/kept.ts';
import type { ThreadRecord } from '#shared/model/thread/record.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import { aJournalLine } from '../../../test/support/journal-lines.ts';
import { StorageStartFailure } from './failures.ts';
import type { RowSeal } from './seals.ts';
import { SqliteStorage } from './sqlite-storage.ts';

let folder: string;
let problems: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-storage-'));
  problems = [];
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

/** What another program writes is the affair of seals.test.ts: here every mark holds. */
const seal: RowSeal = { sign: () => '', holds: () => true };
const path = (): string => join(folder, 'muster.db');
const open = (): SqliteStorage =>
  new SqliteStorage(path(), {
    onProblem: (message) => problems.push(message),
    onSettled: () => problems.push('settled'),
    now: () => 12345,
    seal,
  });

const home = { id: asId<HomeId>('h'), path: '/home/codex' };
const workspace: WorkspaceRecord = {
  id: asId<WorkspaceId>('w'),
  name: 'O\'Brien’s "repo"',
  path: '/r',
  homeId: home.id,
  ord: 0,
  demo: true,
  codexPath: null,
  codexHome: '/x',
};
const thread: ThreadRecord = {
  id: asId<ThreadId>('t'),
  workspaceId: workspace.id,
  parentId: null,
  name: null,
  preview: 'do\nit',
  cwd: '/r',
  branch: 'main',
  model: null,
  createdAt: 1,
  since: 2,
  activeAt: 3,
  pinnedAt: 4,
  snoozedUntil: 5,
  section: 'Refunds',
  dismissed: true,
  continueAt: 6,
  lastTurn: 'failed',
  error: 'no',
  cutOff: true,
  unread: true,
  queued: 3,
  tokens: 4,
  contextShare: 0.5,
  added: 6,
  removed: 7,
  activity: 'x',
  program: 'an editor',
  effort: 'high',
  permission: 'autoReview',
  plan: true,
};
const asked = aJournalLine({
  turnId: 'u',
  itemId: 'i',
  subject: { type: 'command', text: 'git push', inPlace: true },
});

const approval = (n: number): Approval => ({
  id: asId(`g/${n}`),
  generation: asId('g'),
  workspaceId: workspace.id,
  threadId: thread.id,
  turnId: null,
  itemId: null,
  threadTitle: '',
  branch: null,
  folder: null,
  body: { kind: 'command', command: 'ls', cwd: null, prefix: null, extraPermissions: null },
  reason: null,
  decisions: [knownOption('accept', 'Accept', '')],
  onlyPerson: false,
  askedAt: n,
  gateway: null,
  deciding: false,
  outcome: null,
  reading: null,
  allowOnce: null,
  raw: {},
});
const rule: Rule = {
  id: 'r',
  effect: 'decline',
  match: { type: 'text', text: 'rm -rf /' },
  scope: { type: 'everywhere' },
  until: null,
  createdAt: 1,
  createdBy: 'me',
  uses: 0,
  lastUsedAt: null,
};
const sent: SentText = {
  id: 's',
  threadId: thread.id,
  turnId: null,
  mode: 'steer',
  state: 'sending',
  text: 'look at refunds',
  at: 1,
};

/** What a person waits for. */
const CALLS: Readonly<Record<string, (storage: SqliteStorage) => void>> = {
  'a draft': (storage) => storage.saveDraft('k', { text: 'x' }, 1),
  'an emptied draft': (storage) => storage.saveDraft('gone', { text: '' }, 1),
  'a setting': (storage) => storage.saveSetting('s', 1),
  'a setting as usual': (storage) => storage.saveSetting('gone', undefined),
  'a rule': (storage) => storage.saveRule(rule),
  'a rule that is taken back': (storage) => storage.removeRule('gone'),
  'a decision': (storage) => storage.appendJournal(asked),
  'a workspace': (storage) => {
    storage.saveHome(home);
    storage.saveWorkspace(workspace);
  },
  'a workspace that goes': (storage) => storage.removeWorkspace(asId('gone')),
  'a text that is sent': (storage) => storage.saveSent(sent),
  'a text given back': (storage) => storage.returnToDraft(['s'], 'k', { text: 'x' }, 1),
};

/** How a row of each table is spoiled, and how many are left. */
/** Columns of a thread that must be there. */
const NEEDED =
  'workspace_id, preview, cwd, created_at, since, unread, queued, tokens, added, removed, activity';
const SPOILED: Readonly<
  Record<
    string,
    {
      readonly make: (storage: SqliteStorage) => void;
      readonly spoil: readonly string[];
      readonly read: (storage: SqliteStorage) => number;
    }
  >
> = {
  approvals: {
    make: (storage) => storage.saveApproval(approval(1)),
    spoil: ['null', '5', '[]', 'no json', '{}', '{"id":"x","outcome":{"type":"decided"}}'].map(
      (text, at) => `INSERT INTO approvals VALUES ('bad ${at}', ${at}, '${text}')`,
    ),
    read: (storage) => storage.approvals().length,
  },
  rules: {
    make: (storage) => storage.saveRule(rule),
    spoil: ['null', '"x"', '{"id":"x","effect":"accept"}'].map(
      (text, at) => `INSERT INTO rules VALUES ('bad ${at}', ${at}, '${text}')`,
    ),
    read: (storage) => storage.rules().length,
  },
  settings: {
    make: (storage) => storage.saveSetting('s', 1),
    spoil: ["INSERT INTO settings VALUES ('bad', '{')"],
    read: (storage) => storage.settings().size,
  },
  edits: {
    make: (storage) => storage.saveEdits('t', ['a']),
    spoil: ['null', '[null]', '{', '[1]'].map(
      (text, at) => `INSERT INTO edits VALUES ('bad ${at}', '${text}')`,
    ),
    read: (storage) => storage.edits().size,
  },
  threads: {
    make: (storage) => storage.saveThread(thread),
    spoil: [`INSERT INTO threads (id, last_turn, ${NEEDED}) SELECT 'bad', 'asleep', ${NEEDED} FROM threads`],
    read: (storage) => storage.threads().length,
  },
  workspaces: {
    make: () => {},
    spoil: ["INSERT INTO workspaces (id, name, path, home_id, ord, demo) VALUES ('bad', '', '', 'h', 7, 9)"],
    read: (storage) => storage.workspaces().length,
  },
  homes: {
    make: () => {},
    spoil: ["INSERT INTO homes VALUES ('', '')"],
    read: (storage) => storage.homes().length,
  },
  sent: {
    make: (storage) => storage.saveSent(sent),
    spoil: [
      "INSERT INTO sent (id, thread_id, turn_id, mode, state, text, at) VALUES ('bad', 't', NULL, 'shout', 'waiting', 'x', 1)",
    ],
    read: (storage) => storage.sent().length,
  },
  kept_plans: {
    make: (storage) =>
      storage.keepPlan('t', {
        turnId: 'u',
        plan: [{ step: 'Look', status: 'completed' }],
        explanation: null,
      }),
    spoil: ["INSERT INTO kept_plans VALUES ('bad', 'u', '[1]', NULL)"],
    read: (storage) => ['t', 'bad'].filter((id) => storage.keptPlan(id) !== undefined).length,
  },
  kept_items: {
    make: (storage) =>
      storage.keepItems('t', [
        {
          turnId: 'u',
          beforeId: null,
          place: 1,
          why: 'cutOff',
          item: { type: 'unknown', id: 'i', wireType: null, raw: null },
          omitted: 0,
        },
      ]),
    spoil: ["INSERT INTO kept_items VALUES ('t', 'bad', 'u', NULL, 2, 'cutOff', 'null', 0)"],
    read: (storage) => storage.keptItems('t').length,
  },
};

describe('SqliteStorage', () => {
  it('gives back over its own end what it was given', () => {
    const first = open();
    first.saveHome(home);
    first.saveWorkspace(workspace);
    first.saveThread(thread);
    first.saveDraft('k', { text: 'half a thought' }, 1);
    first.saveSetting('s', 'v');
    first.appendJournal(asked);
    first.saveGeneration('g', 'w', 1);
    first.close();
    const second = open();
    expect(second.homes()).toEqual([home]);
    expect(second.workspaces()).toEqual([workspace]);
    expect(second.threads()).toEqual([thread]);
    expect(second.draft('k')).toEqual({ text: 'half a thought' });
    expect(second.settings().get('s')).toBe('v');
    expect(second.journal(10)).toEqual([{ ...asked, seq: 1 }]);
    expect(second.problem).toBeNull();
    second.close();
  });

  it('is not closed in order when the process is killed, and loses nothing by it', () => {
    const killed = open();
    killed.appendJournal(asked);
    // A second opening of the same files, as the next process would.
    const next = open();
    expect(next.journal(10)).toHaveLength(1);
    next.close();
    killed.close();
  });

  it('removes a workspace with its threads', () => {
    const storage = open();
    storage.saveHome(home);
    storage.saveWorkspace(workspace);
    storage.saveThread(thread);
    storage.removeWorkspace(workspace.id);
    expect([storage.workspaces(), storage.threads()]).toEqual([[], []]);
    storage.close();
  });

  it('lists what was asked and never ended', () => {
    const storage = open();
    for (const id of ['g/0', 'g/1', 'g/2']) storage.appendJournal({ ...asked, approvalId: id });
    storage.appendJournal({ ...asked, approvalId: 'g/0', event: 'decided', decision: 'accept', by: 'x' });
    storage.appendJournal({ ...asked, approvalId: 'g/1', event: 'expired' });
    storage.appendJournal({ ...asked, approvalId: 'g/2', event: 'late', decision: 'accept', by: 'x' });
    expect(storage.openApprovals().map(({ approvalId }) => approvalId)).toEqual(['g/2']);
    storage.close();
  });

  it('keeps approvals as they were last, oldest first, and a bounded number', () => {
    const storage = open();
    const expired = { type: 'expired', because: 'turnEnded', at: 1 } as const;
    for (let n = 0; n < 600; n += 1) storage.saveApproval(approval(n));
    storage.saveApproval({ ...approval(599), outcome: expired });
    const kept = storage.approvals();
    expect(kept.length).toBeLessThanOrEqual(501);
    expect(kept.at(-1)).toEqual({ ...approval(599), outcome: expired });
    storage.close();
  });

  it('forgets a draft that was emptied', () => {
    const storage = open();
    storage.saveDraft('k', { text: 'x' }, 1);
    storage.saveDraft('k', { text: '' }, 2);
    expect(storage.draft('k')).toEqual({ text: '' });
    storage.close();
  });

  it.each([
    ['is no database', () => writeFileSync(path(), 'this is not a database, but it may be precious')],
    [
      'is of a later Muster',
      () => {
        const db = new Database(path());
        db.exec('PRAGMA user_version = 999');
        db.close();
      },
    ],
    [
      'is damaged',
      () => {
        const storage = open();
        storage.together(() => {
          for (let at = 0; at < 500; at += 1) storage.appendJournal({ ...asked, summary: 'x'.repeat(200) });
        });
        storage.close();
        const bytes = readFileSync(path());
        bytes.fill(0x5a, 4096, bytes.length - 100);
        writeFileSync(path(), bytes);
      },
    ],
  ])('sets a file aside that %s, says so, and begins anew', (_what, make) => {
    make();
    const before = readFileSync(path());
    const storage = open();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('set aside');
    const aside = readdirSync(folder).find((name) => name === 'muster.db.set-aside-12345');
    expect(readFileSync(join(folder, aside ?? 'none'))).toEqual(before);
    storage.saveSetting('s', 'works');
    expect(storage.settings().get('s')).toBe('works');
    storage.close();
  });

  it('stores many together, and keeps them when the work goes wrong in the middle', () => {
    const storage = open();
    const other = new Database(path());
    const drafts = (): unknown => other.prepare('SELECT count(*) AS drafts FROM drafts').get();
    const work = (): void =>
      storage.together(() => {
        storage.saveDraft('one', { text: 'a' }, 1);
        storage.together(() => storage.saveDraft('two', { text: 'b' }, 1));
        expect(drafts()).toMatchObject({ drafts: 0 });
        throw new Error('a fault');
      });
    expect(work).toThrow('a fault');
    expect(drafts()).toMatchObject({ drafts: 2 });
    other.close();
    storage.close();
    expect(problems).toEqual([]);
  });

  it('says what it cannot store to whoever waits for it, once as a notice, and stores all else', () => {
    const storage = open();
    const blocker = new Database(path());
    blocker.exec('DROP TABLE drafts');
    for (const key of ['a', 'b'])
      expect(failureOf(() => storage.saveDraft(key, { text: 'x' }, 1))).toMatchObject({
        code: 'storage',
        message: expect.stringContaining('Nothing was changed. Start Muster again') as string,
      });
    expect(failureOf(() => storage.draft('a'))).toMatchObject({ code: 'storage' });
    expect(problems.filter((problem) => problem.includes('cannot store'))).toHaveLength(1);
    storage.saveSetting('s', 'still works');
    expect(storage.settings().get('s')).toBe('still works');
    blocker.close();
    storage.close();
    const next = open();
    expect(problems.at(-1)).toContain('made anew, empty: drafts');
    next.saveDraft('a', { text: 'x' }, 1);
    expect(next.draft('a')).toEqual({ text: 'x' });
    next.close();
  });

  it.each(Object.entries(CALLS))(
    'answers %s with a failure while another program holds the database',
    (_name, call) => {
      const storage = open();
      const holder = new Database(path());
      holder.exec(
        "INSERT INTO rules VALUES ('gone', 1, '{}'); INSERT INTO settings VALUES ('gone', '1'); INSERT INTO drafts (key, text, at) VALUES ('gone', 'x', 1);" +
          "INSERT INTO homes VALUES ('g', '/g'); INSERT INTO workspaces (id, name, path, home_id, ord) VALUES ('gone', '', '/gone', 'g', 1)",
      );
      const before = tablesOf(holder);
      holder.exec('BEGIN EXCLUSIVE');
      expect(failureOf(() => call(storage))).toMatchObject({
        code: 'storage',
        message: expect.stringContaining(
          'another program holds the database. Nothing was changed.',
        ) as string,
      });
      holder.exec('ROLLBACK');
      holder.close();
      call(storage);
      expect(problems.at(-1)).toBe('settled');
      // Another connection sees it: it is stored, not only written.
      const other = new Database(path());
      expect(tablesOf(other)).not.toEqual(before);
      other.close();
      storage.close();
    },
  );

  it.each(Object.entries(CALLS))('answers %s with a failure when the database refuses', (_name, call) => {
    const storage = open();
    const blocker = new Database(path());
    for (const table of ['drafts', 'settings', 'rules', 'journal', 'workspaces', 'sent'])
      for (const what of ['INSERT', 'DELETE', 'UPDATE'])
        blocker.exec(`CREATE TRIGGER no_${what}_${table} BEFORE ${what} ON ${table}
          BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`);
    storage.saveHome(home);
    // The row must exist, or its removal would not be refused.
    blocker.exec(
      'DROP TRIGGER no_INSERT_rules; DROP TRIGGER no_INSERT_settings; DROP TRIGGER no_INSERT_workspaces;',
    );
    blocker.exec("INSERT INTO rules VALUES ('gone', 1, '{}'); INSERT INTO settings VALUES ('gone', '1');");
    blocker.exec("DROP TRIGGER no_INSERT_drafts; INSERT INTO drafts (key, text, at) VALUES ('gone', 'x', 1)");
    blocker.exec(
      "INSERT INTO workspaces (id, name, path, home_id, ord) VALUES ('gone', '', '/gone', 'h', 1)",
    );
    for (const table of ['rules', 'settings', 'workspaces', 'drafts'])
      blocker.exec(`CREATE TRIGGER no_INSERT_${table} BEFORE INSERT ON ${table}
        BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`);
    expect(failureOf(() => call(storage))).toMatchObject({ code: 'storage' });
    blocker.close();
    storage.close();
  });

  // Only root may mount a disk that is small enough to be filled.
  it.runIf(mayMount())(
    'tells a full disk from a stored text, and stores what waited once there is room',
    () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
      try {
        const storage = new SqliteStorage(join(disk, 'muster.db'), {
          onProblem: (message) => problems.push(message),
          onSettled: () => problems.push('settled'),
          now: () => 1,
          seal,
        });
        expect(() => writeFileSync(join(disk, 'filler'), Buffer.alloc(4 * 1024 * 1024))).toThrow('ENOSPC');
        const text = 'x'.repeat(20_000);
        expect(failureOf(() => storage.saveDraft('k', { text }, 1))).toMatchObject({
          code: 'storage',
          message: expect.stringContaining(
            'the disk is full. Nothing was changed. Free some space',
          ) as string,
        });
        const both = (): void =>
          storage.together(() => {
            storage.saveEdits('t', ['a'.repeat(20_000)]);
            storage.saveDraft('k', { text }, 1);
          });
        expect(failureOf(both)).toMatchObject({ code: 'storage' });
        expect([storage.draft('k').text, storage.waiting]).toEqual(['', 1]);
        rmSync(join(disk, 'filler'));
        storage.retry();
        storage.saveDraft('k', { text }, 1);
        expect([storage.draft('k').text, storage.waiting, storage.edits().size, problems.at(-1)]).toEqual([
          text,
          0,
          1,
          'settled',
        ]);
        storage.close();
      } finally {
        // The library lets go of a closed file only when its memory is collected.
        execFileSync('umount', ['--lazy', disk]);
      }
    },
  );

  it('stores what nobody waits for as soon as it can, the latest of each, in order', () => {
    const storage = open();
    storage.saveHome(home);
    storage.saveWorkspace(workspace);
    const holder = new Database(path());
    holder.exec('BEGIN EXCLUSIVE');
    storage.saveThread(thread);
    storage.noteJournal(asked);
    storage.saveApproval(approval(1));
    storage.saveEdits('t', ['a']);
    storage.together(() => storage.saveThread({ ...thread, name: 'later' }));
    expect(failureOf(() => storage.sureOf(['t']))).toMatchObject({ code: 'storage' });
    expect([storage.threads(), storage.waiting > 0, problems.length]).toEqual([[], true, 1]);
    holder.exec('ROLLBACK');
    holder.close();
    storage.retry();
    expect(storage.waiting).toBe(0);
    storage.sureOf(['t']);
    expect(storage.threads()).toEqual([{ ...thread, name: 'later' }]);
    expect(storage.journal(5)).toHaveLength(1);
    expect([storage.approvals(), storage.edits().get('t')]).toEqual([[approval(1)], ['a']]);
    expect([problems.at(-1), storage.problem]).toEqual(['settled', null]);
    storage.close();
  });

  it('stores nothing of many that were to be stored together when it cannot be', () => {
    const storage = open();
    const holder = new Database(path());
    holder.exec('BEGIN EXCLUSIVE');
    const ran: string[] = [];
    const both = (): void =>
      storage.together(() => {
        ran.push('work');
        storage.saveApproval(approval(1));
        expect(failureOf(() => storage.appendJournal(asked))).toMatchObject({ code: 'storage' });
      });
    expect(failureOf(both)).toMatchObject({ code: 'storage' });
    expect(ran).toEqual(['work']);
    holder.exec('ROLLBACK');
    holder.close();
    storage.retry();
    expect([storage.journal(5), storage.approvals()]).toEqual([[], [approval(1)]]);
    storage.close();
  });

  it.each(Object.entries(SPOILED))(
    'sets a spoiled row of %s aside and keeps the others',
    (table, { make, spoil, read }) => {
      const first = open();
      first.saveHome(home);
      first.saveWorkspace(workspace);
      make(first);
      first.close();
      const db = new Database(path());
      for (const statement of spoil) db.exec(statement);
      db.close();
      const storage = open();
      expect(problems).toEqual([]);
      expect(read(storage)).toBe(1);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(
        `${spoil.length === 1 ? 'One row' : `${spoil.length} rows`} of what Muster had stored (${table})`,
      );
      // It is where it can be looked at, and is not told again.
      expect(read(storage)).toBe(1);
      storage.close();
      const looked = new Database(path());
      expect(
        looked.prepare('SELECT count(*) AS n FROM set_aside WHERE of_table = ?').get(table),
      ).toMatchObject({ n: spoil.length });
      looked.close();
      const again = open();
      expect([read(again), problems.length]).toEqual([1, 1]);
      again.close();
    },
  );

  it('reads a journal with spoiled values as if those had not been kept', () => {
    const storage = open();
    storage.appendJournal(asked);
    const db = new Database(path());
    db.exec(`INSERT INTO journal (at, approval_id, workspace, thread_id, thread_title, event, kind, summary, decision, by, decider, subject, details)
      VALUES (1, 'x', '', 't', '', 'decided', 'command', '', 'accept', 'x', 'null', '[1', '{"parts":[null]}'),
             (1, 'y', '', 't', '', 'decided', 'command', '', 'accept', 'x', 'no json', '3', 'true'),
             (1, 'z', '', 't', '', 'no event of ours', 'command', '', NULL, NULL, NULL, NULL, NULL)`);
    expect(
      storage
        .journal(9)
        .map(({ approvalId, decider, subject, details }) => [approvalId, decider, subject, details]),
    ).toEqual([
      ['y', null, null, null],
      ['x', null, null, null],
      [asked.approvalId, asked.decider, asked.subject, asked.details],
    ]);
    expect(storage.verdicts('t')).toEqual([]);
    expect(storage.requests.search({}, 10).requests).toHaveLength(4);
    db.close();
    storage.close();
  });

  it('sets an empty database with a full log aside, both parts', () => {
    const storage = open();
    storage.saveDraft('k', { text: 'precious' }, 1);
    const log = readFileSync(`${path()}-wal`);
    expect(log.length).toBeGreaterThan(0);
    storage.close();
    writeFileSync(path(), '');
    writeFileSync(`${path()}-wal`, log);
    const next = open();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('the file is empty, and its log is not');
    expect(readFileSync(`${path()}.set-aside-12345-wal`)).toEqual(log);
    next.saveDraft('k', { text: 'new' }, 1);
    next.close();
  });

  it('folds its log in when it ends, also where statements were left open', () => {
    const storage = open();
    storage.saveDraft('k', { text: 'in the one file' }, 1);
    storage.draft('k');
    storage.close();
    expect(existsSync(`${path()}-wal`) ? statSync(`${path()}-wal`).size : 0).toBe(0);
    const copy = join(folder, 'copy.db');
    copyFileSync(path(), copy);
    const db = new Database(copy);
    expect(db.prepare('SELECT text FROM drafts').get()).toMatchObject({ text: 'in the one file' });
    db.close();
  });

  it.runIf(process.platform !== 'win32')(
    'can be read by its owner alone, its log as well, and was so before',
    () => {
      writeFileSync(path(), '', { mode: 0o644 });
      const storage = open();
      storage.saveDraft('k', { text: 'x' }, 1);
      for (const name of readdirSync(folder))
        expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
      storage.close();
    },
  );

  it('does not begin where its file cannot be used now, says why, and sets nothing aside', () => {
    writeFileSync(join(folder, 'a file'), '');
    for (const place of [join(folder, 'a file', 'muster.db'), join(folder, 'a file', 'deep', 'muster.db')])
      expect(() => new SqliteStorage(place, { onProblem: () => {}, now: () => 1, seal })).toThrow(
        StorageStartFailure,
      );
    mkdirSync(path());
    expect(open).toThrow(/Muster cannot use its database .*muster\.db: .*\. .*folder/);
    expect(readdirSync(folder).sort()).toEqual(['a file', 'muster.db']);
  });
});

/** Whether this user may mount a file system, tried on one that is gone at once. */
function mayMount(): boolean {
  if (process.platform !== 'linux') return false;
  const folder = mkdtempSync(join(tmpdir(), 'muster-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many rows each table has. */
function tablesOf(db: Database.Database): unknown {
  return ['drafts', 'settings', 'rules', 'journal', 'homes', 'workspaces', 'sent'].map((table) => [
    table,
    (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n,
  ]);
}

function failureOf(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}

describe('Pictures of texts', () => {
  const picture = (letter: string) =>
    ({ type: 'picture', id: `${letter.repeat(64)}.png`, name: `${letter}.png` }) as const;

  it('are in use by drafts, by texts on their way, and by threads until these are gone for good', () => {
    const storage = open();
    const sent = {
      threadId: asId<ThreadId>('t'),
      turnId: null,
      mode: 'start',
      state: 'sending',
      at: 1,
    } as const;
    storage.saveDraft('new', { text: '', attached: [picture('a')] }, 1);
    storage.saveSent({ ...sent, id: 's', text: 'look', attached: [picture('b')] });
    expect(storage.sent()[0]?.attached).toEqual([picture('b')]);
    storage.forgetSent('s');
    expect([...storage.picturesInUse()].sort()).toEqual([picture('a').id, picture('b').id]);
    expect(storage.draft('new')).toEqual({ text: '', attached: [picture('a')] });
    storage.saveDraft('new', { text: '' }, 2);
    storage.forgetPictures('t');
    expect([...storage.picturesInUse()]).toEqual([]);
  });
});
