/**
 * Shell scripts made of what agents write and of what manuals know: programs with their tables' options and with those
 * that run, write or read elsewhere; builtins with theirs; names that are evaluated; everything that joins commands.
 */
import { PROGRAMS } from '#shared/model/rule/programs/index.ts';
import type { Kind, OptionLine } from '#shared/model/rule/programs/table.ts';
import type { Rule } from '#shared/model/rule/rule.ts';

/** What runs, comes to be or is read only when a rule let through more than it says. */
export const CANARY = 'canary';
export const CANARY_FILE = 'canary-file';
export const SECRET_FILE = 'secret-file';

/** Builtins of bash 5.2 and dash 0.5.12, each with its options as its manual has them. */
const BUILTINS: Readonly<Record<string, string>> = {
  '.': '',
  source: '-p',
  ':': '',
  '[': '-v -R -o -a -eq -nt -z',
  alias: '-p',
  bg: '',
  bind: '-x -f -p -m -u -r',
  break: '',
  builtin: '',
  caller: '',
  cd: '-L -P -e -@ -',
  chdir: '',
  command: '-p -v -V',
  compgen: '-C -W -F -G -A -c',
  complete: '-C -F -W -o -p',
  compopt: '-o',
  continue: '',
  declare: '-n -a -A -i -x -g -p -f -r',
  dirs: '-c -p -v',
  disown: '-a -h -r',
  echo: '-n -e -E',
  enable: '-f -n -a -d',
  eval: '',
  exec: '-a -c -l',
  exit: '',
  export: '-n -p -f',
  false: '',
  fc: '-e -l -s -n',
  fg: '',
  getopts: '',
  hash: '-p -r -d -t -l',
  help: '-d',
  history: '-c -a -w -r -s -p',
  jobs: '-x -l -p',
  let: '',
  local: '-n',
  logout: '',
  mapfile: '-C -c -t -u -n -O',
  popd: '-n',
  printf: '-v',
  pushd: '-n',
  pwd: '-L -P',
  read: '-a -d -e -i -n -N -p -r -s -t -u',
  readarray: '-C -c -t',
  readonly: '-a -p',
  return: '',
  set: '-e -x -o -a --',
  shift: '',
  shopt: '-s -u -o',
  test: '-v -R -o -a -eq -nt -z -f',
  times: '',
  trap: '-l -p',
  true: '',
  type: '-a -p -t',
  typeset: '-n -i -x',
  ulimit: '-n -c',
  umask: '-S -p',
  unalias: '-a',
  unset: '-v -f -n',
  wait: '-n -p -f',
};

