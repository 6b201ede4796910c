import { describe, expect, it } from 'vitest';
import type { JournalRequest } from '#shared/contract/calls/journal.ts';
import { filterOf, hold, linesOf, questionOf, type Held } from './journal-picture.ts';

const noon = new Date(2026, 2, 10, 12).getTime();
const day = (date: number): number => new Date(2026, 2, date).getTime();
const request = (seq: number, askedAt = noon, more: Partial<JournalRequest> = {}): JournalRequest =>
  ({ seq, askedAt, outcome: 'waiting', ...more }) as JournalRequest;

describe('filterOf', () => {
  it('says what is looked for, and leaves out what an address says in vain', () => {
    expect(
      filterOf(
        { text: ' git pu', outcome: 'late', by: 'rules', rule: 'r', thread: 't', when: 'today' },
        noon,
      ),
    ).toEqual({
      text: ' git pu',
      outcome: 'late',
      decidedBy: 'rules',
      rule: 'r',
      threadId: 't',
      from: day(10),
    });
    expect(filterOf({ text: '  ', outcome: 'lucky', by: 'nobody', when: 'soon' }, noon)).toEqual({});
  });
});

it('asks the same question while only the time goes on', () => {
  const find = { text: 'git', when: 'hour', outcome: 'late' };
  expect(filterOf(find, noon)).not.toEqual(filterOf(find, noon + 60_000));
  expect(questionOf(find)).toBe(questionOf({ outcome: 'late', when: 'hour', text: 'git' }));
  for (const other of [{ text: 'git p' }, { when: '' }, { when: 'today' }, { outcome: '' }])
    expect(questionOf({ ...find, ...other })).not.toBe(questionOf(find));
});

it('puts a line before each day', () => {
  const lines = linesOf([request(3, day(10) + 5), request(2, day(10)), request(1, day(9))]);
  expect(lines.map((line) => (line.type === 'day' ? 'day' : line.request.seq))).toEqual([
    'day',
    3,
    2,
    'day',
    1,
  ]);
});

describe('hold', () => {
  const before: Held = { key: 'k', requests: [request(5), request(4)], news: 0 };
  it('keeps every row in its place, tells it anew, adds older ones and counts newer ones', () => {
    const decided = request(4, noon, { outcome: 'accepted' });
    expect(hold(before, 'k', [request(7), request(6), request(5), decided, request(3)], false)).toEqual({
      key: 'k',
      requests: [request(5), decided, request(3)],
      news: 2,
    });
    // A row that the filter no longer matches stays until the list is looked at anew.
    expect(hold(before, 'k', [request(5)], false).requests).toEqual(before.requests);
  });
  it('shows what is known now when nobody points at it, or another question was asked', () => {
    const now = [request(7), request(5)];
    expect(hold(before, 'k', now, true)).toEqual({ key: 'k', requests: now, news: 0 });
    expect(hold(before, 'other', now, false)).toEqual({ key: 'other', requests: now, news: 0 });
    expect(hold({ key: 'k', requests: [], news: 0 }, 'k', now, false).requests).toEqual(now);
  });
});
