import { describe, expect, it } from 'vitest';
import type { Word } from '../../command/script.ts';
import { coversCommand } from '../words.ts';
import { PROGRAMS } from './index.ts';
import type { Kind, OptionLine, Program, Use } from './table.ts';

/** Words of a line; `…` after one that is a pattern. */
const wordsOf = (line: string): Word[] =>
  line
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ text: word.replaceAll('_', ' ').replace(/…$/, ''), literal: !word.endsWith('…') }));

const covers = (rule: string, line: string): boolean =>
  coversCommand({ words: rule.split(' '), open: true }, { words: wordsOf(line), sets: [], through: [] });

/** For every rule: what it covers, and what it leaves to the person. `_` is a blank within a word. */
const LINES: Readonly<Record<string, { covered: string; asked: string }>> = {
  ls: {
    covered: 'ls|ls -la|ls -la src|ls --color=never|ls src/*.ts…|ls -- src|/bin/ls src',
    asked:
      'ls /|ls ..|ls src/../..|ls ~…|ls *.ts…|ls --hyperlink|ls --col|ls -Z|ls .env|ls .*…|ls {a,b}…|ls -I x',
  },
  cat: {
    covered: 'cat a b|cat -n a',
    asked: 'cat /etc/passwd|cat ../a|cat .ssh/x|cat -|cat --squeeze-blank',
  },
  head: {
    covered: 'head a|head -n 5 a|head -n5 a|head -5 a|head --lines=5 a',
    asked: 'head --files=x|head -n x|head /a',
  },
  tail: {
    covered: 'tail -20 a|tail -n +5 a|tail -n 5',
    asked: 'tail -f a|tail --follow a|tail --pid=1 a|tail +5 a',
  },
  wc: { covered: 'wc -l a|wc -lw a b', asked: 'wc --files0-from=x|wc --files0-from x|wc -l /a' },
  grep: {
    covered:
      'grep -rn x src|grep /etc a|grep -A 3 x a|grep -A3 x a|grep --include=*.ts x src|grep -e x a|grep x -n a',
    asked:
      'grep -f /x a|grep -e x /etc/passwd|grep -ne x /etc/passwd|grep --regexp=x /etc/passwd|grep --file=x a|grep x /etc/passwd|grep -R x .|grep --fil x',
  },
  egrep: { covered: 'egrep x a', asked: 'egrep -f x' },
  rg: {
    covered: 'rg -n x src|rg x -g *.ts|rg --files src|rg -uu x',
    asked:
      'rg --pre cat x|rg --pre=cat x|rg --hostname-bin=x y|rg --hostname-bin x y|rg -z x|rg --search-zip x|rg -f /x y|rg --files /etc|rg -L x|rg --ignore-file=x y|rg -nz x|rg x /etc',
  },
  sed: {
    covered: 'sed -n 1,20p a|sed -n 5p a|sed -n /x/,/y/p a|sed -n $p a|sed 1d a|sed -n 1p;3p a',
    asked:
      'sed -i 1d a|sed -ni 1d a|sed -n wfile a|sed 1e a|sed s/a/b/e a|sed -e 1p a|sed -f x a|sed --in-place 1d a|sed 1p;w_x a|sed /x/w a|sed -n 1,20p /etc/passwd|sed --expression=1p a|sed -n 1{p} a|sed s/a/b/ a|sed 1r/etc/passwd a',
  },
  sort: {
    covered: 'sort a|sort -rn a|sort -k2,2n a|sort -k 2 a|sort -t, a|sort -u',
    asked:
      'sort -o x a|sort -ox a|sort -uo x a|sort --output=x a|sort --outp=x a|sort --compress-program=x a|sort --compress-program x a|sort -T x a|sort --files0-from=x|sort a -o a|sort -S 1 a|sort /etc/passwd',
  },
  uniq: { covered: 'uniq|uniq -c a|uniq -f 1 a', asked: 'uniq a b|uniq a b c|uniq -c /x' },
  diff: {
    covered: 'diff a b|diff -u a b|diff -U3 a b|diff -x .git a b|diff --color=never a b',
    asked: 'diff -l a b|diff --paginate a b|diff --to-file=/x a|diff --from-file /x a|diff /etc/passwd a',
  },
  file: {
    covered: 'file a|file -b a',
    asked: 'file -f x|file -m x a|file -C a|file -z a|file --compile a|file -bf x',
  },
  stat: { covered: 'stat a|stat -c %s a|stat --format=%s a', asked: 'stat -f x a|stat /a' },
  du: {
    covered: 'du -sh .|du -d 1 a|du --max-depth=1',
    asked: 'du -X x|du --files0-from=x|du --exclude-from=x|du /',
  },
  tree: {
    covered: 'tree|tree -L 2 src|tree -I x',
    asked: 'tree -o x|tree -ao x|tree --fromfile x|tree /|tree -R',
  },
  pwd: { covered: 'pwd|pwd -P', asked: 'pwd x|pwd -x' },
  echo: { covered: 'echo a b|echo -n a|echo --x=y|echo *…', asked: '' },
  true: { covered: 'true|true -x', asked: '' },
  false: { covered: 'false', asked: '' },
  printf: {
    covered: 'printf %s a|printf a_%s_%5.2b|printf 100%%',
    asked:
      'printf -v a b|printf -va b|printf %n PATH|printf a%s%n x PATH|printf %d x|printf %*s 3 a|printf --x|printf -- a|printf %(x)T|printf %s -v',
  },
  test: {
    covered: 'test -f a|test -d src/x|test ! -e a|test a = b|test -n a|test 1 -eq 2|test a -nt b|test a',
    asked:
      'test -v a|test -v a[1]|test -R a|test a[$(x)] -eq 1|test x -eq 1|test -f /etc/passwd|test -o x|test a -a b|test ( a )|test -n a[1]',
  },
  '[': { covered: '[ -f a ]|[ ! a = b ]', asked: '[ -v a ]|[ a|[ -f a|[ a[1] -eq 1 ]' },
  which: { covered: 'which a|which -a node', asked: 'which ./a|which --read-alias|which -i' },
  mkdir: {
    covered: 'mkdir a|mkdir -p a/b',
    asked: 'mkdir -m 777 a|mkdir /a|mkdir .git/hooks|mkdir -p ../a|mkdir --mode=777 a',
  },
  touch: {
    covered: 'touch a',
    asked: 'touch -r a b|touch -d x a|touch .git/x|touch package.json|touch /a|touch --reference=a b',
  },
  basename: { covered: 'basename a/b|basename /a/b', asked: 'basename --x' },
  dirname: { covered: 'dirname a/b', asked: 'dirname --x' },
  cut: { covered: 'cut -d, -f1 a|cut -d : -f 1,2 a', asked: 'cut --x a|cut -f1 /etc/passwd' },
  tr: { covered: 'tr a b|tr -d x', asked: 'tr a b c|tr -x a' },
  sleep: { covered: 'sleep 1|sleep 0.5|sleep 5s', asked: 'sleep infinity|sleep 1 2|sleep 99999|sleep 1d' },
  'git status': {
    covered:
      'git status|git status -s|git status -sb|git status --porcelain=v2|git status -uno|git --no-pager status|git status -- a',
    asked:
      'git -c x=y status|git -C x status|git --git-dir=x status|git status --porc|git status ../x|git status -u/x|git --exec-path=x status|git -p status',
  },
  'git diff': {
    covered:
      'git diff|git diff HEAD@{1}|git diff a..b|git diff a...b c|git diff --stat|git diff --stat=80|git diff -U5|git diff HEAD~1 -- src|git diff main..x|git diff -M90%|git diff --name-only main|git -P diff',
    asked:
      'git diff --output=x|git diff --output x|git diff --outp=x|git diff --ext-diff|git diff --textconv|git diff --no-index a b|git diff /etc/passwd a|git diff ../a b|git diff -Ox|git diff -O x|git diff --submodule /etc/passwd|git diff -U /etc/passwd|git diff -- --output=x|git diff a --output=x|git diff --line-prefix=x|git diff -u --output=x',
  },
  'git log': {
    covered:
      'git log|git log -5|git log -n 5|git log -n5|git log --oneline --graph|git log --format=%H_%s|git log --since=2_days_ago|git log --author x|git log -S x|git log main..x -- a|git log --pretty=oneline|git log -p -1',
    asked:
      'git log --output=x|git log --format=%G?|git log --format=%+GK|git log --pretty=format:%H_%GS|git log --show-signature|git log --ext-diff|git log --textconv|git log -L:f:../a|git log --format=%(describe)|git log --exec=x|git log --pretty /x|git log --decorate-refs=x',
  },
  'git show': {
    covered: 'git show|git show HEAD:a|git show --stat x',
    asked: 'git show --output=x|git show --textconv|git show --format=%GG',
  },
  'git rev-list': {
    covered: 'git rev-list --count HEAD',
    asked: 'git rev-list --use-bitmap-index|git rev-list --disk-usage',
  },
  'git shortlog': { covered: 'git shortlog -sn', asked: 'git shortlog --output=x' },
  'git blame': {
    covered: 'git blame a|git blame -L 1,5 a|git blame -w HEAD -- a',
    asked: 'git blame --contents /x a|git blame -S x a|git blame --ignore-revs-file=x a|git blame -L :f a',
  },
  'git grep': {
    covered: 'git grep x|git grep -n x -- src|git grep -e x a|git grep -A3 x',
    asked:
      'git grep -Ocmd x|git grep -O x|git grep -nO x|git grep -nOcmd x|git grep --open-files-in-pager=cmd x|git grep --open-files x|git grep --open x|git grep -f x|git grep --no-index x /|git grep -e x /etc|git grep --ext-grep x|git grep x -Ocmd',
  },
  'git ls-files': {
    covered: 'git ls-files|git ls-files -o --exclude-standard|git ls-files -x a',
    asked:
      'git ls-files -X x|git ls-files --exclude-from=x|git ls-files --exclude-per-directory=x|git ls-files -oX x',
  },
  'git ls-tree': { covered: 'git ls-tree -r HEAD', asked: 'git ls-tree --format=x' },
  'git rev-parse': {
    covered: 'git rev-parse HEAD|git rev-parse --abbrev-ref HEAD|git rev-parse --short=8 HEAD',
    asked: 'git rev-parse --parseopt|git rev-parse --resolve-git-dir x',
  },
  'git merge-base': { covered: 'git merge-base a b', asked: 'git merge-base --fork-point a' },
  'git describe': { covered: 'git describe --tags', asked: 'git describe --match x' },
  'git branch': {
    covered:
      'git branch|git branch -a|git branch --show-current|git branch -vv|git branch --sort=-committerdate',
    asked:
      'git branch x|git branch -D x|git branch -d x|git branch -m x|git branch --edit-description|git branch -u x|git branch -f x|git branch -aD x|git branch --merged x',
  },
  'git remote': {
    covered: 'git remote|git remote -v',
    asked: 'git remote add x y|git remote -v update|git remote show origin|git remote update',
  },
  'git stash list': { covered: 'git stash list', asked: 'git stash list --output=x|git stash|git stash pop' },
  'git worktree list': { covered: 'git worktree list', asked: 'git worktree add x' },
  'git check-ignore': { covered: 'git check-ignore a', asked: 'git check-ignore --stdin' },
  'git add': {
    covered: 'git add .|git add -A|git add a b|git add -- a',
    asked:
      'git add -f a|git add -e|git add -p|git add -i|git add --pathspec-from-file=x|git add --chmod=+x a|git add .env|git add ../a|git add -Af',
  },
  'git commit': {
    covered: 'git commit -m x|git commit -am x|git commit -m a_b -m c|git commit -mx a|git commit -q -m x',
    asked:
      'git commit --amend|git commit -n -m x|git commit --no-verify -m x|git commit -F x|git commit -t x|git commit -S|git commit -Skey|git commit --gpg-sign=x|git commit -e|git commit -c x|git commit -C x|git commit --trailer x|git commit -nm x|git commit --template=x|git commit -m -n',
  },
  'npm test': {
    covered: 'npm test|npm test --silent|npm test -s --if-present',
    asked:
      'npm test x|npm test -- x|npm test --script-shell=x|npm test --script-shell x|npm test --prefix /x|npm test --prefix=/x|npm test -C /x|npm test --userconfig=x|npm test --node-options=x|npm test -w x|npm test --workspace=x|npm test --globalconfig x|npm --prefix x test|npm test --silent false|npm test --scripts-prepend-node-path|npm test --shell=x|npm test --sile',
  },
  'npm t': { covered: 'npm t', asked: 'npm t x' },
  'npm run build': {
    covered: 'npm run build|npm run build -s',
    asked: 'npm run build x|npm run build -- x|npm run test|npm run|npm run build --script-shell=x',
  },
  'npm run-script build': { covered: 'npm run-script build', asked: 'npm run-script build x' },
  'npm ls': {
    covered: 'npm ls|npm ls --depth=0 x|npm ls @a/b',
    asked: 'npm ls --prefix x|npm ls -C x|npm ls -g',
  },
  'node --test': {
    covered:
      'node --test|node --test a.test.js|node --test --test-name-pattern=x|node --test --test-reporter spec',
    asked:
      'node --test /x.js|node --test --import x|node --test --require=x|node --test -r x|node --test -e x|node --test --test-reporter=./x.mjs|node --test --test-reporter-destination=x|node --test ../x|node --test --env-file=x|node --import x --test|node a.js|node --test --loader x|node --test -pe x',
  },
  pytest: {
    covered:
      'pytest|pytest -q|pytest tests/a.py::b|pytest -k a_and_b|pytest -vx --tb=short|pytest --maxfail=1',
    asked:
      "pytest -p x|pytest -px|pytest -c x|pytest --rootdir=x|pytest -o a=b|pytest --basetemp=x|pytest --junitxml=x|pytest /x|pytest ../x|pytest -k __import__('os')|pytest --pdbcls=a:b|pytest @x|pytest --import-mode=x|pytest --confcutdir=x|pytest -W x|pytest --maxf=1",
  },
  'python3 -m pytest': {
    covered: 'python3 -m pytest -q',
    asked: 'python3 -m x|python3 -m pytest -p x|python3 x.py|python3 -m pytest /x',
  },
  'python -m pytest': { covered: 'python -m pytest', asked: 'python -c x' },
  'cargo test': {
    covered: 'cargo test|cargo test name|cargo test --release -p x|cargo test --features a,b',
    asked:
      'cargo test --config x|cargo test --config=a=b|cargo +x test|cargo test --manifest-path x|cargo test --target-dir x|cargo test --target x|cargo test -Z x|cargo test -C x|cargo test -- --x|cargo test a b|cargo test -Zx',
  },
  'cargo build': {
    covered: 'cargo build --release',
    asked: 'cargo build x|cargo build --config x|cargo build --out-dir x|cargo build --artifact-dir=x',
  },
  'cargo check': { covered: 'cargo check --all-targets', asked: 'cargo check --config=x' },
  'cargo clippy': { covered: 'cargo clippy', asked: 'cargo clippy --fix|cargo clippy -- -D x' },
  'cargo fmt': { covered: 'cargo fmt --check', asked: 'cargo fmt -- --config x|cargo fmt --manifest-path x' },
  'go test': {
    covered: 'go test ./...|go test -v -run X ./a|go test -run=X|go test -count=1 .',
    asked:
      'go test -exec x|go test -exec=x ./...|go test -toolexec x|go test -vettool=x|go test -o x|go test -c|go test -coverprofile=x|go test -C x|go test -modfile=x|go test -ldflags x|go test example.com/x|go test ../x|go test --exec x|go test -overlay x|go test ./a/../../b|go test -args x|go test -outputdir x|go test x.go',
  },
  'go vet': { covered: 'go vet ./...', asked: 'go vet -vettool=x|go vet -toolexec x' },
  'go build': {
    covered: 'go build ./...',
    asked: 'go build -o x|go build -toolexec x|go build -ldflags=x|go build -gcflags x',
  },
  'go version': { covered: 'go version', asked: 'go version x|go version -m x' },
  'make test': {
    covered: 'make test|make test -s|make test -j4',
    asked:
      'make test x|make test A=b|make test -f x|make test -C x|make -C x test|make test --eval=x|make test SHELL=x|make test -I x|make test -sf x|make test --file=x|make --eval x test|make test --directory=x',
  },
  'gmake test': { covered: 'gmake test', asked: 'gmake test A=b' },
  tsc: {
    covered: 'tsc|tsc --noEmit|tsc -p x --noEmit',
    asked:
      'tsc --outDir x|tsc @x|tsc --build|tsc -b|tsc --watch|tsc a.ts|tsc -p /x|tsc --noEmit false|tsc --outFile x|tsc --generateTrace x',
  },
  eslint: {
    covered:
      'eslint .|eslint --fix src|eslint --max-warnings 0 src|eslint --max-warnings=0 src|eslint -f json a',
    asked:
      'eslint -c x a|eslint --config x a|eslint --rulesdir x a|eslint --plugin x a|eslint --parser x a|eslint --resolve-plugins-relative-to x|eslint -o x a|eslint --output-file=x|eslint -f ./x.js a|eslint --format=./x a|eslint /x|eslint --cache-location=x|eslint --init',
  },
  prettier: {
    covered: 'prettier --check .|prettier --write src/a.ts|prettier -c .',
    asked:
      'prettier {a,..}/x|prettier src/{a,b}|prettier a/@(..)/x|prettier a/{..,b}/../x|prettier --config x .|prettier --plugin=x .|prettier --plugin x .|prettier /x|prettier --ignore-path x|prettier --find-config-path x|prettier --with-node-modules x',
  },
  'vitest run': {
    covered: 'vitest run|vitest run src/a.test.ts|vitest run --reporter=dot|vitest run -t x',
    asked:
      'vitest run --config x|vitest run -c x|vitest run --root /x|vitest run -r x|vitest run --reporter ./x.js|vitest run --environment x|vitest run --outputFile=x|vitest run --globalSetup x|vitest run /x|vitest|vitest run --browser.enabled|vitest run --pool=x',
  },
  jest: {
    covered: 'jest|jest src/a|jest -t x|jest -i --ci',
    asked:
      'jest -c x|jest --config=x|jest --rootDir x|jest --runner=x|jest --reporters x|jest --transform x|jest --globalSetup=x|jest --testRunner x|jest --setupFiles x|jest /x|jest --outputFile=x|jest --env x',
  },
};

