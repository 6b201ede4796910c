import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/approval/approval.ts';
import { asId, type HomeId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import type { ThreadRecord } from '#shared/model/thread/record.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import { aJournalLine } from '../../../test/support/journal-lines.ts';
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

const path = (): string => join(folder, 'muster.db');
const open = (): SqliteStorage =>
  new SqliteStorage(
    path(),
    (message) => problems.push(message),
    () => 12345,
  );

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
};
const asked = aJournalLine({
  turnId: 'u',
  itemId: 'i',
  subject: { type: 'command', text: 'git push', inPlace: true },
});

describe('SqliteStorage', () => {
  it('gives back over its own end what it was given', () => {
    const first = open();
    first.saveHome(home);
    first.saveWorkspace(workspace);
    first.saveThread(thread);
    first.saveDraft('k', 'half a thought', 1);
    first.saveSetting('s', 'v');
    first.appendJournal(asked);
    first.saveGeneration('g', 'w', 1);
    first.close();
    const second = open();
    expect(second.homes()).toEqual([home]);
    expect(second.workspaces()).toEqual([workspace]);
    expect(second.threads()).toEqual([thread]);
    expect(second.draft('k')).toBe('half a thought');
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
    const approval = (n: number, outcome: unknown) =>
      ({ id: `g/${n}`, askedAt: n, outcome }) as unknown as Approval;
    for (let n = 0; n < 600; n += 1) storage.saveApproval(approval(n, null));
    storage.saveApproval(approval(599, { type: 'decided' }));
    const kept = storage.approvals();
    expect(kept.length).toBeLessThanOrEqual(501);
    expect(kept.at(-1)).toEqual(approval(599, { type: 'decided' }));
    storage.close();
  });

  it('forgets a draft that was emptied', () => {
    const storage = open();
    storage.saveDraft('k', 'x', 1);
    storage.saveDraft('k', '', 2);
    expect(storage.draft('k')).toBe('');
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
        for (let at = 0; at < 500; at += 1) storage.appendJournal({ ...asked, summary: 'x'.repeat(200) });
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
        storage.saveDraft('one', 'a', 1);
        storage.together(() => storage.saveDraft('two', 'b', 1));
        expect(drafts()).toMatchObject({ drafts: 0 });
        throw new Error('a fault');
      });
    expect(work).toThrow('a fault');
    expect(drafts()).toMatchObject({ drafts: 2 });
    other.close();
    storage.close();
    expect(problems).toEqual([]);
  });

  it('goes on when it cannot write, and says so once', () => {
    const storage = open();
    const blocker = new Database(path());
    blocker.exec('DROP TABLE drafts');
    storage.saveDraft('a', 'x', 1);
    storage.saveDraft('b', 'x', 1);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('cannot store');
    expect(storage.draft('a')).toBe('');
    storage.saveSetting('s', 'still works');
    expect(storage.settings().get('s')).toBe('still works');
    blocker.close();
    storage.close();
  });
});
