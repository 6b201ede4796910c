import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spawnable } from './spawnable.ts';

const env = { ComSpec: 'C:\\Windows\\System32\\cmd.exe' };

/** What cmd.exe makes of a line: a caret takes the meaning from the next character. Twice, as for a batch file. */
function readByCmd(line: string): string {
  const once = (text: string): string => text.replace(/\^([\s\S])/g, '$1');
  return once(once(line));
}

/** How the C runtime takes a line apart. */
function split(line: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    while (line[at] === ' ') at += 1;
    if (at >= line.length) break;
    let word = '';
    let quoted = false;
    for (; at < line.length && (quoted || line[at] !== ' '); at += 1) {
      let slashes = 0;
      while (line[at] === '\\') {
        slashes += 1;
        at += 1;
      }
      if (line[at] === '"') {
        word += '\\'.repeat(Math.floor(slashes / 2));
        if (slashes % 2 === 1) word += '"';
        else quoted = !quoted;
      } else {
        word += '\\'.repeat(slashes);
        if (at < line.length && (quoted || line[at] !== ' ')) word += line[at];
        else at -= 1;
      }
    }
    words.push(word);
  }
  return words;
}

describe('spawnable', () => {
  it('leaves programs, and everything outside of Windows, as they are', () => {
    const same = { command: 'C:\\x\\codex.exe', args: ['a b'], verbatim: false };
    expect(spawnable('C:\\x\\codex.exe', ['a b'], 'win32', env)).toEqual(same);
    expect(spawnable('/usr/bin/codex', ['a b'], 'linux', env)).toMatchObject({ command: '/usr/bin/codex' });
    expect(spawnable('/odd/codex.cmd', [], 'darwin', env)).toMatchObject({ command: '/odd/codex.cmd' });
  });

  it('names the interpreter of a batch file', () => {
    const made = spawnable('C:\\Program Files\\nodejs\\codex.CMD', ['app-server'], 'win32', env);
    expect(made).toMatchObject({ command: env.ComSpec, verbatim: true });
    expect(made.args.slice(0, 3)).toEqual(['/d', '/s', '/c']);
    expect(spawnable('x.bat', [], 'win32', {}).command).toBe('cmd.exe');
  });

  it('lets no argument mean anything to the interpreter, and gives each as it was', () => {
    const word = fc.string({
      unit: fc.constantFrom(
        'a',
        ' ',
        '"',
        '\\',
        '&',
        '|',
        '>',
        '<',
        '%',
        '^',
        '(',
        ')',
        '!',
        ';',
        ',',
        '*',
        '~',
      ),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), (words) => {
        const { args } = spawnable('C:\\a b\\tool.cmd', words, 'win32', env);
        const line = args[3] ?? '';
        const inner = line.slice(1, -1);
        // Outside of carets nothing is left that cmd.exe acts on.
        expect(inner.replace(/\^[\s\S]/g, '')).not.toMatch(/[&|<>%"!()]/);
        expect(split(readByCmd(inner))).toEqual(['C:\\a b\\tool.cmd', ...words]);
      }),
    );
  });

  it('refuses what cannot be quoted', () => {
    expect(() => spawnable('x.cmd', ['a\nb'], 'win32', env)).toThrow('line break');
  });
});
