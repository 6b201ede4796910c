import { describe, expect, it } from 'vitest';
import { textWarnings, visibleSegments } from './visible-text.ts';

const shown = (text: string) =>
  visibleSegments(text)
    .map((segment) => (segment.type === 'mark' ? `[${segment.label}]` : segment.text))
    .join('');

describe('visibleSegments', () => {
  it('leaves ordinary text, its lines and other scripts alone', () => {
    for (const text of ['npm test && git push', 'a\n\tb', 'grüße 日本語 🎉']) expect(shown(text)).toBe(text);
    expect(visibleSegments('')).toEqual([]);
  });

  it('shows every character that cannot be seen', () => {
    expect(shown('rm\u200b -rf')).toBe('rm[ZWSP] -rf');
    expect(shown('a\u202eb\u2069')).toBe('a[RLO]b[PDI]');
    expect(shown('a\u001b[2Kb\rc\u0000')).toBe('a[ESC][2Kb[CR]c[NUL]');
    expect(shown('x\u00a0y\u3164\u{e0041}')).toBe('x[NBSP]y[HF][U+E0041]');
    expect(shown('\ud800x')).toBe('[U+D800]x');
    expect(shown('a\u2003b\ufe0f')).toBe('a[U+2003]b[U+FE0F]');
  });

  it('keeps the raw characters, so that nothing is lost on the way', () => {
    const text = 'a\u200bb\u202ec';
    expect(
      visibleSegments(text)
        .map((s) => (s.type === 'mark' ? s.raw : s.text))
        .join(''),
    ).toBe(text);
  });

  it('warns of what may mislead', () => {
    expect(textWarnings('ls -la')).toEqual({ hidden: 0, reordering: false, lookalikes: false });
    expect(textWarnings('ls \u202e')).toMatchObject({ hidden: 1, reordering: true });
    expect(textWarnings('curl p\u0430ypal.com')).toMatchObject({ lookalikes: true });
    expect(textWarnings('echo привет')).toMatchObject({ lookalikes: false });
  });
});
