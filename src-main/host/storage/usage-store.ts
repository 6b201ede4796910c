import { z } from 'zod';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Usage } from '#shared/contract/calls/usage.ts';

/** Use is summed up over so long, which is the grain of the last hour. */
const BUCKET_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long use is kept. */
const KEPT_MS = 91 * DAY_MS;
/** Rows that are kept at most: some hundred threads that work all day, for weeks. */
const ROWS_KEPT = 200_000;
/** Threads that are listed. */
const THREADS = 200;

/** The ways to the database: `ask` throws ContractFailure when it fails, `run` throws never. */
export interface UsageAccess {
  ask(sql: string, params?: readonly unknown[]): Record<string, unknown>[];
  run(sql: string, params: readonly unknown[]): void;
}

/** What one step of a thread used. */
export interface UsedTokens {
  readonly threadId: ThreadId;
  readonly workspaceId: WorkspaceId;
  readonly tokens: number;
  readonly cached: number;
  readonly output: number;
}

const id = <T extends string>() => z.string() as unknown as z.ZodType<T>;
const dayRow = z.object({ day: z.string(), workspaceId: id<WorkspaceId>(), tokens: z.number() });
const threadRow = z.object({
  threadId: id<ThreadId>(),
  workspaceId: id<WorkspaceId>(),
  title: z.string().nullable(),
  tokens: z.number(),
  cached: z.number(),
  output: z.number(),
  lastHour: z.number(),
});
const sumRow = z.object({ tokens: z.number().nullable(), today: z.string() });

/** What threads used, by ten minutes, for three months at most. */
export class UsageStore {
  readonly #db: UsageAccess;
  #pruned = 0;

  constructor(db: UsageAccess) {
    this.#db = db;
  }

  /** Adds what was used. `at`: Unix ms. Throws never. */
  note({ threadId, workspaceId, tokens, cached, output }: UsedTokens, at: number): void {
    this.#prune(at);
    this.#db.run(
      `INSERT INTO usage (at, thread_id, workspace_id, tokens, cached, output) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (at, thread_id) DO UPDATE SET tokens = tokens + excluded.tokens,
       cached = cached + excluded.cached, output = output + excluded.output`,
      [at - (at % BUCKET_MS), threadId, workspaceId, tokens, cached, output],
    );
  }

  /** What was used on the last days, this one included. `now`: Unix ms. Throws ContractFailure. */
  read(days: number, now: number): Usage {
    const hour = now - HOUR_MS;
    // The days are those of the machine's own clock.
    const since = `unixepoch(date(? / 1000, 'unixepoch', 'localtime', ?), 'utc') * 1000`;
    const from = [now, `-${days - 1} days`];
    const [sums] = this.#db.ask(
      `SELECT (SELECT SUM(tokens) FROM usage WHERE at > ?) AS tokens,
       date(? / 1000, 'unixepoch', 'localtime') AS today`,
      [hour, now],
    );
    const { tokens, today } = sumRow.parse(sums);
    return {
      lastHour: tokens ?? 0,
      today,
      days: this.#db
        .ask(
          `SELECT date(at / 1000, 'unixepoch', 'localtime') AS day, workspace_id AS workspaceId,
           SUM(tokens) AS tokens FROM usage WHERE at >= ${since} GROUP BY day, workspace_id ORDER BY day`,
          from,
        )
        .map((row) => dayRow.parse(row)),
      threads: this.#db
        .ask(
          `SELECT u.thread_id AS threadId, u.workspace_id AS workspaceId,
           COALESCE(NULLIF(t.name, ''), NULLIF(t.preview, '')) AS title, SUM(u.tokens) AS tokens,
           SUM(u.cached) AS cached, SUM(u.output) AS output,
           SUM(CASE WHEN u.at > ? THEN u.tokens ELSE 0 END) AS lastHour
           FROM usage u LEFT JOIN threads t ON t.id = u.thread_id
           WHERE u.at >= ${since} GROUP BY u.thread_id ORDER BY tokens DESC LIMIT ${THREADS}`,
          [hour, ...from],
        )
        .map((row) => threadRow.parse(row)),
    };
  }

  /** Once a day what is too old, or too much, goes. */
  #prune(now: number): void {
    if (now - this.#pruned < DAY_MS) return;
    this.#pruned = now;
    this.#db.run('DELETE FROM usage WHERE at < ?', [now - KEPT_MS]);
    this.#db.run(
      `DELETE FROM usage WHERE at < (SELECT at FROM usage ORDER BY at DESC LIMIT 1 OFFSET ${ROWS_KEPT})`,
      [],
    );
  }
}