/** Options of programs that run a program, write a file, or read one from elsewhere, as their manuals have them. */
const DANGEROUS: Readonly<Record<string, readonly string[]>> = {
  git: [
    '-c core.pager=./canary',
    '-c core.fsmonitor=./canary',
    '-c alias.status=!./canary',
    '-c diff.external=./canary',
    '-C ..',
    '--exec-path=.',
    '--git-dir=../x',
    '-p',
    '--output=canary-file',
    '--output canary-file',
    '--outpu=canary-file',
    '-O./canary',
    '-O ./canary',
    '-nO./canary',
    '--open-files-in-pager=./canary',
    '--open-files=./canary',
    '--ext-diff',
    '--textconv',
    '--no-index ../secret-file a.txt',
    '--upload-pack=./canary',
    '--receive-pack=./canary',
    '--exec=./canary',
    '-f ../secret-file',
    '--contents ../secret-file',
    '-F ../secret-file',
    '-X ../secret-file',
    '-e',
    '--amend',
    '--trailer x=y',
    '--pathspec-from-file=../secret-file',
    '-L:x:../secret-file',
    '-S./canary',
    '--gpg-sign',
    '--template=x',
  ],
  sort: [
    '-o canary-file',
    '-ocanary-file',
    '-uo canary-file',
    '--output=canary-file',
    '--outp=canary-file',
    '--compress-program=./canary -S 1',
    '-T ..',
    '--files0-from=list0',
    '--random-source=../secret-file',
  ],
  uniq: ['a.txt canary-file', '-c a.txt canary-file'],
  sed: [
    "'1e ./canary'",
    "'1w canary-file'",
    "'s/a/b/e'",
    "'s/a/./canary/e'",
    "'s/a/b/w canary-file'",
    "-e '1e ./canary'",
    '-f script.sed',
    '-i 1d',
    '-ni 1d',
    "-n '1,2p;1e ./canary'",
    "'1r ../secret-file'",
    "'R ../secret-file'",
    "--expression='1e ./canary'",
    "'/a/w canary-file'",
    "'1,2p;w canary-file'",
    '-s -n',
    "'$!N;1e ./canary'",
  ],
  grep: [
    '-f ../secret-file a.txt',
    '--file=../secret-file',
    '-r x ..',
    '-e x ../secret-file',
    '-ne x ../secret-file',
  ],
  diff: [
    '-l a.txt b.txt',
    '--paginate a.txt b.txt',
    '--to-file=../secret-file a.txt',
    '--from-file ../secret-file a.txt',
  ],
  file: ['-f ../secret-file', '-m ../secret-file a.txt', '-C', '-z a.txt'],
  tail: ['-f a.txt', '--follow a.txt', '--retry -f a.txt'],
  head: ['-n 1 ../secret-file'],
  cat: ['../secret-file', '-- ../secret-file', 'src/../../secret-file'],
  wc: ['--files0-from=list0'],
  du: ['--files0-from=list0', '-X ../secret-file'],
  stat: ['-f ..', '--printf=%n ../secret-file'],
  touch: ['-r ../secret-file', '../canary-file', '-d now'],
  mkdir: ['-m 777', '../canary-file'],
  printf: ["-v 'a[$(./canary)]' x", '-v PATH %s .', 'x%n PATH', "%d 'a[$(./canary)]'", '-vPATH .'],
  test: [
    "-v 'a[$(./canary)]'",
    "'a[$(./canary)]' -eq 1",
    "-n x -a -v 'a[$(./canary)]'",
    "-R 'a[$(./canary)]'",
  ],
  '[': ["-v 'a[$(./canary)]' ]", "'a[$(./canary)]' -eq 1 ]", "1 -eq 'a[$(./canary)]' ]"],
  npm: [
    '--script-shell=./canary',
    '--script-shell ./canary',
    '--prefix ..',
    '--prefix=..',
    '-C ..',
    '--userconfig=x',
    '-w x',
    '--node-options=--require=./x',
    '-- canary',
    '--shell=./canary',
    '--globalconfig x',
    '--ignore-scripts=false',
  ],
  node: [
    '--import ./canary.mjs',
    '-r ./canary.cjs',
    '--require=./x',
    '-e 1',
    '--test-reporter=./x.mjs',
    '--env-file=x',
    '--test-reporter-destination=canary-file',
    '--loader x',
    '../x.js',
  ],
  pytest: [
    '-p canary',
    '-pcanary',
    '-c ../x.ini',
    '--rootdir=..',
    '-o a=b',
    '--basetemp=..',
    '--junitxml=canary-file',
    '@list0',
    "-k \"__import__('os').system('./canary')\"",
    '../x',
  ],
  cargo: [
    '--config x',
    '--config=build.rustc-wrapper=./canary',
    '--manifest-path ../x',
    '--target-dir ..',
    '-Z x',
    '-C ..',
    '-- x',
  ],
  go: [
    '-exec ./canary',
    '-exec=./canary',
    '-toolexec ./canary',
    '-vettool=./canary',
    '-o canary-file',
    '-coverprofile=canary-file',
    '-C ..',
    '-modfile=x',
    '../x',
    '--exec ./canary',
    '-ldflags -extld=./canary',
  ],
  make: ['-f ../x', '-C ..', '--eval=x', 'SHELL=./canary', '-I ..', 'CC=./canary', '--file=x'],
  tsc: ['--outDir ..', '@list0', '--noEmit false', '--outFile canary-file'],
  eslint: [
    '-c ../x',
    '--config ../x',
    '--rulesdir ..',
    '--plugin x',
    '--parser ./x',
    '-o canary-file',
    '-f ./x.js',
  ],
  prettier: ['--config ../x', '--plugin=./x', '--ignore-path ../x'],
  vitest: [
    '--config ../x',
    '-c ../x',
    '--root ..',
    '--reporter ./x.js',
    '--environment ./x',
    '--outputFile=canary-file',
  ],
  jest: ['-c ../x', '--rootDir ..', '--runner=./x', '--reporters ./x', '--transform x', '--globalSetup=./x'],
};

/** Programs that are not in the folder of real ones: what is handed to them is looked at instead. */
export const STAND_INS = [
  'npm',
  'node',
  'pytest',
  'py.test',
  'python',
  'python3',
  'cargo',
  'go',
  'make',
  'gmake',
  'tsc',
  'eslint',
  'prettier',
  'vitest',
  'jest',
  'rg',
  'tree',
  'file',
  'which',
];

