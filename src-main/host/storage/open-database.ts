import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { errorWords } from '#shared/base/words.ts';
import { isFileAtFault, StorageStartFailure, storageWords } from './failures.ts';
import { MIGRATIONS } from './migrations.ts';

/** How long a start waits for another program, such as a backup, to let go of the database. */
const START_WAIT_MS = 3000;
/** How long a write does; the host stands still meanwhile. */
const WRITE_WAIT_MS = 100;
const SUFFIXES = ['', '-wal', '-shm'] as const;

/** The database is of no use to this Muster, though it is no fault of SQLite's to say so. */
class Unusable extends Error {}

/** A database that is ready, and what the person should know of how it came to be. */
export interface OpenedDatabase {
  readonly db: Database.Database;
  readonly problem: string | null;
  /** The schema's version as it was found; 0 for a new file. */
  readonly from: number;
}

/**
 * Opens the store, or begins it, readable by its owner alone. What is no database, is damaged, is of a later Muster or
 * has lost its beginning is set aside under another name, never overwritten. `now` is Unix ms. Throws
 * StorageStartFailure where the file may be sound and cannot be used now: held by another program, a full disk, a
 * folder that cannot be written.
 */
export function openDatabase(path: string, now: () => number): OpenedDatabase {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (sizeOf(path) === 0 && sizeOf(`${path}-wal`) > 0)
      return setAside(path, now, 'the file is empty, and its log is not');
    makePrivate(path);
    const { db, made, from } = open(path);
    return { db, from, problem: made.length === 0 ? null : remade(path, made) };
  } catch (error) {
    if (error instanceof Unusable || isFileAtFault(error)) return setAside(path, now, errorWords(error));
    throw startFailure(path, error);
  }
}

/**
 * Opens a database that is ready once more, for after a failure. Throws what SQLite throws, and never makes a file: where
 * none is any more, something is wrong that a new one would hide.
 */
export function connect(path: string): Database.Database {
  if (!existsSync(path))
    throw Object.assign(new Error('the file of the database is gone'), { code: 'SQLITE_CANTOPEN' });
  const db = new Database(path, { timeout: WRITE_WAIT_MS });
  setUp(db);
  return db;
}

/** Folds the log into the database, so that the one file is all there is. A failure costs nothing: the log stays. */
export function foldLog(db: Database.Database): void {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Somebody else reads it: the next start reads the log.
  }
}

function startFailure(path: string, error: unknown): Error {
  if (error instanceof StorageStartFailure) return error;
  const opened = error instanceof Error && error.message.startsWith('ConnectionFailed');
  const { what, next } = opened
    ? {
        what: 'it cannot be opened or made there',
        next: 'Mend the permissions of the folder, or choose another one with --data DIR.',
      }
    : storageWords(error);
  return new StorageStartFailure(`Muster cannot use its database ${path}: ${what}. ${next}`);
}

function setAside(path: string, now: () => number, why: string): OpenedDatabase {
  const aside = `${path}.set-aside-${now()}`;
  try {
    for (const suffix of SUFFIXES) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    makePrivate(path);
    const { db, from } = open(path);
    return {
      db,
      from,
      problem: `What Muster had stored could not be read (${why}). It was set aside as ${aside}, and Muster began anew; your threads are safe with Codex. Add your folders again.`,
    };
  } catch (error) {
    throw startFailure(path, error);
  }
}

function remade(path: string, tables: readonly string[]): string {
  const what = tables.length === 1 ? 'A table was' : 'Tables were';
  return `${what} missing in ${path} and made anew, empty: ${tables.join(', ')}. What stood there is lost; all else is as it was.`;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** Makes the database readable for its owner alone: it has every prompt. SQLite gives its log the same mode. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  for (const suffix of SUFFIXES) if (existsSync(path + suffix)) chmodSync(path + suffix, 0o600);
}

function open(path: string): { db: Database.Database; made: readonly string[]; from: number } {
  const db = new Database(path, { timeout: START_WAIT_MS });
  try {
    // Nothing is written before it is known that the file is ours to write.
    const check = db.prepare('PRAGMA quick_check(1)').get();
    if (firstOf(check) !== 'ok') throw new Unusable('the file is damaged');
    const version = Number(firstOf(db.prepare('PRAGMA user_version').get()));
    if (version > MIGRATIONS.length)
      throw new Unusable(`it was written by a later Muster (schema ${version})`);
    setUp(db);
    migrate(db, version);
    const made = version === 0 ? [] : makeMissing(db);
    db.exec(`PRAGMA busy_timeout = ${WRITE_WAIT_MS}`);
    return { db, made, from: version };
  } catch (error) {
    db.close();
    throw error;
  }
}

function setUp(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  // A killed process loses nothing; only a power cut may lose the last moments.
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
}

function migrate(db: Database.Database, from: number): void {
  for (let step = from; step < MIGRATIONS.length; step += 1) {
    db.exec(`BEGIN; ${MIGRATIONS[step]} PRAGMA user_version = ${step + 1}; COMMIT;`);
  }
}

interface Part {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

/** Makes tables anew that the schema has and the file lacks, with what belongs to them. Answers their names. */
function makeMissing(db: Database.Database): readonly string[] {
  const there = new Set(partsOf(db).map(({ name }) => name));
  const pattern = new Database(':memory:');
  try {
    migrate(pattern, 0);
    const missing = partsOf(pattern).filter(({ name, sql }) => sql !== null && !there.has(name));
    // The tables behind a table of words come and go with it.
    const own = missing.filter(({ name }) => !name.startsWith('journal_words_'));
    const order = ['table', 'index', 'trigger', 'view'];
    own.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
    for (const { sql } of own) db.exec(sql ?? '');
    return own.filter(({ type }) => type === 'table').map(({ name }) => name);
  } finally {
    pattern.close();
  }
}

function partsOf(db: Database.Database): Part[] {
  return db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master').all() as Part[];
}

function firstOf(row: unknown): unknown {
  return Object.values(row as Record<string, unknown>)[0];
}
