import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../contract/calls/journal.ts';
import { csvCell, CSV_COLUMNS, csvHeader, entryAsJson, requestAsCsv } from './export.ts';

/** Put together here, so that no tool that looks for secrets in a checkout finds one. */
const secret = ['ghp', 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1w'].join('_');
const asked: JournalEntry = {
  seq: 7,
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  approvalId: 'g/1',
  workspace: 'payments',
  threadId: 't-1',
  threadTitle: '=HYPERLINK("http://x","y")',
  turnId: null,
  itemId: null,
  event: 'asked',
  kind: 'command',
  summary: `wants to run GH_TOKEN=${secret} gh release create`,
  decision: null,
  by: null,
  decider: null,
  note: null,
  subject: {
    type: 'command',
    text: `GH_TOKEN=${secret} gh release create\necho "done", it said`,
    inPlace: true,
  },
  details: {
    reason: 'to publish',
    branch: 'main',
    folder: '/work',
    parts: [{ label: 'Command', text: `GH_TOKEN=${secret} gh` }],
  },
  waitedMs: null,
};
const decided: JournalEntry = {
  ...asked,
  seq: 9,
  at: asked.at + 2500,
  event: 'decided',
  decision: 'accept',
  by: 'Gateway, ticket CHG-4711',
  decider: { type: 'gateway', ticket: 'CHG-4711', reason: '+1 by the board' },
  subject: null,
  details: null,
  waitedMs: 2500,
};

/** A reader of RFC 4180, for what the writer must keep. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows.filter((row) => row.length > 1 || row[0] !== '');
}

describe('the CSV', () => {
  it('has a line for each request with all of it, secrets masked, formulas defused', () => {
    const text =
      csvHeader() +
      requestAsCsv([asked, decided, { ...decided, event: 'late', by: 'phone', decision: 'decline' }]);
    expect(text.startsWith('\uFEFFasked_at,workspace,')).toBe(true);
    expect(text).not.toContain(secret);
    const [header, row] = readCsv(text.slice(1));
    expect(header).toEqual([...CSV_COLUMNS]);
    expect(Object.fromEntries(CSV_COLUMNS.map((column, at) => [column, row?.[at]]))).toEqual({
      asked_at: '2026-01-02T03:04:05.000Z',
      workspace: 'payments',
      thread: '\'=HYPERLINK("http://x","y")',
      kind: 'command',
      request: 'GH_TOKEN=ghp_••• gh release create\necho "done", it said',
      reason: 'to publish',
      folder: '/work',
      branch: 'main',
      outcome: 'accepted',
      decision: 'accept',
      decided_by: 'gateway',
      by: 'Gateway, ticket CHG-4711',
      rules: '',
      ticket: 'CHG-4711',
      decider_reason: "'+1 by the board",
      note: '',
      ended_at: '2026-01-02T03:04:07.500Z',
      waited_seconds: '2.5',
      late_attempts: '1',
      late_by: 'phone (decline)',
      allowed_once_by: '',
      thread_id: 't-1',
      approval_id: 'g/1',
      seq: '7',
    });
  });

  it('says of what waits that it waits', () => {
    const [row] = readCsv(requestAsCsv([asked]));
    expect(row?.[CSV_COLUMNS.indexOf('outcome')]).toBe('waiting');
    expect(row?.[CSV_COLUMNS.indexOf('waited_seconds')]).toBe('');
  });

  it('keeps any text, and no cell begins as a formula does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const cell = csvCell(value);
        const [[read = ''] = []] = readCsv(`${cell},x\r\n`);
        expect(read).not.toMatch(/^[=+\-@\t\r\n]/);
        expect(read === value || read === `'${value}`).toBe(true);
      }),
    );
  });
});

describe('JSON Lines', () => {
  it('has every field of a line, times as ISO 8601, on one line, secrets masked', () => {
    const text = entryAsJson(asked);
    expect(text.indexOf('\n')).toBe(text.length - 1);
    expect(text).not.toContain(secret);
    const read = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(read).sort()).toEqual(Object.keys(asked).sort());
    expect(read).toMatchObject({
      at: '2026-01-02T03:04:05.000Z',
      subject: { type: 'command', text: expect.stringContaining('GH_TOKEN=ghp_•••') },
    });
    expect(JSON.parse(entryAsJson(decided))).toMatchObject({
      waitedMs: 2500,
      decider: { ticket: 'CHG-4711' },
    });
  });
});
