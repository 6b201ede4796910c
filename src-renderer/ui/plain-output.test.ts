import { describe, expect, it } from 'vitest';
import { lineCount, plainOutput, tailLines } from './plain-output.ts';

describe('plainOutput', () => {
  it('takes out colours, titles, links and stray controls', () => {
    expect(plainOutput('\u001b[32m✔\u001b[0m ok')).toBe('✔ ok');
    expect(plainOutput('\u001b]0;evil title\u0007after')).toBe('after');
    expect(plainOutput('\u001b]8;;https://x\u001b\\link\u001b]8;;\u001b\\')).toBe('link');
    expect(plainOutput('a\u0000b\u0007c\u009b31md')).toBe('abcd');
    expect(plainOutput('unfinished \u001b[3')).toBe('unfinished ');
  });
  it('shows progress lines as they were left', () => {
    expect(plainOutput('10%\r50%\r100%\ndone')).toBe('100%\ndone');
    expect(plainOutput('loading...\rok')).toBe('okading...');
    expect(plainOutput('a\r\nb\r\n')).toBe('a\nb\n');
    expect(plainOutput('ab\b\bcd')).toBe('cd');
  });
});

describe('tailLines', () => {
  it('takes whole lines from the end', () => {
    expect(tailLines('a\nb\nc\n', 2, 100)).toEqual({ text: 'b\nc\n', cut: true });
    expect(tailLines('a\nb', 5, 100)).toEqual({ text: 'a\nb', cut: false });
    expect(tailLines('x'.repeat(50), 5, 10)).toEqual({ text: 'x'.repeat(10), cut: true });
    expect(tailLines('', 5, 10)).toEqual({ text: '', cut: false });
  });
  it('counts lines', () => {
    expect(['', 'a', 'a\n', 'a\nb', '\n'].map(lineCount)).toEqual([0, 1, 1, 2, 1]);
  });
});