describe.each(Object.entries(LINES))('%s …', (rule, { covered, asked }) => {
  const lines = (text: string): string[] => text.split('|').filter((line) => line !== '');

  it('covers what does no harm', () => {
    expect(lines(covered).filter((line) => !covers(rule, line))).toEqual([]);
    expect(lines(covered).length).toBeGreaterThan(0);
  });

  it('leaves the rest to the person', () => {
    expect(lines(asked).filter((line) => covers(rule, line))).toEqual([]);
  });
});

/** A word of a kind, to try an option with. */
const SAMPLES = ['3', 'x', 'json', 'spec', 'always', 'no', '10s', '1,3', 'a.b', '-x', '80%', '2 days'];
const sample = (kind: Kind): string | undefined =>
  kind instanceof RegExp ? SAMPLES.find((one) => kind.test(one)) : kind === 'number' ? '3' : 'x';

/** The words of a rule for a use. */
const ruleOf = (program: Program, use: Use): string =>
  [program.names[0] ?? '', ...use.words.map((word) => (word === '*' ? 'goal' : word))].join(' ');

const uses = PROGRAMS.flatMap((program) =>
  program.uses
    .filter(({ shapes }) => shapes === undefined)
    .map((use) => [ruleOf(program, use), program, use] as const),
);

