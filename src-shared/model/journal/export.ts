import type { JournalEntry } from '../../contract/calls/journal.ts';
import { deciderReason } from '../approval/decider.ts';
import { maskAll } from '../secrets/mask.ts';
import type { JournalOutcome } from './journal.ts';

/** The columns of the CSV, in their order; `docs/journal.md` says what each holds. */
export const CSV_COLUMNS = [
  'asked_at',
  'workspace',
  'thread',
  'kind',
  'request',
  'reason',
  'folder',
  'branch',
  'outcome',
  'decision',
  'decided_by',
  'by',
  'rules',
  'ticket',
  'decider_reason',
  'note',
  'ended_at',
  'waited_seconds',
  'late_attempts',
  'late_by',
  'allowed_once_by',
  'thread_id',
  'approval_id',
  'seq',
] as const;

/** Lets a spreadsheet read the file as UTF-8, which some do not try otherwise. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The first line of a CSV, by which readers know its columns. */
export function csvHeader(): string {
  return `${BYTE_ORDER_MARK}${csvLine(CSV_COLUMNS)}`;
}

/** One request as a line of CSV, out of its lines of the journal, oldest first; secrets are masked. */
export function requestAsCsv(lines: readonly JournalEntry[]): string {
  const [first] = lines;
  if (first === undefined) return '';
  const ended = lines.find(({ event }) => event === 'decided' || event === 'expired');
  const late = lines.filter(({ event }) => event === 'late');
  const decider = ended?.decider ?? null;
  const cells: Record<(typeof CSV_COLUMNS)[number], string | number | null> = maskAll({
    asked_at: new Date(first.at).toISOString(),
    workspace: first.workspace,
    thread: first.threadTitle,
    kind: first.kind,
    request: wholeRequest(first),
    reason: first.details?.reason ?? null,
    folder: first.details?.folder ?? null,
    branch: first.details?.branch ?? null,
    outcome: outcomeOf(ended),
    decision: ended?.decision ?? null,
    decided_by: decider?.type ?? null,
    by: ended?.by ?? null,
    rules: decider?.type === 'rules' ? decider.rules.map(({ name }) => name).join('\n') : null,
    ticket: decider?.type === 'gateway' ? decider.ticket : null,
    decider_reason: decider === null ? null : deciderReason(decider),
    note: ended?.note ?? null,
    ended_at: ended === undefined ? null : new Date(ended.at).toISOString(),
    waited_seconds: ended?.waitedMs == null ? null : ended.waitedMs / 1000,
    late_attempts: late.length,
    late_by: late.map(({ by, decision }) => `${by ?? ''} (${decision ?? ''})`).join('\n'),
    allowed_once_by: lines.find(({ event }) => event === 'overruled')?.by ?? null,
    thread_id: first.threadId,
    approval_id: first.approvalId,
    seq: first.seq,
  });
  return csvLine(CSV_COLUMNS.map((column) => cells[column]));
}

/** One line of the journal as a line of JSON, with times as ISO 8601; secrets are masked. */
export function entryAsJson(entry: JournalEntry): string {
  const { seq, at, waitedMs, ...rest } = entry;
  return `${JSON.stringify(maskAll({ seq, at: new Date(at).toISOString(), ...rest, waitedMs }))}\n`;
}

/** How a request ended, by the line of its end. */
export function outcomeOf(ended: JournalEntry | undefined): JournalOutcome {
  if (ended === undefined) return 'waiting';
  if (ended.event === 'expired') return 'expired';
  if (ended.decision === 'answer') return 'answered';
  return ended.decision === 'decline' || ended.decision === 'cancel' ? 'declined' : 'accepted';
}

/** All of what was asked as one text. */
function wholeRequest({ subject, details, summary }: JournalEntry): string {
  if (subject?.type === 'command') return subject.text;
  const [only, ...more] = details?.parts ?? [];
  if (only !== undefined && more.length === 0) return only.text;
  if (only !== undefined) return [only, ...more].map(({ label, text }) => `${label}: ${text}`).join('\n');
  if (subject?.type === 'network') return subject.host;
  return subject?.type === 'files' ? subject.paths.join('\n') : summary;
}

/** Cells as one line of CSV by RFC 4180. */
function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * One cell. The words in it are an agent's: text that a spreadsheet would take for a formula gets an apostrophe before
 * it, which spreadsheets do not show.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
