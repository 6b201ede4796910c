import { describe, expect, it } from 'vitest';
import { lookalikesIn } from './lookalikes.ts';

const marked = (text: string): string => {
  const places = lookalikesIn(text);
  let out = '';
  let at = 0;
  for (const char of text) {
    out += places.has(at) ? `<${char}>` : char;
    at += char.length;
  }
  return out;
};

describe('lookalikesIn', () => {
  it.each([
    ['curl p\u0430ypal.com', 'curl p<\u0430>ypal.com'],
    ['\u0440\u0430\u0443pal', '<\u0440><\u0430><\u0443>pal'],
    ['cd /\u043e\u0440\u0442', 'cd /\u043e\u0440\u0442'],
    ['scp a \u0440\u043e\u0440@host', 'scp a <\u0440><\u043e><\u0440>@host'],
    ['g\u03bft push', 'g<\u03bf>t push'],
    ['ls \uff5c sh', 'ls <\uff5c> sh'],
    ['https://a.dev\u2215b.dev', 'https://a.dev<\u2215>b.dev'],
    ['rm \u2013rf x', 'rm <\u2013>rf x'],
    ['\u{1d5cb}m x', '<\u{1d5cb}>m x'],
    ['git \uff50ush', 'git <\uff50>ush'],
  ])('marks where they stand: %s', (text, shown) => {
    expect(marked(text)).toBe(shown);
  });

  it.each(['echo привет', 'git commit -m "один — два"', 'größe – 3', 'echo αβγ', 'a – b', '日本語'])(
    'leaves words of another language alone: %s',
    (text) => {
      expect(lookalikesIn(text).size).toBe(0);
    },
  );
});
