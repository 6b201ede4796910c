import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { JournalEntry } from '#shared/contract/requests.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import { JournalStore } from './journal-store.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type { ThreadRecord } from '#shared/model/thread/record.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { HomeRecord, NewJournalEntry, Storage } from './records.ts';

type Row = Record<string, unknown>;

/** Told when something could not be kept; the message says what happened and what to do. */
export type OnProblem = (message: string) => void;

/** Approvals kept whole for the inbox's history; the journal keeps a line of each for ever. */
const APPROVALS_KEPT = 500;

/**
 * The store in one SQLite file. A file that is corrupt, or of a later Muster, is set aside under another name, never
 * overwritten, and a new one is begun.
 */
export class SqliteStorage implements Storage {
  readonly path: string;
  readonly requests = new JournalStore({
    all: (sql, params) => this.#all(sql, params),
    ask: (sql, params) => this.#ask(sql, params),
    write: (sql, params) => this.#write(sql, params),
  });
  readonly #onProblem: OnProblem;
  readonly #statements = new Map<string, Database.Statement>();
  #db: Database.Database;
  #problem: string | null = null;

  constructor(path: string, onProblem: OnProblem, now: () => number) {
    this.path = path;
    this.#onProblem = onProblem;
    mkdirSync(dirname(path), { recursive: true });
    try {
      this.#db = open(path);
    } catch (error) {
      const aside = `${path}.set-aside-${now()}`;
      for (const suffix of ['', '-wal', '-shm']) {
        if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
      }
      this.#db = open(path);
      this.#say(
        `What Muster had stored could not be read (${words(error)}). It was set aside as ${aside}, and Muster began anew; your threads are safe with Codex. Add your folders again.`,
      );
    }
  }

  get problem(): string | null {
    return this.#problem;
  }

  homes(): HomeRecord[] {
    return this.#all('SELECT id, path FROM homes') as unknown as HomeRecord[];
  }

  saveHome({ id, path }: HomeRecord): void {
    this.#write(
      'INSERT INTO homes (id, path) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET path = excluded.path',
      [id, path],
    );
  }

  workspaces(): WorkspaceRecord[] {
    return this.#all('SELECT * FROM workspaces ORDER BY ord').map((row) => ({
      id: row['id'] as WorkspaceRecord['id'],
      name: String(row['name']),
      path: String(row['path']),
      homeId: row['home_id'] as WorkspaceRecord['homeId'],
      ord: Number(row['ord']),
      demo: row['demo'] === 1,
      codexPath: row['codex_path'] as string | null,
      codexHome: row['codex_home'] as string | null,
    }));
  }

  saveWorkspace(w: WorkspaceRecord): void {
    this.#write(
      `INSERT INTO workspaces (id, name, path, home_id, ord, demo, codex_path, codex_home) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, path = excluded.path, home_id = excluded.home_id,
       codex_path = excluded.codex_path, codex_home = excluded.codex_home`,
      [w.id, w.name, w.path, w.homeId, w.ord, w.demo ? 1 : 0, w.codexPath, w.codexHome],
    );
  }

  removeWorkspace(id: string): void {
    this.#write('DELETE FROM threads WHERE workspace_id = ?', [id]);
    this.#write('DELETE FROM workspaces WHERE id = ?', [id]);
  }

  threads(): ThreadRecord[] {
    return this.#all('SELECT * FROM threads ORDER BY created_at').map((row) => ({
      id: row['id'] as ThreadRecord['id'],
      workspaceId: row['workspace_id'] as ThreadRecord['workspaceId'],
      parentId: row['parent_id'] as ThreadRecord['parentId'],
      name: row['name'] as string | null,
      preview: String(row['preview']),
      cwd: String(row['cwd']),
      branch: row['branch'] as string | null,
      model: row['model'] as string | null,
      createdAt: Number(row['created_at']),
      since: Number(row['since']),
      lastTurn: row['last_turn'] as ThreadRecord['lastTurn'],
      error: row['error'] as string | null,
      cutOff: row['cut_off'] === 1,
      unread: row['unread'] === 1,
      queued: Number(row['queued']),
      tokens: Number(row['tokens']),
      contextShare: row['context_share'] as number | null,
      added: Number(row['added']),
      removed: Number(row['removed']),
      activity: String(row['activity']),
      program: row['program'] as string | null,
    }));
  }

  saveThread(t: ThreadRecord): void {
    this.#write(
      `INSERT OR REPLACE INTO threads (id, workspace_id, parent_id, name, preview, cwd, branch, model, created_at, since,
       last_turn, error, cut_off, unread, queued, tokens, context_share, added, removed, activity, program)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        t.id,
        t.workspaceId,
        t.parentId,
        t.name,
        t.preview,
        t.cwd,
        t.branch,
        t.model,
        t.createdAt,
        t.since,
        t.lastTurn,
        t.error,
        t.cutOff ? 1 : 0,
        t.unread ? 1 : 0,
        t.queued,
        t.tokens,
        t.contextShare,
        t.added,
        t.removed,
        t.activity,
        t.program,
      ],
    );
  }

  edits(): Map<string, readonly string[]> {
    return new Map(
      this.#all("SELECT thread_id, paths FROM edits WHERE json_type(paths) = 'array'").map((row) => [
        String(row['thread_id']),
        JSON.parse(String(row['paths'])) as string[],
      ]),
    );
  }

  saveEdits(threadId: string, paths: readonly string[]): void {
    if (paths.length === 0) this.#write('DELETE FROM edits WHERE thread_id = ?', [threadId]);
    else
      this.#write('INSERT OR REPLACE INTO edits (thread_id, paths) VALUES (?, ?)', [
        threadId,
        JSON.stringify(paths),
      ]);
  }

  removeThread(id: string): void {
    this.#write('DELETE FROM threads WHERE id = ?', [id]);
  }

  saveGeneration(id: string, owner: string, at: number): void {
    this.#write('INSERT INTO generations (id, owner, started_at) VALUES (?, ?, ?)', [id, owner, at]);
  }

  appendJournal(entry: NewJournalEntry): void {
    this.requests.append(entry);
  }

  journal(limit: number, before?: number): JournalEntry[] {
    return this.requests.lines(limit, before);
  }

  verdicts(threadId: string): JournalEntry[] {
    return this.requests.verdicts(threadId);
  }

  saveApproval(approval: Approval): void {
    this.#write('INSERT OR REPLACE INTO approvals (id, asked_at, approval) VALUES (?, ?, ?)', [
      approval.id,
      approval.askedAt,
      JSON.stringify(approval),
    ]);
    this.#write(
      'DELETE FROM approvals WHERE asked_at < (SELECT asked_at FROM approvals ORDER BY asked_at DESC LIMIT 1 OFFSET ?)',
      [APPROVALS_KEPT],
    );
  }

  approvals(): Approval[] {
    return this.#all('SELECT approval FROM approvals ORDER BY asked_at').flatMap((row) => {
      try {
        return [JSON.parse(String(row['approval'])) as Approval];
      } catch {
        return [];
      }
    });
  }

  openApprovals(): JournalEntry[] {
    return this.requests.open();
  }

  draft(key: string): string {
    return String(this.#all('SELECT text FROM drafts WHERE key = ?', [key])[0]?.['text'] ?? '');
  }

  saveDraft(key: string, text: string, at: number): void {
    if (text === '') this.#write('DELETE FROM drafts WHERE key = ?', [key]);
    else this.#write('INSERT OR REPLACE INTO drafts (key, text, at) VALUES (?, ?, ?)', [key, text, at]);
  }

  rules(): Rule[] {
    return this.#all('SELECT rule FROM rules ORDER BY created_at').flatMap(
      (row) => (parsed(String(row['rule'])) as Rule | undefined) ?? [],
    );
  }

  saveRule(rule: Rule): void {
    this.#write('INSERT OR REPLACE INTO rules (id, created_at, rule) VALUES (?, ?, ?)', [
      rule.id,
      rule.createdAt,
      JSON.stringify(rule),
    ]);
  }

  removeRule(id: string): void {
    this.#write('DELETE FROM rules WHERE id = ?', [id]);
  }

  settings(): Map<string, unknown> {
    const rows = this.#all('SELECT name, value FROM settings', []);
    return new Map(rows.map(({ name, value }) => [String(name), parsed(String(value))]));
  }

  saveSetting(name: string, value: unknown): void {
    if (value === undefined) this.#write('DELETE FROM settings WHERE name = ?', [name]);
    else
      this.#write('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', [
        name,
        JSON.stringify(value),
      ]);
  }

  together(work: () => void): void {
    if (this.#db.inTransaction) {
      work();
      return;
    }
    this.#write('BEGIN', []);
    try {
      work();
    } finally {
      // Where the disk is full, the database has taken it back by itself.
      if (this.#db.inTransaction) this.#write('COMMIT', []);
      if (this.#db.inTransaction) this.#write('ROLLBACK', []);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #all(sql: string, params: readonly unknown[] = []): Row[] {
    try {
      return this.#ask(sql, params);
    } catch {
      return [];
    }
  }

  /** The same for what a person asked for: nothing found must not look like a failure, nor the other way round. */
  #ask(sql: string, params: readonly unknown[] = []): Row[] {
    try {
      return this.#statement(sql).all(...params) as Row[];
    } catch (error) {
      const message = `What Muster has stored in ${this.path} cannot be read: ${words(error)}.`;
      this.#say(message);
      throw new ContractFailure({ code: 'unavailable', message });
    }
  }

  #write(sql: string, params: readonly unknown[]): void {
    try {
      this.#statement(sql).run(...params);
    } catch (error) {
      this.#say(
        `Muster cannot store in ${this.path}: ${words(error)}. The agents go on; free some space or mend the folder’s permissions.`,
      );
    }
  }

  /** The same trouble is told once, not with every write. */
  #say(message: string): void {
    if (this.#problem === message) return;
    this.#problem = message;
    this.#onProblem(message);
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Opens and brings the schema up to date. Throws for a file that is no database, is damaged, or is of a later Muster. */
function open(path: string): Database.Database {
  const db = new Database(path);
  try {
    // Nothing is written before it is known that the file is ours to write.
    const check = db.prepare('PRAGMA quick_check(1)').get() as Row;
    if (Object.values(check)[0] !== 'ok') throw new Error('the file is damaged');
    const version = Number(Object.values(db.prepare('PRAGMA user_version').get() as Row)[0]);
    if (version > MIGRATIONS.length) throw new Error(`it was written by a later Muster (schema ${version})`);
    db.pragma('journal_mode = WAL');
    // A killed process loses nothing; only a power cut may lose the last moments.
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    for (let step = version; step < MIGRATIONS.length; step += 1) {
      db.exec(`BEGIN; ${MIGRATIONS[step]} PRAGMA user_version = ${step + 1}; COMMIT;`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A value that somebody spoiled is as if it had not been stored. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
