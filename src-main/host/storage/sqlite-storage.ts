import type { JournalEntry, StoredStart } from '#shared/contract/requests.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import { JournalStore } from './journal-store.ts';
import { withAttached, type Attached, type Draft, type PromptInput } from '#shared/model/prompt/attached.ts';
import type { SavedPrompt } from '#shared/model/prompt/saved-prompt.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type {
  KeptItem,
  KeptPlan,
  KeptRow,
  KeptTexts,
  SentText,
  TextPart,
} from '#shared/model/thread/kept.ts';
import type { ThreadRecord } from '#shared/model/thread/record.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { HeldBack, HomeRecord, NewJournalEntry, Storage } from './records.ts';
import { readAttached } from './row-schemas.ts';
import { Seals, type Foreign, type RowSeal, type SealedTable } from './seals.ts';
import { SEALED_SINCE } from './migrations.ts';
import { UsageStore } from './usage-store.ts';
import { StorageDatabase, type StorageOptions } from './storage-database.ts';

/** Approvals kept whole for the inbox's history; the journal keeps a line of each for ever. */
const APPROVALS_KEPT = 500;
/** Items of one thread that its record will not have and that are kept; the oldest make room. */
const ITEMS_KEPT = 200;
/** UTF-16 units of all items that are kept. */
const ITEMS_KEPT_SIZE = 64 * 1024 * 1024;
/** Texts of the person that are remembered of one workspace, for the arrow up; longer ones are not. */
const SAID_KEPT = 1000;
const SAID_LENGTH = 100_000;
/** Of them, as many as anybody goes back by the arrow. */
const SAID_SHOWN = 200;
const SAVE_RULE = 'INSERT OR REPLACE INTO rules (id, created_at, rule) VALUES (?, ?, ?)';

/** The store in one SQLite file: what is asked of it, as SQL. */
export class SqliteStorage implements Storage {
  readonly path: string;
  readonly requests: JournalStore;
  readonly usage: UsageStore;
  readonly #db: StorageDatabase;
  readonly #seals: Seals;
  /** What of the sealed tables was not as Muster wrote it when this began; by the word of a person nothing any more. */
  #foreign: Readonly<Record<SealedTable, Foreign>>;
  /** The journal for lines that nobody waits for. */
  readonly #notes: JournalStore;
  #lines = 0;

  /** Throws StorageStartFailure where a sound file may be there and cannot be used now. */
  constructor(path: string, options: StorageOptions & { readonly seal: RowSeal }) {
    this.path = path;
    const db = new StorageDatabase(path, options);
    this.#db = db;
    this.#seals = new Seals(db, options.seal);
    // Rows of an earlier Muster have no seals. They are sealed as they are, once.
    if (db.from < SEALED_SINCE) this.#sealAll();
    this.#foreign = this.#foreignNow();
    const ways = {
      all: (sql: string, params?: readonly unknown[]) => db.all(sql, params),
      ask: (sql: string, params?: readonly unknown[]) => db.ask(sql, params),
    };
    this.usage = new UsageStore({ ask: ways.ask, run: (sql, params) => db.run(sql, params) });
    this.requests = new JournalStore({ ...ways, write: (sql, params) => db.write(sql, params) });
    this.#notes = new JournalStore({ ...ways, write: (sql, params) => db.run(sql, params) });
  }

  get problem(): string | null {
    return this.#db.problem;
  }

