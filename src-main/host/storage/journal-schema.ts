/** Texts of one request that are searched, in UTF-16 units; what a longer one says behind is kept, and not found. */
const SEARCHED = 100_000;

/** JSON that somebody spoiled must not keep a line from being written. */
const sound = (column: string): string => `CASE WHEN json_valid(${column}) THEN ${column} END`;

/** What a search looks at when a request is asked, out of its line. */
const askedText = (line: string): string => `substr(
  ${line}.summary || char(10) || ${line}.thread_title || char(10) || ${line}.workspace || char(10) ||
  coalesce(
    (SELECT group_concat(part.value ->> '$.text', char(10)) || char(10) FROM json_each(${sound(`${line}.details`)}, '$.parts') AS part),
    (${sound(`${line}.subject`)}) ->> '$.text', '') || char(10) ||
  coalesce((SELECT group_concat(path.value, char(10)) || char(10) FROM json_each(${sound(`${line}.subject`)}, '$.paths') AS path),
    (${sound(`${line}.subject`)}) ->> '$.host', '') || char(10) ||
  coalesce((${sound(`${line}.details`)}) ->> '$.reason', '') || char(10) ||
  coalesce((${sound(`${line}.details`)}) ->> '$.folder', '') || char(10) ||
  coalesce((${sound(`${line}.details`)}) ->> '$.branch', '') || char(10) ||
  ${line}.approval_id || char(10) || ${line}.thread_id, 1, ${SEARCHED})`;

/** What it looks at of a line about its end. */
const endedText = (line: string): string =>
  `coalesce(${line}.decision, ${line}.event) || char(10) || coalesce(${line}.by, '') || char(10) ||
   coalesce(${line}.note, '') || char(10) || coalesce((${sound(`${line}.decider`)}) ->> '$.reason', '')`;

const outcome = (line: string): string => `CASE
  WHEN ${line}.event = 'expired' THEN 'expired'
  WHEN ${line}.decision = 'answer' THEN 'answered'
  WHEN ${line}.decision IN ('decline', 'cancel') THEN 'declined'
  ELSE 'accepted' END`;

/** Lines of an earlier Muster name who decided in words alone. */
const decidedBy = (line: string): string => `CASE
  WHEN ${line}.event <> 'decided' THEN NULL
  ELSE coalesce((${sound(`${line}.decider`)}) ->> '$.type', CASE WHEN ${line}.by LIKE 'Rule: %' THEN 'rules' ELSE 'person' END) END`;

/**
 * Notes a line of the journal in the index of requests. `line` names the row: `NEW` in a trigger, an alias elsewhere.
 * A request is noted by its first line, whatever it is, so that none is without one.
 */
const note = (line: string, from = ''): string => `
  INSERT INTO journal_requests (seq, approval_id, asked_at, workspace, thread_id, kind, outcome, late, overruled)
    SELECT ${line}.seq, ${line}.approval_id, ${line}.at, ${line}.workspace, ${line}.thread_id, ${line}.kind, 'waiting', 0, 0
    ${from === '' ? '' : `FROM ${from} AS ${line}`}
    WHERE NOT EXISTS (SELECT 1 FROM journal_requests AS known WHERE known.approval_id = ${line}.approval_id);
  INSERT INTO journal_texts (seq, asked, ended)
    SELECT ${line}.seq, ${askedText(line)}, ''
    ${from === '' ? '' : `FROM ${from} AS ${line}`}
    WHERE EXISTS (SELECT 1 FROM journal_requests AS known WHERE known.seq = ${line}.seq)`;

/**
 * The step of the schema that makes the journal append-only and searchable. The journal itself is the record; what is
 * beside it (`journal_requests` with a narrow row for each request, `journal_rules`, the trigrams `journal_words` of
 * `journal_texts`) follows
 * from its lines, and is kept in step by triggers, so that no way of writing a line can leave it out.
 */