describe.each(uses)('the table of %s', (rule, program, use) => {
  const tried = (line: OptionLine): [string, string | undefined][] =>
    line.names
      .split(' ')
      .map((name) => [name.replace('-#', '-5'), line.takes === undefined ? undefined : sample(line.takes)]);

  it('has each of its options, with its word and no other', () => {
    for (const line of use.options ?? [])
      for (const [name, value] of tried(line)) {
        const joined =
          name.startsWith('--') || program.style === 'single' ? `${name}=${value}` : `${name}${value}`;
        const words = value === undefined ? [name] : line.optional === true ? [name, joined] : [joined];
        for (const word of words)
          expect(covers(rule, `${rule} ${word.replaceAll(' ', '_')}`), `${rule} ${word}`).toBe(true);
        // Cut short it is another option, or one that is not known.
        if (name.startsWith('--') && value !== undefined) {
          const short = name.slice(0, -1);
          const other = use.options?.some(({ names }) => names.split(' ').includes(short)) === true;
          if (!other) expect(covers(rule, `${rule} ${short}=${value}`), short).toBe(false);
        }
      }
  });

  it('says why of each, and knows no other', () => {
    for (const { why } of use.options ?? []) expect(why).not.toBe('');
    if (use.anything !== undefined) return;
    for (const word of [
      '--never-heard-of',
      '--never=x',
      '-¤',
      '--exec',
      '--output=x',
      '@x',
      '+x',
      '/x',
      '~/x',
      '../x',
    ])
      if (use.operands?.first !== 'text' && use.operands?.others !== 'text')
        expect(covers(rule, `${rule} ${word}`), word).toBe(false);
      else if (word.startsWith('-')) expect(covers(rule, `${rule} ${word}`), word).toBe(false);
  });

  it('is tried above', () => {
    expect(Object.keys(LINES)).toContain(
      rule
        .replace('run goal', 'run build')
        .replace('run-script goal', 'run-script build')
        .replace('make goal', 'make test'),
    );
  });
});