/** Options that run, write or read something else, by the manuals of the stand-ins; said apart from the tables. */
const FORBIDDEN = new Set(
  (
    'script-shell shell prefix userconfig globalconfig node-options require import loader env-file eval config root rootdir ' +
    'rootDir plugin parser rulesdir runner reporters transform globalSetup exec toolexec modfile ldflags pre hostname-bin ' +
    'vettool manifest-path target-dir basetemp junitxml output outDir outFile outputFile environment file directory fromfile ' +
    'o search-zip coverprofile'
  ).split(' '),
);

/** Options whose word is a pattern, and says nothing of files. */
const PATTERNS = new Set(
  '--test-name-pattern --test-skip-pattern -t --testNamePattern --project -run -skip -bench -k -m -e -g --glob --iglob -r --replace -I -P --regexp -T --type-not --type'.split(
    ' ',
  ),
);

/** Whether a stand-in was handed what would run, write or read something that no rule says. */
export function isForbidden(program: string, word: string, before: string | undefined): boolean {
  const option = /^--?([\w-]+)/.exec(word)?.[1];
  // Its first word is a pattern, whatever it says; -o and -C are about what it shows.
  if (program === 'rg') return option !== undefined && !/^[oC]$/.test(option) && FORBIDDEN.has(option);
  if (PATTERNS.has(before ?? '') || PATTERNS.has(word.split('=')[0] ?? '')) return false;
  if (/canary|secret|(?:^|\/)\.\.(?:\/|$)|^[/~]|^@/.test(word)) return true;
  if (program === 'tree') return word === '-o' || option === 'fromfile';
  return word === '-C' || (option !== undefined && FORBIDDEN.has(option));
}

/** Words that are operands, or look like them. */
const WORDS = [
  'a.txt',
  'b.txt',
  'src',
  'src/c.txt',
  '.',
  'HEAD',
  'main',
  'x',
  '1',
  "'a b'",
  '"a b"',
  '1,2p',
  "'%s'",
  'src/*',
  '*',
  '*.txt',
  '{a.txt,b.txt}',
  '{a.txt,--output=canary-file}',
  '~',
  '..',
  '../secret-file',
  '/etc/hostname',
  '$PWD/../secret-file',
  '-',
  '--',
  "'a[$(./canary)]'",
  'a[$(./canary)]',
  '"$(./canary)"',
  '$(./canary)',
  '`./canary`',
  '<(./canary)',
  "$'\\x2e/canary'",
  "'$(./canary)'",
  '\\$(./canary)',
  '-x',
  '--output=canary-file',
  "'./canary;'",
  'PATH',
  'PATH=.',
  'a=b',
  '=',
  '!',
  '[',
  ']',
  '-v',
  '-o',
  '-e',
  '-c',
  '-n',
  '-f',
  '@list0',
  '+x',
  '?',
  'list0',
  '.git/config',
  ':/',
];

