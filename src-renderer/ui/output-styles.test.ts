import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputReader } from './plain-output.ts';

const spans = (text: string) => new OutputReader().read(text).pieces.flatMap((piece) => piece.spans);

describe('colours of output', () => {
  it('are read, and end where they end', () => {
    expect(spans('\u001b[32m✔\u001b[0m ok \u001b[1;31mbad\u001b[m')).toEqual([
      { text: '✔', hue: 'green' },
      { text: ' ok ' },
      { text: 'bad', hue: 'red', bold: true },
    ]);
  });
  it('go on over lines, and over what comes later', () => {
    const reader = new OutputReader();
    reader.read('\u001b[36mone\n');
    expect(reader.read('\u001b[36mone\ntwo\u001b[39m\nthree').pieces[0]?.spans).toEqual([
      { text: 'one', hue: 'cyan' },
      { text: '\n' },
      { text: 'two', hue: 'cyan' },
      { text: '\nthree' },
    ]);
  });
  it('of a palette or of all colours become the nearest hue', () => {
    expect(spans('\u001b[38;5;208mo\u001b[38;2;10;80;250mb\u001b[38;5;245mg\u001b[38;5;231mw')).toEqual([
      { text: 'o', hue: 'yellow' },
      { text: 'b', hue: 'blue' },
      { text: 'g', hue: 'grey' },
      { text: 'w' },
    ]);
  });
  it('cannot hide a text: behind a hue it has the page’s own colour, and what should be hidden is shown', () => {
    expect(
      spans('\u001b[31;41mhidden\u001b[0m\u001b[8mtoo\u001b[0m\u001b[30mblack\u001b[0m\u001b[7mturned'),
    ).toEqual([{ text: 'hidden', back: 'red' }, { text: 'tooblack' }, { text: 'turned', back: 'grey' }]);
  });
  it('are all that is read of sequences', () => {
    expect(spans('\u001b[2J\u001b[31\u001b[?25lx\u001b[1A\u001b[38:5:1my\u009b31mz')).toEqual([
      { text: 'xy' },
      { text: 'z', hue: 'red' },
    ]);
    expect(spans(`\u001b[${'1;'.repeat(100)}mx`)).toEqual([{ text: 'x' }]);
  });
  it('of each form of a line are its own', () => {
    expect(spans('\u001b[33mbuilding\u001b[0m\r\u001b[32mdone\u001b[0m\n')).toEqual([
      { text: 'building', hue: 'yellow' },
      { text: '␍\n' },
      { text: 'done', hue: 'green' },
      { text: '\n' },
    ]);
  });
});

describe('reading as it grows', () => {
  const part = fc.constantFrom(
    'word ',
    '7%',
    '100% done',
    '\n',
    '\r',
    '\r\n',
    '\b',
    '\b\b\b',
    '\u001b[31m',
    '\u001b[0m',
    '\u001b[1',
    ';32m',
    '\u001b]0;title\u0007',
    '\u001b[2K',
    '\u009b36m',
    ' ',
    '🙂',
    '\u001b',
  );
  it('says the same as reading all of it at once', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.boolean(), (parts, all) => {
        const reader = new OutputReader(all);
        let text = '';
        for (const more of parts) {
          text += more;
          expect(reader.read(text)).toEqual(new OutputReader(all).read(text));
        }
      }),
      { numRuns: 300 },
    );
  });
  it('keeps full pieces as they are, so that nobody draws them again', () => {
    const line = '\u001b[32m✔\u001b[0m a case\n';
    const reader = new OutputReader();
    const before = reader.read(line.repeat(450)).pieces;
    const after = reader.read(line.repeat(470)).pieces;
    expect(before.map(({ first, lines }) => [first, lines])).toEqual([
      [0, 200],
      [200, 200],
      [400, 51],
    ]);
    expect(after.slice(0, 2).every((piece, at) => piece === before[at])).toBe(true);
  });
  it('lets go of what is not kept any more, and goes on', () => {
    const reader = new OutputReader();
    const lines = Array.from({ length: 3000 }, (_, at) => `line ${at}\n`);
    const kept = 100;
    let pieces = reader.read('').pieces;
    for (let end = 0; end <= lines.length; end += 50) {
      const from = Math.max(0, end - kept);
      pieces = reader.read(lines.slice(from, end).join(''), lines.slice(0, from).join('').length).pieces;
    }
    const shown = pieces.map((piece) => piece.spans.map(({ text }) => text).join('')).join('\n');
    expect(shown.endsWith('line 2998\nline 2999\n')).toBe(true);
    expect(shown.split('\n').length).toBeLessThan(kept + 1000);
    // Another text at the same place is read anew.
    expect(new OutputReader().read('other').pieces).toEqual(reader.read('other').pieces);
  });
});

describe('tokens of the hues', () => {
  const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
  const [, , dark = '', light = ''] = css.split(/^(?=:root|\[data-theme='light'\])/m);
  const token = (theme: string, name: string): string =>
    new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(theme)?.[1] ?? 'none';
  const luminance = (hex: string): number => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
    const [r = 0, g = 0, b = 0] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  it.each(['failed', 'done', 'needs', 'accent', 'magenta', 'cyan', 'text-3'])(
    '%s can be read in both themes',
    (name) => {
      for (const theme of [dark, light])
        expect(contrast(token(theme, name), token(theme, 'bg'))).toBeGreaterThan(4.5);
    },
  );
  it.each(['failed-bg', 'done-bg', 'needs-bg', 'accent-bg', 'magenta-bg', 'cyan-bg', 'hover'])(
    '%s lets what stands on it be read',
    (name) => {
      for (const theme of [dark, light])
        expect(contrast(token(theme, 'text'), token(theme, name))).toBeGreaterThan(4.5);
    },
  );
});
