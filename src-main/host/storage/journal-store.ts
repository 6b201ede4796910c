import type {
  JournalChoices,
  JournalEntry,
  JournalFilter,
  JournalPage,
  JournalRequest,
} from '#shared/contract/calls/journal.ts';
import { COUNT_LIMIT, requestLine } from '#shared/model/journal/journal.ts';
import { filterSql, type FilterSql } from './journal-query.ts';
import type { z } from 'zod';
import type { NewJournalEntry } from './records.ts';
import { deciderSchema, detailsSchema, journalEvent, subjectSchema } from './row-schemas.ts';

type Row = Record<string, unknown>;

/** The ways to the database. A failure is told to the person by itself. */
export interface Access {
  /** Answers nothing when it fails. */
  all(sql: string, params?: readonly unknown[]): Row[];
  /** Throws ContractFailure `unavailable` when it fails. */
  ask(sql: string, params?: readonly unknown[]): Row[];
  write(sql: string, params: readonly unknown[]): void;
}

/** Automatic decisions that a thread shows: its latest. */
const VERDICTS_LIMIT = 500;

/**
 * Words of one or two letters have no trigram: requests are then read one by one, the latest so many. Some 100 ms of
 * the host at most.
 */
const READ_LIMIT = 100_000;

/**
 * The journal in the database: lines are appended and never changed, which the database itself enforces, and searched by
 * request. What is searched is kept in step there as well (`journal-schema.ts`).
 */
export class JournalStore {
  readonly #db: Access;

  constructor(db: Access) {
    this.#db = db;
  }

