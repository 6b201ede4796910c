import { JOURNAL_SEARCH } from './journal-schema.ts';

/** One step of the schema; steps are only ever added, never changed. A step's number is its place in the list. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE homes (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE workspaces (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    home_id TEXT NOT NULL REFERENCES homes (id),
    ord INTEGER NOT NULL,
    demo INTEGER NOT NULL DEFAULT 0,
    codex_path TEXT,
    codex_home TEXT
  ) STRICT;
  CREATE TABLE threads (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    parent_id TEXT,
    name TEXT,
    preview TEXT NOT NULL,
    cwd TEXT NOT NULL,
    branch TEXT,
    model TEXT,
    created_at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    last_turn TEXT NOT NULL,
    error TEXT,
    unread INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    context_share REAL,
    added INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    activity TEXT NOT NULL
  ) STRICT;
  CREATE INDEX threads_by_workspace ON threads (workspace_id);
  CREATE TABLE generations (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    started_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    approval_id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    thread_title TEXT NOT NULL,
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    summary TEXT NOT NULL,
    decision TEXT,
    by TEXT
  ) STRICT;
  CREATE INDEX journal_by_approval ON journal (approval_id);
  CREATE TABLE drafts (
    key TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE threads ADD COLUMN cut_off INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    approval TEXT NOT NULL
  ) STRICT;
  CREATE INDEX approvals_by_time ON approvals (asked_at);
  `,
  `
  INSERT INTO settings (name, value)
    SELECT 'appearance.theme', json_quote(json_extract(value, '$.theme')) FROM settings
    WHERE name = 'settings' AND json_valid(value) AND json_extract(value, '$.theme') IS NOT NULL;
  DELETE FROM settings WHERE name = 'settings';
  `,
  `
  ALTER TABLE threads ADD COLUMN program TEXT;
  `,
  `
  CREATE TABLE rules (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    rule TEXT NOT NULL
  ) STRICT;
  ALTER TABLE journal ADD COLUMN subject TEXT;
  ALTER TABLE journal ADD COLUMN waited_ms INTEGER;
  `,
  `
  CREATE TABLE edits (
    thread_id TEXT PRIMARY KEY,
    paths TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE journal ADD COLUMN decider TEXT;
  ALTER TABLE journal ADD COLUMN note TEXT;
  ALTER TABLE journal ADD COLUMN turn_id TEXT;
  ALTER TABLE journal ADD COLUMN item_id TEXT;
  CREATE INDEX journal_by_thread ON journal (thread_id, seq);
  `,
  JOURNAL_SEARCH,
  `
  CREATE TABLE set_aside (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    of_table TEXT NOT NULL,
    row TEXT NOT NULL,
    why TEXT NOT NULL
  ) STRICT;
  CREATE TABLE sent (
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL,
    turn_id TEXT,
    mode TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE kept_items (
    thread_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    before_id TEXT,
    place INTEGER NOT NULL,
    why TEXT NOT NULL,
    item TEXT NOT NULL,
    omitted INTEGER NOT NULL,
    PRIMARY KEY (thread_id, item_id)
  ) STRICT;
  CREATE TABLE kept_texts (
    thread_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (thread_id, item_id, name, at)
  ) STRICT;
  `,
  `
  CREATE TABLE seals (
    of_table TEXT NOT NULL,
    row_key TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (of_table, row_key)
  ) STRICT;
  `,
  `
  ALTER TABLE threads ADD COLUMN active_at INTEGER;
  ALTER TABLE threads ADD COLUMN pinned_at INTEGER;
  ALTER TABLE threads ADD COLUMN snoozed_until INTEGER;
  ALTER TABLE threads ADD COLUMN section TEXT;
  ALTER TABLE threads ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE threads ADD COLUMN continue_at INTEGER;
  ALTER TABLE threads ADD COLUMN archived_at INTEGER;
  `,
  `
  ALTER TABLE drafts ADD COLUMN attached TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE sent ADD COLUMN attached TEXT NOT NULL DEFAULT '[]';
  CREATE TABLE thread_pictures (
    thread_id TEXT NOT NULL,
    sent_id TEXT NOT NULL,
    picture_id TEXT NOT NULL,
    PRIMARY KEY (thread_id, sent_id, picture_id)
  ) STRICT;
  `,
  `
  CREATE TABLE saved_prompts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE said (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    text TEXT NOT NULL,
    attached TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX said_by_workspace ON said (workspace_id, at);
  `,
  `
  ALTER TABLE threads ADD COLUMN effort TEXT;
  ALTER TABLE threads ADD COLUMN permission TEXT;
  ALTER TABLE threads ADD COLUMN plan INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE TABLE starts (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    params TEXT NOT NULL,
    thread_id TEXT,
    failed TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE kept_plans (
    thread_id TEXT PRIMARY KEY,
    turn_id TEXT NOT NULL,
    steps TEXT NOT NULL,
    explanation TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE usage (
    at INTEGER NOT NULL,
    thread_id TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    output INTEGER NOT NULL,
    PRIMARY KEY (at, thread_id)
  ) STRICT;
  `,
];

/** The version from which rows are sealed: what was written before it has no seals. */
export const SEALED_SINCE = MIGRATIONS.findIndex((step) => step.includes('CREATE TABLE seals')) + 1;