  homes(): HomeRecord[] {
    const rows = this.#db.rows('homes', 'SELECT * FROM homes') as HomeRecord[];
    return rows.filter(({ id }) => !this.#isForeign('homes', id));
  }

  saveHome({ id, path }: HomeRecord): void {
    this.#db.later(`home:${id}`, () => {
      this.#db.run(
        'INSERT INTO homes (id, path) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET path = excluded.path',
        [id, path],
      );
      this.#mark('homes', id);
    });
  }

  workspaces(): WorkspaceRecord[] {
    const own = (row: { readonly id: string }, value: string | null): string | null =>
      this.#isForeign('workspaces', row.id) ? null : value;
    return this.#db.rows('workspaces', 'SELECT * FROM workspaces ORDER BY ord').map((row) => ({
      id: row.id as WorkspaceRecord['id'],
      name: row.name,
      path: row.path,
      homeId: row.home_id as WorkspaceRecord['homeId'],
      ord: row.ord,
      demo: row.demo === 1,
      // These columns decide which program runs with whose configuration, so only Muster's own word counts.
      codexPath: own(row, row.codex_path),
      codexHome: own(row, row.codex_home),
    }));
  }

  saveWorkspace(w: WorkspaceRecord): void {
    // Its home goes first.
    this.#db.retry();
    this.#sealed('workspaces', w.id, () =>
      this.#db.write(
        `INSERT INTO workspaces (id, name, path, home_id, ord, demo, codex_path, codex_home) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, path = excluded.path, home_id = excluded.home_id,
       codex_path = excluded.codex_path, codex_home = excluded.codex_home`,
        [w.id, w.name, w.path, w.homeId, w.ord, w.demo ? 1 : 0, w.codexPath, w.codexHome],
      ),
    );
  }

  removeWorkspace(id: string): void {
    this.together(() => {
      this.#db.write('DELETE FROM threads WHERE workspace_id = ?', [id]);
      this.#db.write('DELETE FROM workspaces WHERE id = ?', [id]);
      this.#seals.mark('workspaces', id, (sql, params) => this.#db.write(sql, params));
    });
  }

  threads(): ThreadRecord[] {
    return this.#threads('archived_at IS NULL');
  }

  archivedThreads(): ThreadRecord[] {
    return this.#threads('archived_at IS NOT NULL');
  }

  archivedThread(id: string): ThreadRecord | undefined {
    return this.#threads('archived_at IS NOT NULL AND id = ?', [id])[0];
  }

  archiveThread(t: ThreadRecord, at: number): void {
    this.#db.later(`thread:${t.id}`, () => {
      this.#putThread(t);
      this.#db.run('UPDATE threads SET archived_at = ? WHERE id = ?', [at, t.id]);
    });
  }

  #threads(where: string, params: readonly unknown[] = []): ThreadRecord[] {
    const sql = `SELECT * FROM threads WHERE ${where} ORDER BY created_at`;
    return this.#db.rows('threads', sql, params).map((row) => ({
      id: row.id as ThreadRecord['id'],
      workspaceId: row.workspace_id as ThreadRecord['workspaceId'],
      parentId: row.parent_id as ThreadRecord['parentId'],
      name: row.name,
      preview: row.preview,
      cwd: row.cwd,
      branch: row.branch,
      model: row.model,
      createdAt: row.created_at,
      since: row.since,
      lastTurn: row.last_turn,
      error: row.error,
      cutOff: row.cut_off === 1,
      unread: row.unread === 1,
      queued: row.queued,
      tokens: row.tokens,
      contextShare: row.context_share,
      added: row.added,
      removed: row.removed,
      activity: row.activity,
      program: row.program,
      activeAt: row.active_at ?? row.since,
      pinnedAt: row.pinned_at,
      snoozedUntil: row.snoozed_until,
      section: row.section,
      dismissed: row.dismissed === 1,
      continueAt: row.continue_at,
      effort: row.effort,
      permission: row.permission,
      plan: row.plan === 1,
    }));
  }

  saveThread(t: ThreadRecord): void {
    this.#db.later(`thread:${t.id}`, () => this.#putThread(t));
  }

  #putThread(t: ThreadRecord): void {
    this.#db.run(
      `INSERT OR REPLACE INTO threads (id, workspace_id, parent_id, name, preview, cwd, branch, model, created_at, since,
       last_turn, error, cut_off, unread, queued, tokens, context_share, added, removed, activity, program, active_at,
       pinned_at, snoozed_until, section, dismissed, continue_at, effort, permission, plan)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
        t.activeAt,
        t.pinnedAt,
        t.snoozedUntil,
        t.section,
        t.dismissed ? 1 : 0,
        t.continueAt,
        t.effort,
        t.permission,
        t.plan ? 1 : 0,
      ],
    );
  }

  edits(): Map<string, readonly string[]> {
    return new Map(
      this.#db
        .rows('edits', 'SELECT * FROM edits')
        .map(({ thread_id: id, paths }) => [id, paths as string[]]),
    );
  }

  saveEdits(threadId: string, paths: readonly string[]): void {
    this.#db.later(`edits:${threadId}`, () => {
      if (paths.length === 0) this.#db.run('DELETE FROM edits WHERE thread_id = ?', [threadId]);
      else
        this.#db.run('INSERT OR REPLACE INTO edits (thread_id, paths) VALUES (?, ?)', [
          threadId,
          JSON.stringify(paths),
        ]);
    });
  }

  removeThread(id: string): void {
    this.#db.later(`thread:${id}`, () => {
      this.#db.run('DELETE FROM threads WHERE id = ?', [id]);
      this.#db.run('DELETE FROM kept_items WHERE thread_id = ?', [id]);
      this.#db.run('DELETE FROM kept_texts WHERE thread_id = ?', [id]);
      this.#db.run('DELETE FROM kept_plans WHERE thread_id = ?', [id]);
    });
  }

  starts(): StoredStart[] {
    return this.#db.rows('starts', 'SELECT * FROM starts ORDER BY at, rowid').map((row) => ({
      id: row.id,
      at: row.at,
      params: row.params as StoredStart['params'],
      threadId: row.thread_id as StoredStart['threadId'],
      failed: row.failed,
    }));
  }

  saveStarts(starts: readonly StoredStart[]): void {
    this.together(() => {
      for (const { id, at, params, threadId, failed } of starts) {
        this.#db.forget(`start:${id}`);
        this.#db.write(
          'INSERT OR REPLACE INTO starts (id, at, params, thread_id, failed) VALUES (?, ?, ?, ?, ?)',
          [id, at, JSON.stringify(params), threadId, failed],
        );
      }
    });
  }

  noteStart(id: string, patch: Pick<StoredStart, 'threadId' | 'failed'>): void {
    this.#db.later(`start:${id}`, () =>
      this.#db.run('UPDATE starts SET thread_id = ?, failed = ? WHERE id = ?', [
        patch.threadId,
        patch.failed,
        id,
      ]),
    );
  }

  removeStart(id: string): void {
    this.#db.forget(`start:${id}`);
    this.#db.write('DELETE FROM starts WHERE id = ?', [id]);
  }

  forgetStart(id: string): void {
    this.#db.later(`start:${id}`, () => this.#db.run('DELETE FROM starts WHERE id = ?', [id]));
  }

  sent(): SentText[] {
    return this.#db.rows('sent', 'SELECT * FROM sent ORDER BY at, rowid').map((row) => ({
      id: row.id,
      threadId: row.thread_id as SentText['threadId'],
      turnId: row.turn_id,
      mode: row.mode,
      state: row.state,
      ...withAttached(row.text, row.attached as readonly Attached[]),
      at: row.at,
    }));
  }

  saveSent(s: SentText): void {
    this.#db.forget(`sent:${s.id}`);
    this.together(() => {
      this.#db.write(
        'INSERT OR REPLACE INTO sent (id, thread_id, turn_id, mode, state, text, attached, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        [s.id, s.threadId, s.turnId, s.mode, s.state, s.text, JSON.stringify(s.attached ?? []), s.at],
      );
      // From here on its thread has them, whatever becomes of the text.
      for (const one of s.attached ?? [])
        if (one.type === 'picture')
          this.#db.write(
            'INSERT OR IGNORE INTO thread_pictures (thread_id, sent_id, picture_id) VALUES (?, ?, ?)',
            [s.threadId, s.id, one.id],
          );
    });
  }

  noteSent(id: string, patch: Pick<SentText, 'state' | 'turnId'>): void {
    this.#db.later(`sent:${id}`, () =>
      this.#db.run('UPDATE sent SET state = ?, turn_id = ? WHERE id = ?', [patch.state, patch.turnId, id]),
    );
  }

  forgetSent(id: string): void {
    this.#db.later(`sent:${id}`, () => this.#db.run('DELETE FROM sent WHERE id = ?', [id]));
  }

  returnToDraft(ids: readonly string[], key: string, draft: Draft, at: number): void {
    this.together(() => {
      this.saveDraft(key, draft, at);
      for (const id of ids) {
        this.#db.forget(`sent:${id}`);
        this.#db.write('DELETE FROM sent WHERE id = ?', [id]);
      }
    });
  }

  keptItems(threadId: string): KeptRow[] {
    return this.#db
      .rows('kept_items', 'SELECT * FROM kept_items WHERE thread_id = ? ORDER BY place', [threadId])
      .map((row) => ({
        turnId: row.turn_id,
        beforeId: row.before_id,
        place: row.place,
        why: row.why,
        item: row.item as KeptRow['item'],
        omitted: row.omitted,
      }));
  }

  keepItems(threadId: string, items: readonly KeptItem[]): void {
    for (const kept of items) {
      const { turnId, beforeId, place, why, item, omitted } = kept;
      this.#db.later(`item:${threadId}/${item.id}`, () =>
        this.#db.run(
          `INSERT OR REPLACE INTO kept_items (thread_id, item_id, turn_id, before_id, place, why, item, omitted)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          [threadId, item.id, turnId, beforeId, place, why, JSON.stringify(item), omitted],
        ),
      );
    }
    if (items.some(({ why }) => why !== 'running')) this.#boundItems(threadId);
  }

  forgetItems(threadId: string, itemIds: readonly string[]): void {
    for (const id of itemIds)
      this.#db.later(`item:${threadId}/${id}`, () => {
        for (const table of ['kept_items', 'kept_texts'])
          this.#db.run(`DELETE FROM ${table} WHERE thread_id = ? AND item_id = ?`, [threadId, id]);
      });
  }

  keptPlan(threadId: string): KeptPlan | undefined {
    const [row] = this.#db.rows('kept_plans', 'SELECT * FROM kept_plans WHERE thread_id = ?', [threadId]);
    if (row === undefined) return undefined;
    return { turnId: row.turn_id, plan: row.steps as KeptPlan['plan'], explanation: row.explanation };
  }

  keepPlan(threadId: string, { turnId, plan, explanation }: KeptPlan): void {
    this.#db.later(`plan:${threadId}`, () =>
      this.#db.run(
        'INSERT OR REPLACE INTO kept_plans (thread_id, turn_id, steps, explanation) VALUES (?, ?, ?, ?)',
        [threadId, turnId, JSON.stringify(plan), explanation],
      ),
    );
  }

  keepTexts(threadId: string, parts: readonly TextPart[]): void {
    for (const { itemId, name, at, text, from } of parts)
      this.#db.later(`text:${threadId}/${itemId}~${name}@${at}`, () => {
        const of = [threadId, itemId, name];
        this.#db.run(
          'INSERT OR REPLACE INTO kept_texts (thread_id, item_id, name, at, until, text) VALUES (?, ?, ?, ?, ?, ?)',
          [...of, at, at + text.length, text],
        );
        // Until a text is longer than what is kept of it there is nothing to take away.
        if (from > 0)
          this.#db.run(
            'DELETE FROM kept_texts WHERE thread_id = ? AND item_id = ? AND name = ? AND until <= ?',
            [...of, from],
          );
      });
  }

  keptTexts(threadId: string): Map<string, KeptTexts> {
    const items = new Map<string, { texts: Map<string, string>; lost: number }>();
    const rows = this.#db.rows('kept_texts', 'SELECT * FROM kept_texts WHERE thread_id = ? ORDER BY at', [
      threadId,
    ]);
    for (const { item_id: id, name, at, text } of rows) {
      const of = items.get(id) ?? { texts: new Map<string, string>(), lost: 0 };
      const before = of.texts.get(name);
      if (before === undefined) of.lost += at;
      of.texts.set(name, (before ?? '') + text);
      items.set(id, of);
    }
    return items;
  }

  /** The oldest make room: first of the thread, then of all. */
  #boundItems(threadId: string): void {
    this.#db.later(`items of ${threadId}`, () => {
      this.#db.run(
        `DELETE FROM kept_items WHERE thread_id = ? AND rowid <= (SELECT rowid FROM kept_items WHERE thread_id = ?
         ORDER BY rowid DESC LIMIT 1 OFFSET ?)`,
        [threadId, threadId, ITEMS_KEPT],
      );
      this.#db.run(
        `DELETE FROM kept_items WHERE rowid IN (SELECT rowid FROM (SELECT rowid, sum(length(item)) OVER
         (ORDER BY rowid DESC) AS so_far FROM kept_items) WHERE so_far > ?)`,
        [ITEMS_KEPT_SIZE],
      );
      this.#db.run(
        `DELETE FROM kept_texts WHERE rowid IN (SELECT rowid FROM (SELECT rowid, sum(until - at) OVER
         (ORDER BY rowid DESC) AS so_far FROM kept_texts) WHERE so_far > ?)`,
        [ITEMS_KEPT_SIZE],
      );
    });
  }

  saveGeneration(id: string, owner: string, at: number): void {
    this.#db.later(`generation:${id}`, () =>
      this.#db.run('INSERT OR REPLACE INTO generations (id, owner, started_at) VALUES (?, ?, ?)', [
        id,
        owner,
        at,
      ]),
    );
  }

  appendJournal(entry: NewJournalEntry): void {
    // Lines stand in the order of what happened.
    this.#db.retry();
    this.requests.append(entry);
  }

  noteJournal(entry: NewJournalEntry): void {
    this.#lines += 1;
    this.#db.later(`journal:${this.#lines}`, () => this.#notes.append(entry));
  }

  journal(limit: number, before?: number): JournalEntry[] {
    return this.requests.lines(limit, before);
  }

  verdicts(threadId: string): JournalEntry[] {
    return this.requests.verdicts(threadId);
  }

  saveApproval(approval: Approval): void {
    this.#db.later(`approval:${approval.id}`, () => {
      this.#db.run('INSERT OR REPLACE INTO approvals (id, asked_at, approval) VALUES (?, ?, ?)', [
        approval.id,
        approval.askedAt,
        JSON.stringify(approval),
      ]);
      this.#db.run(
        'DELETE FROM approvals WHERE asked_at < (SELECT asked_at FROM approvals ORDER BY asked_at DESC LIMIT 1 OFFSET ?)',
        [APPROVALS_KEPT],
      );
    });
  }

  approvals(): Approval[] {
    return this.#db
      .rows('approvals', 'SELECT * FROM approvals ORDER BY asked_at')
      .map(({ approval }) => approval as Approval);
  }

  openApprovals(): JournalEntry[] {
    return this.requests.open();
  }

  draft(key: string): Draft {
    const [row] = this.#db.ask('SELECT text, attached FROM drafts WHERE key = ?', [key]);
    return row === undefined
      ? { text: '' }
      : withAttached(String(row['text'] ?? ''), readAttached(row['attached']));
  }

  saveDraft(key: string, { text, attached = [] }: Draft, at: number): void {
    if (text === '' && attached.length === 0) this.#db.write('DELETE FROM drafts WHERE key = ?', [key]);
    else
      this.#db.write('INSERT OR REPLACE INTO drafts (key, text, attached, at) VALUES (?, ?, ?, ?)', [
        key,
        text,
        JSON.stringify(attached),
        at,
      ]);
  }

  picturesInUse(): ReadonlySet<string> {
    const used = new Set<string>();
    for (const row of this.#db.ask('SELECT DISTINCT picture_id FROM thread_pictures'))
      used.add(String(row['picture_id']));
    for (const row of this.#db.ask(
      'SELECT attached FROM drafts UNION ALL SELECT attached FROM sent UNION ALL SELECT attached FROM said',
    ))
      for (const one of readAttached(row['attached'])) if (one.type === 'picture') used.add(one.id);
    for (const { params } of this.starts())
      for (const one of params.attached ?? []) if (one.type === 'picture') used.add(one.id);
    return used;
  }

  prompts(): SavedPrompt[] {
    return this.#db.rows('saved_prompts', 'SELECT * FROM saved_prompts ORDER BY name');
  }

  savePrompt({ id, name, text, at }: SavedPrompt): void {
    this.#db.write('INSERT OR REPLACE INTO saved_prompts (id, name, text, at) VALUES (?, ?, ?, ?)', [
      id,
      name,
      text,
      at,
    ]);
  }

  removePrompt(id: string): void {
    this.#db.write('DELETE FROM saved_prompts WHERE id = ?', [id]);
  }

  said(workspaceId: string, threadId: string | null): PromptInput[] {
    const rows = this.#db.ask(
      'SELECT text, attached FROM said WHERE workspace_id = ? ORDER BY thread_id = ? DESC, at DESC, rowid DESC',
      [workspaceId, threadId ?? ''],
    );
    const byText = new Map<string, PromptInput>();
    for (const { text, attached } of rows) {
      const others = readAttached(attached).flatMap((one) => (one.type === 'pasted' ? [] : [one]));
      const prompt = withAttached(String(text), others);
      const key = JSON.stringify(prompt);
      if (!byText.has(key)) byText.set(key, prompt);
    }
    return [...byText.values()].slice(0, SAID_SHOWN);
  }

  noteSaid(workspaceId: string, { id, threadId, text, attached = [], at }: SentText): void {
    if (text.length > SAID_LENGTH) return;
    this.#db.later(`said:${id}`, () => {
      this.#db.run(
        'INSERT OR REPLACE INTO said (id, workspace_id, thread_id, text, attached, at) VALUES (?, ?, ?, ?, ?, ?)',
        [id, workspaceId, threadId, text, JSON.stringify(attached), at],
      );
      this.#db.run(
        `DELETE FROM said WHERE workspace_id = ? AND rowid <= (SELECT rowid FROM said WHERE workspace_id = ?
         ORDER BY rowid DESC LIMIT 1 OFFSET ?)`,
        [workspaceId, workspaceId, SAID_KEPT],
      );
    });
  }

  forgetPictures(threadId: string): void {
    this.#db.later(`pictures:${threadId}`, () =>
      this.#db.run('DELETE FROM thread_pictures WHERE thread_id = ?', [threadId]),
    );
  }

  rules(): Rule[] {
    return this.#rules(false);
  }

  /** Rules that are used, or those that are held back. One that declines does no harm, whoever wrote it. */
  #rules(held: boolean): Rule[] {
    return this.#db.rows('rules', 'SELECT * FROM rules ORDER BY created_at').flatMap((row) => {
      const rule = row.rule as Rule;
      // A row is sealed under its own key, whatever its content says of itself.
      const foreign = this.#foreign.rules.whole || this.#isForeign('rules', row.id) || rule.id !== row.id;
      return (rule.effect !== 'decline' && foreign) === held ? [rule] : [];
    });
  }

  saveRule(rule: Rule): void {
    this.#db.forget(`rule:${rule.id}`);
    this.#sealed('rules', rule.id, () =>
      this.#db.write(SAVE_RULE, [rule.id, rule.createdAt, JSON.stringify(rule)]),
    );
  }

  noteRule(rule: Rule): void {
    this.#db.later(`rule:${rule.id}`, () => {
      this.#db.run(SAVE_RULE, [rule.id, rule.createdAt, JSON.stringify(rule)]);
      this.#mark('rules', rule.id);
    });
  }

  removeRule(id: string): void {
    this.#db.forget(`rule:${id}`);
    this.#sealed('rules', id, () => this.#db.write('DELETE FROM rules WHERE id = ?', [id]));
  }

  settings(): Map<string, unknown> {
    return new Map(
      this.#db
        .rows('settings', 'SELECT * FROM settings')
        .flatMap(({ name, value }) => (this.#isForeign('settings', name) ? [] : [[name, value] as const])),
    );
  }

  saveSetting(name: string, value: unknown): void {
    this.#sealed('settings', name, () => {
      if (value === undefined) this.#db.write('DELETE FROM settings WHERE name = ?', [name]);
      else
        this.#db.write('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', [
          name,
          JSON.stringify(value),
        ]);
    });
  }

  held(): HeldBack {
    const { settings, workspaces, homes } = this.#foreign;
    return {
      rules: this.#rules(true),
      settings: [...settings.rows].sort(),
      settingsGone: settings.whole,
      workspaces: this.#db
        .rows('workspaces', 'SELECT * FROM workspaces ORDER BY ord')
        .flatMap(({ id, name }) => (workspaces.rows.has(id) ? [name] : [])),
      homes: [...homes.rows].length,
    };
  }

  trust(): void {
    this.#sealAll();
    this.#foreign = this.#foreignNow();
  }

  #sealAll(): void {
    this.together(() => this.#seals.markAll((sql, params) => this.#db.write(sql, params)));
  }

  #isForeign(table: SealedTable, key: string): boolean {
    return this.#foreign[table].rows.has(key);
  }

  /** Writes a row and its seal as one. */
  #sealed(table: SealedTable, key: string, write: () => void): void {
    this.together(() => {
      write();
      this.#seals.mark(table, key, (sql, params) => this.#db.write(sql, params));
    });
  }

  /** The same for a row that nobody waits for: throws what SQLite throws. */
  #mark(table: SealedTable, key: string): void {
    this.#seals.mark(table, key, (sql, params) => this.#db.run(sql, params));
  }

  #foreignNow(): Readonly<Record<SealedTable, Foreign>> {
    return {
      rules: this.#seals.foreign('rules'),
      settings: this.#seals.foreign('settings'),
      workspaces: this.#seals.foreign('workspaces'),
      homes: this.#seals.foreign('homes'),
    };
  }

  together(work: () => void): void {
    this.#db.together(work);
  }

  get waiting(): number {
    return this.#db.waiting;
  }

  retry(): void {
    this.#db.retry();
  }

  sureOf(threadIds: readonly string[]): void {
    this.#db.sureOf(threadIds.map((id) => `thread:${id}`));
  }

  close(): void {
    this.#db.close();
  }
}
