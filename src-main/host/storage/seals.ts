import type { StorageDatabase } from './storage-database.ts';

/** Marks a text as written by Muster, and knows its own marks. */
export interface RowSeal {
  sign(name: string, text: string): string;
  holds(name: string, text: string, mark: string | null): boolean;
}

/** Tables whose rows decide in a person's name or say what is run: their key, and all that is sealed of a row. */
const SEALED = {
  rules: { key: 'id', columns: ['id', 'created_at', 'rule'] },
  settings: { key: 'name', columns: ['name', 'value'] },
  workspaces: {
    key: 'id',
    columns: ['id', 'name', 'path', 'home_id', 'ord', 'demo', 'codex_path', 'codex_home'],
  },
  homes: { key: 'id', columns: ['id', 'path'] },
} as const;
export type SealedTable = keyof typeof SEALED;

type Row = Record<string, unknown>;
type Run = (sql: string, params: readonly unknown[]) => void;

/** Stands for the table as a whole: which rows it has. No row has an empty key. */
const WHOLE = '';

/** What another program did to a table. */
export interface Foreign {
  /** Keys of rows that were written or changed. */
  readonly rows: ReadonlySet<string>;
  /** Rows were taken away, or old ones put back: which ones cannot be known. */
  readonly whole: boolean;
}

/**
 * Seals of rows: each has the mark of its content, and each table one of which rows it has. What another program writes
 * into the file has none, and is noticed when it is read. Marks are written with the row they are of.
 */
export class Seals {
  readonly #db: Pick<StorageDatabase, 'all'>;
  readonly #seal: RowSeal;
  /** Tables whose list was changed by another program: theirs is not sealed anew until a person says so. */
  readonly #broken = new Set<SealedTable>();

  constructor(db: Pick<StorageDatabase, 'all'>, seal: RowSeal) {
    this.#db = db;
    this.#seal = seal;
  }

  /** Seals a row as it is now, or the fact that it is gone; `run` writes as the row was written. */
  mark(table: SealedTable, key: string, run: Run): void {
    this.#markRow(table, key, run);
    this.#markWhole(table, run);
  }

  /** Seals all that is there: for a file from before there were seals, and by the word of a person. */
  markAll(run: Run): void {
    this.#broken.clear();
    for (const table of Object.keys(SEALED) as SealedTable[]) {
      run('DELETE FROM seals WHERE of_table = ?', [table]);
      for (const row of this.#rows(table)) this.#markRow(table, String(row[SEALED[table].key]), run);
      this.#markWhole(table, run);
    }
  }

  /** What of a table is not as Muster wrote it. */
  foreign(table: SealedTable): Foreign {
    const marks = this.#marks(table);
    const rows = this.#rows(table);
    const keys = rows.map((row) => String(row[SEALED[table].key]));
    const foreign = rows.flatMap((row, index) => {
      const key = keys[index] ?? '';
      return this.#seal.holds(`${table}:${key}`, contentOf(table, row), marks.get(key) ?? null) ? [] : [key];
    });
    const [whole] = this.#db.all('SELECT mark FROM seals WHERE of_table = ? AND row_key = ?', [table, WHOLE]);
    const mark = typeof whole?.['mark'] === 'string' ? whole['mark'] : null;
    // A table that never had a row has no mark, and needs none.
    const intact = (mark === null && marks.size === 0) || this.#seal.holds(table, listOf(marks), mark);
    const gone = [...marks.keys()].some((key) => !keys.includes(key));
    if (!intact || gone) this.#broken.add(table);
    return { rows: new Set(foreign), whole: !intact || gone };
  }

  #markRow(table: SealedTable, key: string, run: Run): void {
    const columns = SEALED[table];
    const [row] = this.#db.all(`SELECT * FROM ${table} WHERE ${columns.key} = ?`, [key]);
    if (row === undefined) {
      run('DELETE FROM seals WHERE of_table = ? AND row_key = ?', [table, key]);
      return;
    }
    const mark = this.#seal.sign(`${table}:${key}`, contentOf(table, row));
    run('INSERT OR REPLACE INTO seals (of_table, row_key, mark) VALUES (?, ?, ?)', [table, key, mark]);
  }

  #markWhole(table: SealedTable, run: Run): void {
    if (this.#broken.has(table)) return;
    const mark = this.#seal.sign(table, listOf(this.#marks(table)));
    run('INSERT OR REPLACE INTO seals (of_table, row_key, mark) VALUES (?, ?, ?)', [table, WHOLE, mark]);
  }

  #marks(table: SealedTable): Map<string, string> {
    const found = this.#db.all('SELECT row_key, mark FROM seals WHERE of_table = ? AND row_key <> ?', [
      table,
      WHOLE,
    ]);
    return new Map(found.map(({ row_key: key, mark }) => [String(key), String(mark)]));
  }

  #rows(table: SealedTable): Row[] {
    return this.#db.all(`SELECT * FROM ${table}`);
  }
}

function contentOf(table: SealedTable, row: Row): string {
  return JSON.stringify(SEALED[table].columns.map((column) => row[column] ?? null));
}

/** Which rows there are and as what: one that is put back or taken away with its mark changes it. */
function listOf(marks: ReadonlyMap<string, string>): string {
  return JSON.stringify([...marks].sort(([a], [b]) => (a < b ? -1 : 1)));
}
