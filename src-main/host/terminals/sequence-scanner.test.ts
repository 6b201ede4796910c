import { describe, expect, it } from 'vitest';
import { SequenceScanner } from './sequence-scanner.ts';

function boundary(...texts: string[]): number {
  const scanner = new SequenceScanner();
  for (const text of texts) scanner.read(text);
  return scanner.boundary;
}

describe('SequenceScanner', () => {
  it('is at the end of plain text and of whole sequences', () => {
    for (const text of [
      '',
      'abc',
      'a\u001b[31mb',
      '\u001b]0;t\u0007',
      '\u001b]0;t\u001b\\',
      '\u001bPx\u001b\\',
      '\u001b(0q',
      '\u001b7',
      '\u009b1m',
      '🙂',
    ])
      expect([text, boundary(text)]).toEqual([text, text.length]);
  });

  it('is at the beginning of a sequence that is open, however it was cut', () => {
    for (const open of [
      '\u001b',
      '\u001b[',
      '\u001b[38;2;1',
      '\u001b]0;title',
      '\u001b(',
      '\u001bPq#0',
      '\u009b4',
      '\u001b_apc',
    ])
      for (let at = 1; at <= open.length; at += 1)
        expect([open, boundary(`ab${open.slice(0, at)}`, open.slice(at))]).toEqual([open, 2]);
  });

  it('ends a sequence where it is broken off', () => {
    expect(boundary('\u001b[3\u0018')).toBe(4);
    expect(boundary('\u001b[3\u001b[')).toBe(3);
  });
});
