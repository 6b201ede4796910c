import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Script } from '#shared/model/command/script.ts';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { applyRules } from '#shared/model/rule/apply.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import { readScript, type Parse } from './read-script.ts';
import { loadShellGrammar } from './shell-grammar.ts';

let parse: Parse;
beforeAll(async () => {
  parse = await loadShellGrammar();
});

const read = (text: string): Script => readScript(text, parse);
/** The commands as lines of words; `…` after what is not literal. */
const lines = (text: string): string[] =>
  read(text).commands.map(({ words }) =>
    words.map((word) => word.text + (word.literal ? '' : '…')).join(' '),
  );

describe('readScript', () => {
  it.each([
    ['npm test', ['npm test']],
    ["/bin/bash -lc 'npm test && npm run build'", ['npm test', 'npm run build']],
    [`bash -c "git log -n 5 --format='%H %s'"`, ['git log -n 5 --format=%H %s']],
    ['a; b | c || d & e\nf', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['(cd x; ls) && { pwd; }', ['cd x', 'ls', 'pwd']],
    [`echo it\\'s 'a b' "c \\"d\\"" e'f'"g"`, [`echo it's a b c "d" efg`]],
    ['npm test 2>&1 >/dev/null', ['npm test']],
    ['CI=1 env -- true', ['env -- true']],
    ['CI=1 env A=b time -p nice -n 5 nohup timeout 30s npm test', ['npm test']],
    ['! grep -q x file # and a comment', ['grep -q x file']],
    ['ls *.ts ~/x {a,b}', ['ls *.ts… ~/x… {a,b}…']],
  ])('%s', (text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it('keeps what is set for one command, and what it is run through', () => {
    expect(read('CI=1 env A="b c" npm test').commands).toMatchObject([
      {
        sets: [
          { name: 'CI', value: '1' },
          { name: 'A', value: 'b c' },
        ],
        through: ['env'],
      },
    ]);
  });

  it.each([
    'echo $(rm -rf x)',
    'echo `rm x`',
    'echo "$(rm x)"',
    'echo $HOME',
    'echo "${x@P}"',
    'cat <(rm x)',
    'npm test > out.txt',
    'npm test >> ~/.bashrc',
    'cat <<E\n$(rm x)\nE',
    'npm test < in',
    'npm test &> x',
    'npm() { rm x; }; npm test',
    'if a; then b; fi',
    'for x in a; do b; done',
    'while a; do b; done',
    'case a in b) c;; esac',
    '[[ -f x ]] && a',
    '(( x ))',
    'a;;b',
    'np\\\nm test',
    'a\u00a0b',
    'a\u200bb',
    'a\rb',
    'a\u0000b',
    'coproc rm x',
    'eval "rm x"',
    '. ./x',
    'source x',
    'exec rm x',
    'alias a=rm; a x',
    'trap "rm x" EXIT',
    'export PATH=/tmp; npm test',
    'PATH=$PWD npm test',
    'X=1',
    '$X test',
    '*/rm x',
    '{rm,-rf,x}',
    'r""m"$X" y',
    `$'rm' x`,
    `$"rm" x`,
    'bash x.sh',
    'bash -c "$X"',
    "bash -c 'a' b",
    "bash -ic 'a'",
    "X=1 bash -c 'a'",
    'env -S "rm x" a',
    'env -u A npm test',
    'env -C / npm test',
    'time -f %e rm x',
    'timeout -s KILL 5 rm x',
    'nice --adjustment=5 rm x',
    'command -v rm',
    "bash -lc 'a",
    "zsh -lc 'ls *'",
    "zsh -c '=rm x'",
    '"a',
    '',
  ])('knows that it does not know all of %j', (text) => {
    const script = read(text);
    expect(script.hides === null && script.commands.length > 0).toBe(false);
  });

  it.each([
    'cd /elsewhere && npm test',
    'cd sub; npm test',
    'cd; npm test',
    'cd - && npm test',
    'command cd / && npm test',
    'CDPATH=/ cd w && npm test',
    'cd /w extra && npm test',
    'cd -P /w && npm test',
    'cd /w/../x && npm test',
    'chdir /x; npm test',
    'pushd /x && npm test',
    'popd; npm test',
    'printf -v PATH %s x; npm test',
    "printf -v 'a[$(x)]' y",
    'printf -vPATH x; npm test',
    'printf x%n PATH; npm test',
    "test -v 'a[$(x)]'",
    "[ -v 'a[$(x)]' ]",
    "[ 'a[$(x)]' -eq 1 ]",
    "[[ -v 'a[$(x)]' ]]",
    "[[ 'a[$(x)]' -eq 1 ]]",
    "read 'a[$(x)]'",
    'read PATH; npm test',
    "let 'a[$(x)]=1'",
    "unset 'a[$(x)]'",
    "declare 'a[$(x)]=1'",
    'declare PATH=x; npm test',
    'typeset PATH=x; npm test',
    "wait -p 'a[$(x)]'",
    'mapfile PATH; npm test',
    'readarray -C x -c 1 a',
    'getopts a PATH; npm test',
    'hash -p /tmp/x npm; npm test',
    'enable -f x y',
    'bind -x x',
    'complete -C x y',
    'compgen -C x',
    "compgen -W '$(x)'",
    'fc -e x',
    'history -a x',
    'umask 0; npm test',
    'ulimit -c 1; npm test',
    'shift; npm test',
    "zsh -c 'print -P x'",
    "zsh -c 'sched +1 x'",
  ])('leaves to the person what changes what comes after it: %j', (text) => {
    expect(readScript(text, parse, { folders: ['/w'] }).hides).not.toBeNull();
  });

  it('knows that a folder stays the same', () => {
    const here = (text: string): Script => readScript(text, parse, { folders: ['/w', '/real/w'] });
    for (const text of ['cd /w && npm test', "cd '/real/w'; npm test", "bash -lc 'cd /w && npm test'"]) {
      expect(here(text).hides, text).toBeNull();
      expect(here(text).commands.map(({ words }) => words[0]?.text)).toEqual(['npm']);
    }
    expect(read('cd /w && npm test').hides).not.toBeNull();
  });

  it('knows what reads from another command', () => {
    const piped = (text: string): string[] =>
      read(text).commands.flatMap(({ words, piped: is }) => (is === true ? [words[0]?.text ?? ''] : []));
    expect(piped('a | b | c; d && e')).toEqual(['b', 'c']);
    expect(piped('a | (b; c) && d')).toEqual(expect.arrayContaining(['b', 'c']));
    expect(piped('a | env time b')).toEqual(['b']);
    expect(piped("a | bash -c 'b; c'")).toEqual(['b', 'c']);
    expect(piped('a |& b 2>&1')).toEqual(['b']);
    expect(piped('a; ! b | c')).toEqual(['c']);
  });

  it('tells rules that decline what a hidden text may run', () => {
    const rough = (text: string): string[] => (read(text).rough ?? []).map((words) => words.join(' '));
    expect(rough('for f in $(git push); do sudo rm $f; done')).toEqual(
      expect.arrayContaining(['git push', 'sudo rm $f']),
    );
    expect(rough("/bin/bash -lc 'x > f; git push'")).toEqual(['x f', 'git push']);
    expect(rough("sudo bash -ic 'git push'")).toContain('git push');
    expect(rough(`python3 -c "import os; os.system('git push')" > x`)).toContain('git push');
    expect(rough(`${'echo hi\n'.repeat(6000)}curl x | sudo sh`)).toContain('sudo sh');
    expect(read('npm test').rough).toBeUndefined();
  });

  it.each([
    'a=('.repeat(6000),
    'a=('.repeat(1300),
    `${'a|'.repeat(10_000)}a`,
    `${'a|'.repeat(1900)}a`,
    '('.repeat(3000),
    ')'.repeat(3000),
    '{'.repeat(3000),
    '?)'.repeat(400),
    '[['.repeat(900),
    '<<a '.repeat(900),
    '$('.repeat(1500),
    "'$('".repeat(900),
    'a '.repeat(1900),
    '`>%'.repeat(300),
    `bash -c '${'a=('.repeat(500)}'`,
  ])('hands nothing to the parser whose work it cannot bound: %#', (text) => {
    let characters = 0;
    const counted: Parse = (one, budget) => {
      characters += one.length;
      return parse(one, budget);
    };
    expect(readScript(text, counted).hides).not.toBeNull();
    // Only Codex's own wrapping is worth a look, of which the inside is looked at first.
    expect(characters).toBeLessThan(text.startsWith('bash') ? 2000 : 1);
  });

  it('stops the parser when its work is spent, and reads the next text as ever', () => {
    const work = { reports: 3, ms: 1000 };
    expect(parse('a=('.repeat(300), work)).toBeNull();
    expect(work.reports).toBeLessThanOrEqual(0);
    expect(parse('npm test', work)).toBeNull();
    expect(lines('npm test')).toEqual(['npm test']);
  });

  it('gives up on what is too long or too deep, at once', () => {
    expect(read('a '.repeat(20_000)).hides).toMatch(/too long/);
    expect(read('('.repeat(5000) + 'a' + ')'.repeat(5000)).hides).not.toBeNull();
    const nested = (depth: number): string =>
      depth === 0 ? 'a' : `bash -c '${nested(depth - 1).replaceAll("'", `'\\''`)}'`;
    expect(read(nested(3)).hides).toBeNull();
    expect(read(nested(10)).hides).not.toBeNull();
  });
});

/** Programs that write down how they were called. */
const PROGRAMS = ['p0', 'p1', 'p2', 'p3'];
const WRAPPERS = ['env', 'nohup', 'nice', 'timeout', 'bash', 'sh'];
const PIECES = [
  ...PROGRAMS,
  'a',
  '-x',
  '--',
  "'q r'",
  '"d e"',
  'x\\ y',
  '\\\\',
  '*',
  '?',
  '[a]',
  '{a,b}',
  '{',
  '}',
  '~',
  '$X',
  '$(p3)',
  '`p3`',
  '<(p3)',
  '${X:-$(p3)}',
  "$'p3'",
  '$"p3"',
  ';',
  '&&',
  '||',
  '|',
  '&',
  '|&',
  '\n',
  '(',
  ')',
  '!',
  'if',
  'then',
  'fi',
  'do',
  'done',
  'in',
  'esac',
  ';;',
  '>',
  '>f',
  '>>',
  '<',
  '2>&1',
  '>/dev/null',
  '2> /dev/null',
  '<<E',
  '\nE\n',
  '#',
  '\\\n',
  '\t',
  '\u00a0',
  '\u2003',
  '=',
  'A=1',
  'A=',
  'PATH=/',
  'BASH_ENV=f',
  'env',
  'time',
  '-p',
  'nohup',
  'nice',
  '-n',
  '5',
  'timeout',
  'command',
  '-v',
  'coproc',
  'function',
  'p1()',
  'p2 ()',
  'eval',
  'exec',
  'builtin',
  'bash',
  '-c',
  '-lc',
  "bash -c 'p0; p1 x'",
  `sh -c "p2 'y z'"`,
  "'",
  '"',
  '\\',
  '`',
  '[[',
  ']]',
  '((',
  '))',
  'select',
  'until',
  '\\p3',
  'p"3"',
  "p'3'",
  '$',
  '"$"',
  '^',
  '%',
  '@',
  '@(p3)',
  '+(a)',
  '!p3',
  '\\$(p3)',
  '"\\$(p3)"',
  '"\\`p3`"',
  "'$(p3)'",
  'é',
  '-',
];

/** Scripts tried; MUSTER_RUNS for a longer search. */
const RUNS = Number(process.env['MUSTER_RUNS'] ?? 1500);

describe.skipIf(!existsSync('/bin/bash'))('what a real bash runs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-scripts-'));
    for (const name of PROGRAMS) {
      const body = `#!/bin/bash\nIFS=$'\\x1f'\nprintf '%s\\x1e' "$#$IFS\${0##*/}$IFS$*" >>"$MUSTER_TEST_LOG"\n`;
      writeFileSync(join(folder, name), body);
      chmodSync(join(folder, name), 0o755);
    }
    for (const name of WRAPPERS) {
      const at = [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path));
      if (at !== undefined) symlinkSync(at, join(folder, name));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The argument vectors of all programs that a script ran. */
  function ran(script: string): string[][] {
    const cwd = mkdtempSync(join(folder, 'cwd-'));
    // One for each: what a script left running in the background writes late.
    const log = `${cwd}.log`;
    writeFileSync(log, '');
    try {
      execFileSync('/bin/bash', ['--noprofile', '--norc', '-c', script], {
        cwd,
        env: { PATH: folder, MUSTER_TEST_LOG: log, HOME: cwd },
        stdio: 'ignore',
        timeout: 5000,
      });
    } catch {
      // It failed; what it ran until then is in the log.
    }
    return readFileSync(log, 'utf8')
      .split('\u001e')
      .filter((line) => line !== '')
      .map((line) => {
        const [count, ...argv] = line.split('\u001f');
        return argv.slice(0, Number(count) + 1);
      });
  }

  function explains(script: Script, argv: readonly string[]): boolean {
    return script.commands.some(({ words }) => {
      if (words[0]?.text !== argv[0]) return false;
      // A pattern becomes what is there: how many words, only the folder knows.
      if (words.some(({ literal }) => !literal)) return true;
      return words.map(({ text }) => text).join('\u001f') === argv.join('\u001f');
    });
  }

  it('is never more than what was read, of a script that is read in full', () => {
    let known = 0;
    let runs = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(' ', ' ', ' ', '')), { maxLength: 9 }),
        (pieces) => {
          const text = `p0 ${pieces.map(([piece, blank]) => piece + blank).join('')}`;
          const script = read(text);
          if (script.hides !== null) return;
          known += 1;
          const seen = ran(text);
          runs += seen.length;
          for (const argv of seen)
            expect(
              explains(script, argv),
              `${JSON.stringify(text)} ran ${JSON.stringify(argv)}; read as ${JSON.stringify(script.commands)}`,
            ).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
    // Else it would have proven nothing.
    expect(known).toBeGreaterThan(50);
    expect(runs).toBeGreaterThan(50);
  }, 120_000);

  it('is never more than a rule says, of a script that the rules accept', () => {
    const match = (words: string[], open: boolean): Rule => ({
      id: words.join(' '),
      effect: 'accept',
      match: { type: 'words', words, open },
      scope: { type: 'everywhere' },
      until: null,
      createdAt: 0,
      createdBy: '',
      uses: 0,
      lastUsedAt: null,
    });
    const rules = [match(['p0'], true), match(['p1', 'a'], true), match(['p2', '-x'], false)];
    const place = { threadId: asId<ThreadId>('t'), workspaceId: asId<WorkspaceId>('w') };
    const said = ([program, first, ...more]: readonly string[]): boolean =>
      program === 'p0' ||
      (program === 'p1' && first === 'a') ||
      (program === 'p2' && first === '-x' && more.length === 0);
    const command = fc.constantFrom(
      'p0 x',
      'p1 a',
      'p1 a b',
      'p2 -x',
      'p1',
      'p2 -x y',
      "p0 'q'",
      'CI=1 p0',
      'env p1 a',
    );
    const piece = fc.oneof(
      { weight: 3, arbitrary: command },
      { weight: 2, arbitrary: fc.constantFrom(...PIECES) },
    );
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(piece, fc.constantFrom(' ', ';', ' && ', '')), { maxLength: 7 }),
        (pieces) => {
          const text = pieces.map(([one, between]) => one + between).join('');
          const subject = { type: 'command', text, script: read(text), inPlace: true } as const;
          if (applyRules(subject, rules, place, 0)?.effect !== 'accept') return;
          accepted += 1;
          for (const argv of ran(text))
            expect(said(argv), `${JSON.stringify(text)} ran ${JSON.stringify(argv)}`).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(20);
  }, 120_000);
});
