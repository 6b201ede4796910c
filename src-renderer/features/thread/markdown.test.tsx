import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from './markdown.tsx';
import { markdownBlocks } from './markdown-blocks.ts';

const drawn = (text: string): string => renderToStaticMarkup(createElement(Markdown, { text }));

const fill = (unit: string, length = 23_900): string => unit.repeat(Math.floor(length / unit.length));
const stairs = (line: (level: number) => string, levels: number): string =>
  Array.from({ length: levels }, (_, level) => line(level)).join('\n');

/** Texts that a parser of Markdown, or what draws its tree, gets too deep into or does not come back from. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a list in one line': `${'- '.repeat(1000)}x`,
  'a list in a very long line': `${fill('- ')}x`,
  'a numbered list in one line': `${fill('1. ')}x`,
  quotes: `${'>'.repeat(3000)} deep`,
  'quotes with room between': `${fill('> ')}deep`,
  'quotes and lists by turns': `${fill('> - ')}x`,
  'quotes that become deeper': stairs((level) => `${'>'.repeat(level)} x`, 200),
  'brackets that are never closed': '['.repeat(50_000),
  'brackets that are closed': '['.repeat(11_000) + ']'.repeat(11_000),
  'images that are never closed': fill('!['),
  'emphasis that never ends': '*a_'.repeat(50_000),
  'a short block of it': fill('*a_'),
  'two kinds of emphasis': fill('_*'),
  'emphasis inside of emphasis': `${'*a **b '.repeat(700)}${'** *'.repeat(700)}`,
  'as much emphasis as is parsed': `${'*a **b '.repeat(74)}${'** *'.repeat(74)}`,
  'as many openings as are parsed': '*a '.repeat(1150),
  'emphasis that ends word by word': `${'*a '.repeat(500)}${'b* '.repeat(500)}`,
  'struck out by one': fill('~a~'),
  'links that never end': fill('[a](b'),
  references: fill('[a][b]'),
  'notes that are referred to': fill('[^a]'),
  'notes that are defined': stairs((level) => `[^${level}]: x`, 1500),
  definitions: fill('[a]: b\n'),
  headings: fill('a\n='),
  'a wide table': `${'|'.repeat(1000)}\n${'|-'.repeat(1000)}|\n${`${'|'.repeat(1000)}\n`.repeat(20)}`,
  'a long table': `| a |\n| - |\n${fill('| x |\n')}`,
  'a fence that is none, before more': `\`\`\` a\`b\n${fill('*a_')}`,
  'html, before more': `<!--\n\`\`\`\n-->\n\n${fill('*a_')}`,
  'a deep list behind a fence': `- \`\`\`\n${'- '.repeat(1000)}x`,
  'many such blocks': Array.from({ length: 200 }, () => '*a_'.repeat(300)).join('\n\n'),
};

describe('hostile Markdown', () => {
  it.each(Object.keys(HOSTILE))('is drawn, whatever it is: %s', (name) => {
    const text = HOSTILE[name] ?? '';
    const html = drawn(text);
    expect(html.length).toBeGreaterThan(100);
    // Text beyond the parser's bound is shown as plain text, whole.
    const blocks = markdownBlocks(text);
    for (const { text: part, plain } of blocks.slice(0, 3)) if (plain) expect(text).toContain(part);
  });

  it.each(['a list in one line', 'quotes', 'brackets that are never closed', 'emphasis that never ends'])(
    'is shown plain: %s',
    (name) => {
      expect(markdownBlocks(HOSTILE[name] ?? '')).toMatchObject([{ plain: true }]);
    },
  );
});

describe('what people and agents write', () => {
  it.each([
    ['nested lists', stairs((level) => `${'  '.repeat(level)}- level ${level}`, 10)],
    ['quotes in quotes', '> > > once said'],
    ['a table of names', `| a_b | c_d |\n| - | - |\n${'| some_name_here | **bold** |\n'.repeat(300)}`],
    ['a list with marks', '- **bold** and `code` with [a link](https://x.dev)\n'.repeat(150)],
    ['code with pointers', `\`\`\`c\n${'char *name = *other;\n'.repeat(200)}\`\`\``],
    ['more code with pointers', `\`\`\`c\n${'char* name = *other;\n'.repeat(120)}\`\`\``],
    ['a rule of stars', '* * * * * *'],
  ])('stays Markdown: %s', (_what, text) => {
    expect(markdownBlocks(text).every(({ plain }) => !plain)).toBe(true);
  });
});

describe('what misleads in a text', () => {
  it('shows where a link leads, without a name before its host', () => {
    expect(drawn('[https://github.com/x](https://evil.example/)')).toContain('leads to evil.example');
    const passing = drawn('See [the fix](https://github.com:pw@evil.example/x).');
    expect(passing).toContain('href="https://evil.example/x"');
    expect(passing).toContain('leads to evil.example');
    expect(drawn('![logo](https://a.dev/b.png)')).toContain('a.dev');
    expect(drawn('https://a.dev/x')).not.toContain('link-place');
    expect(drawn('[go](javascript:alert(1))')).not.toContain('<a');
  });

  it.each(['\u202e', '\u2066', '\u200b', '\u3164', '\u2800'])('marks %j in prose, code and links', (char) => {
    for (const text of [
      `a ${char}b`,
      `\`a${char}b\``,
      `[a${char}b](https://a.dev)`,
      `    a${char}b`,
      `- a${char}b`,
    ]) {
      const html = drawn(text);
      expect(html).not.toContain(char);
      expect(html).toContain('class="unseen"');
    }
    const title = drawn(`[a](https://a.dev/${encodeURIComponent(char)} "x${char}y")`);
    expect(title).not.toContain(char);
  });

  it('marks lookalikes in code, where they count, and not in prose', () => {
    expect(drawn('`curl p\u0430ypal.com`')).toContain('<span class="lookalike"');
    expect(drawn('Привет, world: p\u0430per')).not.toContain('lookalike');
  });

  it('leaves emoji and joiners of prose alone', () => {
    expect(drawn('Done ✅️ 👩‍💻')).toContain('Done ✅️ 👩‍💻');
  });
});

describe('definitions', () => {
  const times = (html: string, what: string): number => html.split(what).length - 1;

  it('are what the parser calls so: a line of a log in a fence is none', () => {
    const html = drawn('Fixed [x].\n\n```\n[INFO]: server is up\n```\n\nAnd [INFO] too.');
    expect(times(html, 'server is up')).toBe(1);
    expect(html).toContain('[INFO]: server is up');
    expect(html).toContain('And [INFO] too.');
  });

  it.each([
    ['a fence that has not ended', 'See [INFO].\n\n```\n[INFO]: server is up'],
    ['a fence in a list', 'See [INFO].\n\n- a\n  ```\n  [INFO]: server is up\n  ```'],
    ['code by indentation', 'See [INFO].\n\n    [INFO]: server is up'],
    ['a line of a paragraph', 'See [INFO].\n\nIt said\n[INFO]: server is up'],
    ['html', 'See [INFO].\n\n<pre>\n[INFO]: server is up\n</pre>'],
  ])('are none in %s', (_what, text) => {
    const html = drawn(text);
    expect(times(html, 'server is up')).toBeLessThanOrEqual(1);
    expect(html).toContain('See [INFO].');
  });

  it('reach every block that refers to them, whatever stands between, also one that is being written', () => {
    const html = drawn(
      '[It][1] and [that].\n\nb\n\n[1]: https://x.dev\n[That]: https://y.dev "t"\n\nSee [it][1] `a',
    );
    expect(times(html, 'href="https://x.dev"')).toBe(2);
    expect(times(html, 'href="https://y.dev"')).toBe(1);
  });

  it('of notes have a number each', () => {
    const html = drawn('One[^a].\n\nTwo[^b].\n\n[^a]: first\n\n[^b]: second');
    expect(html).toMatch(/One<sup><span[^>]*>1<[^]*Two<sup><span[^>]*>2</);
    expect(times(html, 'first')).toBe(1);
    expect(times(html, 'second')).toBe(1);
  });

  it('of notes stand as written where a text is too long to be drawn as one', () => {
    const html = drawn(`One[^a].\n\n${'A paragraph.\n\n'.repeat(2500)}[^a]: first`);
    expect(html).toContain('[^a]: first');
  });
});

describe('formulas', () => {
  const words = (text: string): string =>
    drawn(text)
      .replace(/<\/?(?:p|div|li|ul)\b[^>]*>/g, '')
      .trim();
  it.each([
    String.raw`The sum \(a_1 * b_2 * c\) is positive.`,
    String.raw`\[ \sum_{i=1}^{n} x_i * y_i * z \\[2pt] \left[0, 1\right] \]`,
    'So $$x_1 * y_1 * z_1 ~~ w$$ holds.',
    'Over lines: $$a_1\n_b * c_\nd$$.',
  ])('stay the text they are: %s', (text) => {
    expect(words(text)).toBe(text);
  });

  it('that never end are Markdown like any other', () => {
    expect(words(String.raw`\(a *b* c`)).toBe('(a <em>b</em> c');
    expect(words('$$ *b* c')).toBe('$$ <em>b</em> c');
    expect(words('It costs $5, or *about* $6.')).toBe('It costs $5, or <em>about</em> $6.');
    expect(words('`\\(` and `\\)` and *b*')).toContain('<em>b</em>');
  });
});