export const JOURNAL_SEARCH = `
  ALTER TABLE journal ADD COLUMN details TEXT;

  CREATE TABLE journal_requests (
    seq INTEGER PRIMARY KEY,
    approval_id TEXT NOT NULL UNIQUE,
    asked_at INTEGER NOT NULL,
    workspace TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    decided_by TEXT,
    ended_seq INTEGER,
    late INTEGER NOT NULL,
    overruled INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE journal_texts (
    seq INTEGER PRIMARY KEY,
    asked TEXT NOT NULL,
    ended TEXT NOT NULL
  ) STRICT;
  CREATE TABLE journal_rules (
    rule_id TEXT NOT NULL,
    request INTEGER NOT NULL,
    PRIMARY KEY (rule_id, request)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE journal_rule_names (
    rule_id TEXT PRIMARY KEY,
    name TEXT NOT NULL
  ) STRICT;
  CREATE VIRTUAL TABLE journal_words USING fts5 (
    asked, ended, content = 'journal_texts', content_rowid = 'seq',
    tokenize = 'trigram', detail = 'none', columnsize = 0
  );

  ${note('line', '(SELECT * FROM journal WHERE seq IN (SELECT min(seq) FROM journal GROUP BY approval_id))')};
  UPDATE journal_requests SET
    late = (SELECT count(*) FROM journal AS line WHERE line.approval_id = journal_requests.approval_id AND line.event = 'late'),
    overruled = EXISTS (SELECT 1 FROM journal AS line
      WHERE line.approval_id = journal_requests.approval_id AND line.event = 'overruled'),
    ended_seq = (SELECT min(line.seq) FROM journal AS line
      WHERE line.approval_id = journal_requests.approval_id AND line.event IN ('decided', 'expired'));
  UPDATE journal_texts SET ended = coalesce((SELECT group_concat(${endedText('line')}, char(10)) FROM journal AS line
    JOIN journal_requests AS request ON request.approval_id = line.approval_id
    WHERE request.seq = journal_texts.seq AND line.event <> 'asked'), '');
  UPDATE journal_requests SET
    outcome = (SELECT ${outcome('line')} FROM journal AS line WHERE line.seq = journal_requests.ended_seq),
    decided_by = (SELECT ${decidedBy('line')} FROM journal AS line WHERE line.seq = journal_requests.ended_seq)
    WHERE ended_seq IS NOT NULL;
  INSERT OR IGNORE INTO journal_rules (rule_id, request)
    SELECT rule.value ->> '$.id', request.seq FROM journal_requests AS request
      JOIN journal AS line ON line.seq = request.ended_seq
      JOIN json_each(${sound('line.decider')}, '$.rules') AS rule WHERE rule.value ->> '$.id' <> '';
  INSERT OR REPLACE INTO journal_rule_names (rule_id, name)
    SELECT rule.value ->> '$.id', rule.value ->> '$.name' FROM journal AS line
      JOIN json_each(${sound('line.decider')}, '$.rules') AS rule WHERE rule.value ->> '$.id' <> '' ORDER BY line.seq;
  INSERT INTO journal_words (journal_words) VALUES ('rebuild');

  CREATE INDEX journal_requests_by_outcome ON journal_requests (outcome, seq);
  CREATE INDEX journal_requests_by_decider ON journal_requests (decided_by, seq);
  CREATE INDEX journal_requests_by_kind ON journal_requests (kind, seq);
  CREATE INDEX journal_requests_by_workspace ON journal_requests (workspace, seq);
  CREATE INDEX journal_requests_by_thread ON journal_requests (thread_id, seq);
  CREATE INDEX journal_requests_by_time ON journal_requests (asked_at);
  CREATE INDEX journal_requests_late ON journal_requests (seq) WHERE late > 0;

  CREATE TRIGGER journal_texts_added AFTER INSERT ON journal_texts BEGIN
    INSERT INTO journal_words (rowid, asked, ended) VALUES (NEW.seq, NEW.asked, NEW.ended);
  END;
  CREATE TRIGGER journal_texts_changed AFTER UPDATE ON journal_texts BEGIN
    INSERT INTO journal_words (journal_words, rowid, asked, ended) VALUES ('delete', OLD.seq, OLD.asked, OLD.ended);
    INSERT INTO journal_words (rowid, asked, ended) VALUES (NEW.seq, NEW.asked, NEW.ended);
  END;
  CREATE TRIGGER journal_noted AFTER INSERT ON journal BEGIN
    ${note('NEW')};
    UPDATE journal_requests SET outcome = ${outcome('NEW')}, decided_by = ${decidedBy('NEW')}, ended_seq = NEW.seq
      WHERE approval_id = NEW.approval_id AND ended_seq IS NULL AND NEW.event IN ('decided', 'expired');
    UPDATE journal_requests SET late = late + 1 WHERE approval_id = NEW.approval_id AND NEW.event = 'late';
    UPDATE journal_requests SET overruled = 1 WHERE approval_id = NEW.approval_id AND NEW.event = 'overruled';
    UPDATE journal_texts SET ended = substr(ended || char(10) || ${endedText('NEW')}, 1, ${SEARCHED})
      WHERE NEW.event <> 'asked'
        AND seq = (SELECT request.seq FROM journal_requests AS request WHERE request.approval_id = NEW.approval_id);
    INSERT INTO journal_rules (rule_id, request)
      SELECT DISTINCT rule.value ->> '$.id', request.seq
      FROM json_each(${sound('NEW.decider')}, '$.rules') AS rule
      JOIN journal_requests AS request ON request.approval_id = NEW.approval_id
      WHERE NEW.event = 'decided' AND rule.value ->> '$.id' <> '' AND NOT EXISTS (
        SELECT 1 FROM journal_rules AS known WHERE known.rule_id = rule.value ->> '$.id' AND known.request = request.seq);
    DELETE FROM journal_rule_names WHERE rule_id IN
      (SELECT rule.value ->> '$.id' FROM json_each(${sound('NEW.decider')}, '$.rules') AS rule);
    INSERT INTO journal_rule_names (rule_id, name)
      SELECT rule.value ->> '$.id', max(rule.value ->> '$.name')
      FROM json_each(${sound('NEW.decider')}, '$.rules') AS rule
      WHERE rule.value ->> '$.id' <> '' GROUP BY rule.value ->> '$.id';
  END;

  CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
  END;
  CREATE TRIGGER journal_keeps_all BEFORE DELETE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
  END;
  CREATE TRIGGER journal_replaces_nothing BEFORE INSERT ON journal
    WHEN EXISTS (SELECT 1 FROM journal AS line WHERE line.seq = NEW.seq) BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
  END;
`;