const BETWEEN = [' ; ', ' && ', ' || ', ' | ', ' & ', '\n', ' |& ', ' && ', ' && '];
const AROUND: readonly ((script: string) => string)[] = [
  (s) => s,
  (s) => s,
  (s) => s,
  (s) => s,
  (s) => s,
  (s) => `(${s})`,
  (s) => `{ ${s}; }`,
  (s) => `! ${s}`,
  (s) => `time ${s}`,
  (s) => `env ${s}`,
  (s) => `CI=1 ${s}`,
  (s) => `PATH=. ${s}`,
  (s) => `nohup ${s}`,
  (s) => `command ${s}`,
  (s) => `builtin ${s}`,
  (s) => `${s} >/dev/null 2>&1`,
  (s) => `${s} > canary-file`,
  (s) => `${s} >> canary-file`,
  (s) => `if ${s}; then ./canary; fi`,
  (s) => `bash -c '${s.replaceAll("'", `'\\''`)}'`,
  (s) => `sh -c '${s.replaceAll("'", `'\\''`)}'`,
  (s) => `${s} | ./canary`,
  (s) => `${s} # ; ./canary`,
  (s) => `eval '${s.replaceAll("'", `'\\''`)}'`,
  (s) => `xargs ${s}`,
  (s) => `nice -n 1 ${s}`,
  (s) => `timeout 5 ${s}`,
  (s) => `cd .. && ${s}`,
  (s) => `cd src; ${s}`,
  (s) => `pushd src; ${s}`,
  (s) => `PATH=.; ${s}`,
  (s) => `f() { ./canary; }; ${s}`,
  (s) => `alias git=./canary\n${s}`,
  (s) => `${s} <<< x`,
  (s) => `${s} <../secret-file`,
];

const SAMPLES = ['3', 'x', 'json', 'spec', 'always', 'no', '10s', '1,3', 'a.b', '80%'];

function sampleOf(kind: Kind): string {
  if (!(kind instanceof RegExp)) return kind === 'number' ? '3' : 'a.txt';
  return SAMPLES.find((one) => kind.test(one)) ?? 'x';
}

/** Rules that accept, one for every use of every program that is known; those that only wait are left out. */
export function openRules(): readonly Rule[] {
  return PROGRAMS.flatMap(({ names, uses }) =>
    uses.map(({ words }): Rule => {
      const all = [names[0] ?? '', ...words.map((word) => (word === '*' ? 'build' : word))];
      return {
        id: all.join(' '),
        effect: 'accept',
        match: { type: 'words', words: all, open: true },
        scope: { type: 'everywhere' },
        until: null,
        createdAt: 0,
        createdBy: '',
        uses: 0,
        lastUsedAt: null,
      };
    }),
  ).filter(({ id }) => id !== 'sleep');
}

/** Makes scripts by a source of randomness, which answers numbers in [0, 1). */
export class ScriptMaker {
  readonly #random: () => number;
  readonly #rules = openRules();

  constructor(random: () => number) {
    this.#random = random;
  }

  script(): string {
    const parts = Array.from({ length: this.#pick([1, 1, 1, 2, 2, 3]) }, () => this.#part());
    return parts.reduce((before, part) => before + this.#pick(BETWEEN) + part);
  }

  #part(): string {
    const command = this.#random() < 0.12 ? this.#builtin() : this.#known();
    return this.#random() < 0.3 ? this.#pick(AROUND)(command) : command;
  }

  #builtin(): string {
    const [name, options] = this.#pick(Object.entries(BUILTINS));
    const said = [name];
    const names = options.split(' ').filter((option) => option !== '');
    for (let left = this.#pick([0, 1, 1, 2]); left > 0 && names.length > 0; left -= 1)
      said.push(this.#pick(names));
    for (let left = this.#pick([0, 1, 1, 2]); left > 0; left -= 1) said.push(this.#pick(WORDS));
    return said.join(' ');
  }

  /** A program that a rule is about, with a few words behind it. */
  #known(): string {
    const { id } = this.#pick(this.#rules);
    const [name = ''] = id.split(' ');
    const use = PROGRAMS.find(({ names }) => names.includes(name))?.uses.find(
      ({ words }) => [name, ...words.map((word) => (word === '*' ? 'build' : word))].join(' ') === id,
    );
    const said: string[] = [];
    for (let left = this.#pick([0, 1, 1, 2, 2, 3]); left > 0; left -= 1) {
      const way = this.#random();
      const options = use?.options ?? [];
      if (way < 0.4 && options.length > 0) said.push(this.#option(this.#pick(options)));
      else if (way < 0.5)
        said.push(this.#pick(DANGEROUS[name] ?? ['--output=canary-file', '--exec=./canary']));
      else if (way < 0.55) said.push(this.#cut(this.#pick(DANGEROUS[name] ?? ['--exec ./canary'])));
      else if (way < 0.62) said.push(this.#pick(WORDS));
      else said.push(this.#pick(WORDS.slice(0, 16)));
    }
    if (use?.shapes !== undefined && this.#random() < 0.5)
      return `${id} ${this.#pick(['-f a.txt', '-d src', '1 -eq 1', 'a = b', '! -e x'])}${name === '[' ? ' ]' : ''}`;
    return [id, ...said].join(' ');
  }

  #option({ names, takes, optional }: OptionLine): string {
    const name = this.#pick(names.split(' ')).replace('-#', '-3');
    if (takes === undefined) return name;
    const value = this.#random() < 0.9 ? sampleOf(takes) : this.#pick(WORDS);
    if (optional === true) return this.#random() < 0.5 ? name : `${name}=${value}`;
    return this.#pick([`${name} ${value}`, `${name}=${value}`, `${name}${value}`]);
  }

  /** A long option cut short, as GNU takes it; a short one joined with another. */
  #cut(option: string): string {
    const long = /^(--[\w-]+)(.*)$/s.exec(option);
    if (long !== null) return (long[1] ?? '').slice(0, -1 - Math.floor(this.#random() * 3)) + (long[2] ?? '');
    return option.replace(/^-(\w)/, (_, letter: string) => `-${this.#pick(['n', 'u', 'a', 'v'])}${letter}`);
  }

  #pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }
}
