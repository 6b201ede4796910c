import { describe, expect, it } from 'vitest';
import { rankRows } from './rank.ts';

const of = (...texts: string[]) => texts.map((text) => ({ row: text, text }));

describe('rankRows', () => {
  it('wants every word, and beginnings first', () => {
    expect(rankRows(of('Unretry it', 'A retry budget', 'Retry with backoff', 'Nothing'), 'retry')).toEqual([
      'Retry with backoff',
      'A retry budget',
      'Unretry it',
    ]);
    expect(rankRows(of('Retry budget', 'Retry with backoff'), 'BACK ret')).toEqual(['Retry with backoff']);
  });
  it('keeps the order without a search and takes signs for what they are', () => {
    expect(rankRows(of('b', 'a'), ' ')).toEqual(['b', 'a']);
    expect(rankRows(of('a.b', 'axb'), 'a.b')).toEqual(['a.b']);
  });
});
