import type Database from 'libsql';
import { BackgroundWrites } from './background-writes.ts';
import { isHeldElsewhere, isOfStatement, notRead, notStored, storageWords } from './failures.ts';
import { connect, foldLog, openDatabase } from './open-database.ts';
import { rowSchemas, type RowOf, type TableName } from './row-schemas.ts';

type Row = Record<string, unknown>;

export interface StorageOptions {
  /** Told when something could not be kept or read: what happened and what to do; `passing` ones end with onSettled. */
  readonly onProblem: (message: string, passing: boolean) => void;
  /** All that could not be kept is kept now. */
  readonly onSettled?: () => void;
  /** Unix ms. */
  readonly now: () => number;
}

/** A transaction that is open. */
interface Together {
  /** Background writes in it: they are done again if it fails. */
  readonly background: [name: string, work: () => void][];
  failure: unknown;
  /** Somebody waits for a part of it to be stored. */
  asked: boolean;
}

/**
 * The database behind the store, and what becomes of failures: what a person waits for throws, what nobody waits for is
 * done again. A file that is corrupt, or of a later Muster, is set aside under another name, never overwritten, and a
 * new one is begun. A row that is spoiled is set aside in a table of its own, and costs no more than itself.
 */
export class StorageDatabase {
  /** The schema's version as it was found at the start; 0 for a new file. */
  readonly from: number;
  readonly #path: string;
  readonly #options: StorageOptions;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #background = new BackgroundWrites({
    failed: (error) => this.#sayNotKept(error),
    settled: () => this.#settled(),
    isOfAll: (error) => !isOfStatement(error),
  });
  /** None after a failure, until it is asked for again. */
  #db: Database.Database | undefined;
  #problem: string | null = null;
  /** The problem is one that ends with the writes that wait. */
  #passing = false;
  #together: Together | null = null;
  #lastFailure: unknown = null;
  /** It was closed: nothing opens it again. */
  #over = false;

  /** Throws StorageStartFailure where a sound file may be there and cannot be used now. */
  constructor(path: string, options: StorageOptions) {
    this.#path = path;
    this.#options = options;
    const { db, problem, from } = openDatabase(path, options.now);
    this.#db = db;
    this.from = from;
    if (problem !== null) this.#say(problem, false);
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** Stores all that the work stores as one. What the work throws is thrown on; else see `write` and `later`. */
  together(work: () => void): void {
    if (this.#together !== null) {
      work();
      return;
    }
    this.#background.retry();
    const all: Together = { background: [], failure: null, asked: false };
    this.#together = all;
    try {
      // The lock is taken here: later in a transaction a busy database would leave it half done.
      this.run('BEGIN IMMEDIATE', []);
    } catch (error) {
      all.failure = error;
    }
    try {
      work();
    } finally {
      this.#together = null;
      this.#commit(all);
    }
  }

  /** Throws when something failed that a person was to be told was stored; the rest is stored later. */
  #commit({ background, failure, asked }: Together): void {
    let failed = failure;
    try {
      // Where the disk is full, the database has taken it back by itself.
      if (failed === null && !this.#inTransaction) failed = new Error('the database took it back');
      if (failed === null) this.run('COMMIT', []);
    } catch (error) {
      failed = error;
    }
    if (failed === null) return;
    // SQLite rolls an open transaction back when its connection closes.
    this.#disconnect();
    for (const [name, work] of background) this.#background.keep(name, work);
    this.#sayNotKept(failed);
    if (asked) throw notStored(this.#path, failed);
  }

  /** Background writes that were not stored yet. */
  get waiting(): number {
    return this.#background.waiting;
  }

  /** Tries again what waits. Never throws. */
  retry(): void {
    // Waiting writes are not tried inside a transaction, which may fail and take them back.
    if (this.#together === null) this.#background.retry();
  }

  /** Throws ContractFailure `storage` when a background write of one of these names was not stored yet. */
  sureOf(names: readonly string[]): void {
    if (this.#background.waiting === 0) return;
    this.#background.retry();
    if (!names.some((name) => this.#background.has(name))) return;
    throw notStored(this.#path, this.#lastFailure);
  }

  /** A background write of that name is not wanted any more. */
  forget(name: string): void {
    this.#background.forget(name);
  }

  /** Tries once more what waits, and folds the log in. */
  close(): void {
    this.#background.retry();
    this.#statements.clear();
    this.#over = true;
    if (this.#db !== undefined) foldLog(this.#db);
    this.#disconnect();
  }

  /** Rows as they should be; one that is not is set aside, so that it costs nothing but itself. */
  rows<T extends TableName>(table: T, sql: string, params: readonly unknown[] = []): RowOf<T>[] {
    const good: RowOf<T>[] = [];
    const bad: { rowid: number; row: Row; why: string }[] = [];
    for (const found of this.all(sql.replace('SELECT *', 'SELECT rowid AS _rowid, *'), params)) {
      const { _rowid: rowid, ...row } = found;
      const checked = rowSchemas[table].safeParse(row);
      if (checked.success) good.push(checked.data as RowOf<T>);
      else {
        const [issue] = checked.error.issues;
        bad.push({
          rowid: Number(rowid),
          row,
          why: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
        });
      }
    }
    if (bad.length > 0) this.#setAside(table, bad);
    return good;
  }

  #setAside(table: TableName, bad: readonly { rowid: number; row: Row; why: string }[]): void {
    const many = bad.length === 1 ? 'One row' : `${bad.length} rows`;
    const rules =
      table === 'rules' ? ' If it was a rule that declines, it declines no more: look at your rules.' : '';
    try {
      this.together(() => {
        for (const { rowid, row, why } of bad) {
          this.write('INSERT INTO set_aside (at, of_table, row, why) VALUES (?, ?, ?, ?)', [
            this.#options.now(),
            table,
            JSON.stringify(row),
            why,
          ]);
          this.write(`DELETE FROM ${table} WHERE rowid = ?`, [rowid]);
        }
      });
    } catch {
      // It stays where it is, and is passed over again the next time.
    }
    this.#say(
      `${many} of what Muster had stored (${table}) could not be read and was set aside, in the table set_aside of ${this.#path}. All else is as it was.${rules}`,
      false,
    );
  }

  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#over) throw new Error('it was closed');
      this.#db ??= connect(this.#path);
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Rows, or none where they cannot be read. */
  all(sql: string, params: readonly unknown[] = []): Row[] {
    try {
      return this.#read(sql, params, false);
    } catch {
      return [];
    }
  }

  /** The same for what a person asked for: nothing found must not look like a failure, nor the other way round. */
  ask(sql: string, params: readonly unknown[] = []): Row[] {
    return this.#read(sql, params, true);
  }

  #read(sql: string, params: readonly unknown[], again: boolean): Row[] {
    try {
      return this.#statement(sql).all(...params) as Row[];
    } catch (error) {
      this.#broke(error);
      const failure = notRead(this.#path, error);
      this.#say(failure.message, again || isHeldElsewhere(error));
      throw failure;
    }
  }

  /** Writes what a person is told was stored. Throws ContractFailure `storage` when it was not. */
  write(sql: string, params: readonly unknown[]): void {
    const all = this.#together;
    if (all !== null) all.asked = true;
    try {
      if (all !== null && all.failure !== null) throw all.failure;
      this.run(sql, params);
      if (this.#passing && this.#background.waiting === 0) this.#settled();
    } catch (error) {
      this.#failedTogether(error);
      this.#sayNotKept(error);
      throw notStored(this.#path, error);
    }
  }

  /** Writes what nobody waits for: now, or again until it is stored. */
  later(name: string, work: () => void): void {
    const all = this.#together;
    if (all === null) {
      this.#background.write(name, work);
      return;
    }
    all.background.push([name, work]);
    if (all.failure !== null) return;
    try {
      work();
    } catch (error) {
      this.#failedTogether(error);
      this.#background.keep(name, work);
      this.#sayNotKept(error);
    }
  }

  /** What fails by itself fails alone; a full disk takes the whole transaction with it. */
  #failedTogether(error: unknown): void {
    if (this.#together !== null && !this.#inTransaction) this.#together.failure ??= error;
  }

  /** Throws what SQLite throws: for the work of `later`. */
  run(sql: string, params: readonly unknown[]): void {
    try {
      this.#statement(sql).run(...params);
    } catch (error) {
      this.#broke(error);
      throw error;
    }
  }

  /**
   * A statement that met a lock stays half done, and what other statements write after it is committed only when it
   * ends, which nobody can make it do but by ending the connection (measured with libsql 0.5 and SQLite 3.45).
   */
  #broke(error: unknown): void {
    if (this.#together === null && !isOfStatement(error)) this.#disconnect();
  }

  #disconnect(): void {
    this.#statements.clear();
    this.#db?.close();
    this.#db = undefined;
  }

  get #inTransaction(): boolean {
    return this.#db?.inTransaction === true;
  }

  #sayNotKept(error: unknown): void {
    this.#lastFailure = error;
    const { what, next } = storageWords(error);
    this.#say(
      `Muster cannot store in ${this.#path}: ${what}. The agents go on, and what could not be stored is stored as soon as that is possible. ${next}`,
      true,
    );
  }

  /** The same trouble is told once, not with every write. */
  #say(message: string, passing: boolean): void {
    if (this.#problem === message) return;
    this.#problem = message;
    this.#passing ||= passing;
    this.#options.onProblem(message, passing);
  }

  #settled(): void {
    if (!this.#passing) return;
    this.#passing = false;
    this.#problem = null;
    this.#options.onSettled?.();
  }
}