  append(e: NewJournalEntry): void {
    this.#db.write(
      `INSERT INTO journal (at, approval_id, workspace, thread_id, thread_title, turn_id, item_id, event, kind, summary,
       decision, by, decider, note, subject, details, waited_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        e.at,
        e.approvalId,
        e.workspace,
        e.threadId,
        e.threadTitle,
        e.turnId,
        e.itemId,
        e.event,
        e.kind,
        e.summary,
        e.decision,
        e.by,
        jsonOrNull(e.decider),
        e.note,
        jsonOrNull(e.subject),
        jsonOrNull(e.details),
        e.waitedMs,
      ],
    );
  }

  /** The lines as they were written, newest first; `before` is exclusive. */
  lines(limit: number, before = Number.MAX_SAFE_INTEGER): JournalEntry[] {
    return this.#db
      .all('SELECT * FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT ?', [before, limit])
      .flatMap((row) => entryOf(row) ?? []);
  }

  /** What was decided in a thread by somebody other than a person, newest first, as many as a thread shows. */
  verdicts(threadId: string): JournalEntry[] {
    return this.#db
      .all(
        `SELECT * FROM journal WHERE thread_id = ? AND event = 'decided'
         AND json_valid(decider) AND json_extract(decider, '$.type') <> 'person'
         ORDER BY seq DESC LIMIT ?`,
        [threadId, VERDICTS_LIMIT],
      )
      .flatMap((row) => entryOf(row) ?? []);
  }

  /** What was asked and never ended, newest first: all of it, for the next life of the host ends it. */
  open(): JournalEntry[] {
    return this.#db
      .all(
        `SELECT line.* FROM journal_requests AS request JOIN journal AS line ON line.seq = request.seq
         WHERE request.outcome = 'waiting' AND line.event = 'asked' ORDER BY request.seq DESC`,
      )
      .flatMap((row) => entryOf(row) ?? []);
  }

  /** Every line about one request, oldest first. */
  read(approvalId: string): JournalEntry[] {
    return this.#db
      .ask('SELECT * FROM journal WHERE approval_id = ? ORDER BY seq', [approvalId])
      .flatMap((row) => entryOf(row) ?? []);
  }

  /** Requests that a filter leaves, newest first. */
  search(filter: JournalFilter, limit: number, cursor?: number): JournalPage {
    const found = filterSql(filter);
    const floor = found.reads ? this.#floor() : null;
    const bounds = [
      ...(floor === null ? [] : [{ sql: 'request.seq >= ?', params: [floor] }]),
      ...(cursor === undefined ? [] : [{ sql: 'request.seq < ?', params: [cursor] }]),
    ];
    const { from, where, params } = joined(found, bounds);
    const rows = this.#db.ask(
      `SELECT request.*, asked.thread_title, asked.summary, asked.subject, ended.at AS ended_at, ended.decision, ended.by,
        ended.decider, ended.note, ended.waited_ms
       FROM (SELECT request.seq AS found ${from} ${where} ORDER BY ${found.order} DESC LIMIT ?)
       JOIN journal_requests AS request ON request.seq = found
       JOIN journal AS asked ON asked.seq = request.seq
       LEFT JOIN journal AS ended ON ended.seq = request.ended_seq
       ORDER BY request.seq DESC`,
      [...params, limit + 1],
    );
    const requests = rows.slice(0, limit).map(requestOf);
    return {
      requests,
      cursor: rows.length > limit ? (requests.at(-1)?.seq ?? null) : null,
      total: cursor === undefined ? this.#count(found, bounds) : null,
      lookedAt: floor === null || floor === 0 ? null : READ_LIMIT,
    };
  }

  /** What there is to filter by. */
  choices(): JournalChoices {
    const values = (column: string): string[] =>
      this.#db
        .ask(`SELECT DISTINCT ${column} AS value FROM journal_requests WHERE ${column} <> '' ORDER BY value`)
        .map(({ value }) => String(value));
    return {
      workspaces: values('workspace'),
      kinds: values('kind') as unknown as JournalChoices['kinds'],
      decidedBy: values('decided_by') as unknown as JournalChoices['decidedBy'],
      rules: this.#db
        .ask('SELECT rule_id, name FROM journal_rule_names ORDER BY name')
        .map(({ rule_id: id, name }) => ({ id: String(id), name: String(name) })),
    };
  }

  /**
   * A part of what a filter leaves, oldest first: the lines of each request, the requests after the one that `cursor`
   * names. No cursor comes back with the last part.
   */
  part(
    filter: JournalFilter,
    limit: number,
    cursor = 0,
  ): { readonly requests: readonly (readonly JournalEntry[])[]; readonly cursor: number | null } {
    const found = filterSql(filter);
    const floor = found.reads ? this.#floor() : 0;
    const { from, where, params } = joined(found, [
      { sql: 'request.seq > ?', params: [Math.max(cursor, floor - 1)] },
    ]);
    const rows = this.#db.ask(
      `SELECT found, line.* FROM (SELECT request.seq AS found, request.approval_id AS named ${from} ${where}
         ORDER BY ${found.order} LIMIT ?)
       JOIN journal AS line ON line.approval_id = named ORDER BY found, line.seq`,
      [...params, limit],
    );
    const requests = new Map<number, JournalEntry[]>();
    for (const row of rows) {
      const of = Number(row['found']);
      const entry = entryOf(row);
      const lines = requests.get(of);
      if (lines === undefined) requests.set(of, entry === null ? [] : [entry]);
      else if (entry !== null) lines.push(entry);
    }
    const last = [...requests.keys()].at(-1);
    return {
      requests: [...requests.values()],
      cursor: requests.size === limit && last !== undefined ? last : null,
    };
  }

  /** The oldest request that is looked at where each has to be read. */
  #floor(): number {
    const [row] = this.#db.ask('SELECT seq FROM journal_requests ORDER BY seq DESC LIMIT 1 OFFSET ?', [
      READ_LIMIT - 1,
    ]);
    return Number(row?.['seq'] ?? 0);
  }

  #count(found: FilterSql, bounds: readonly Bound[]): JournalPage['total'] {
    const { from, where, params } = joined(found, bounds);
    const [row] = this.#db.ask(`SELECT count(*) AS n FROM (SELECT 1 ${from} ${where} LIMIT ?)`, [
      ...params,
      COUNT_LIMIT + 1,
    ]);
    const count = Number(row?.['n'] ?? 0);
    return { count: Math.min(count, COUNT_LIMIT), more: count > COUNT_LIMIT };
  }
}

interface Bound {
  readonly sql: string;
  readonly params: readonly unknown[];
}

function joined(
  found: FilterSql,
  bounds: readonly Bound[],
): { from: string; where: string; params: readonly unknown[] } {
  const all = [...found.conditions, ...bounds];
  return {
    from: found.from,
    where: all.length === 0 ? '' : `WHERE ${all.map(({ sql }) => sql).join(' AND ')}`,
    params: all.flatMap(({ params }) => params),
  };
}

function requestOf(row: Row): JournalRequest {
  const kind = String(row['kind']);
  return {
    seq: Number(row['seq']),
    approvalId: String(row['approval_id']),
    askedAt: Number(row['asked_at']),
    workspace: String(row['workspace']),
    threadId: String(row['thread_id']),
    threadTitle: String(row['thread_title']),
    kind: kind as JournalRequest['kind'],
    ...requestLine(
      kind,
      String(row['summary']),
      parsed(row['subject'], subjectSchema) as JournalEntry['subject'],
    ),
    outcome: row['outcome'] as JournalRequest['outcome'],
    decision: row['decision'] as string | null,
    by: row['by'] as string | null,
    decider: parsed(row['decider'], deciderSchema) as JournalRequest['decider'],
    note: row['note'] as string | null,
    endedAt: row['ended_at'] as number | null,
    waitedMs: row['waited_ms'] as number | null,
    late: Number(row['late']),
    overruled: row['overruled'] === 1,
  };
}

/** A line as it was written, or null for one that no Muster wrote. What is spoiled in it is as if it had not been kept. */
function entryOf(row: Row): JournalEntry | null {
  if (!journalEvent.safeParse(row['event']).success) return null;
  return {
    seq: Number(row['seq']),
    at: Number(row['at']),
    approvalId: String(row['approval_id']),
    workspace: String(row['workspace']),
    threadId: String(row['thread_id']),
    threadTitle: String(row['thread_title']),
    turnId: row['turn_id'] as string | null,
    itemId: row['item_id'] as string | null,
    event: row['event'] as JournalEntry['event'],
    kind: String(row['kind']),
    summary: String(row['summary']),
    decision: row['decision'] as string | null,
    by: row['by'] as string | null,
    decider: parsed(row['decider'], deciderSchema) as JournalEntry['decider'],
    note: row['note'] as string | null,
    subject: parsed(row['subject'], subjectSchema) as JournalEntry['subject'],
    details: parsed(row['details'], detailsSchema) as JournalEntry['details'],
    waitedMs: row['waited_ms'] as number | null,
  };
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** A value that somebody spoiled is as if it had not been stored. */
function parsed(json: unknown, schema: z.ZodType): unknown {
  if (typeof json !== 'string') return null;
  try {
    const value: unknown = JSON.parse(json);
    return schema.safeParse(value).success ? value : null;
  } catch {
    return null;
  }
}
