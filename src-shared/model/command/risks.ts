import type { Risk, RiskKind, Span } from './reading.ts';
import { isInterpreter } from './runners.ts';
import type { ReadWord } from './rough.ts';

export type { ReadWord };

/** Where a command runs. */
export interface ReadPlace {
  /** Absolute, or null when it is not known. */
  readonly cwd: string | null;
  /** The folder in which the thread may work, absolute; null when it is not known. */
  readonly folder: string | null;
}

type Test = (args: readonly string[]) => boolean;

const any: Test = () => true;
const first =
  (...names: string[]): Test =>
  (args) =>
    names.includes(args.find((arg) => !arg.startsWith('-')) ?? '');
const has =
  (...options: string[]): Test =>
  (args) =>
    args.some((arg) => options.includes(arg) || options.some((o) => arg.startsWith(`${o}=`)));
const two =
  (one: string, ...others: string[]): Test =>
  (args) => {
    const plain = args.filter((arg) => !arg.startsWith('-'));
    return plain[0] === one && others.includes(plain[1] ?? '');
  };
const both =
  (...tests: Test[]): Test =>
  (args) =>
    tests.every((test) => test(args));
const either =
  (...tests: Test[]): Test =>
  (args) =>
    tests.some((test) => test(args));
/** A short option on its own or among others: `-fdx`. */
const flag =
  (letter: string): Test =>
  (args) =>
    args.some((arg) => new RegExp(`^-[A-Za-z]*${letter}`).test(arg));

const gitForce = either(has('--force', '--force-with-lease', '--mirror'), flag('f'), (args) =>
  args.slice(1).some((arg) => arg.startsWith('+')),
);

/** Which programs do what, by their name and what follows it. */
const PROGRAMS: readonly (readonly [kind: RiskKind, names: string, test: Test])[] = [
  ['privilege', 'sudo doas su pkexec runas setcap', any],
  ['deletes', 'rm rmdir unlink shred srm truncate del erase rd Remove-Item ri', any],
  ['deletes', 'find', has('-delete')],
  ['deletes', 'dd', (args) => args.some((arg) => arg.startsWith('of='))],
  ['deletes', 'git', either(both(first('branch'), flag('[dD]')), both(first('tag'), flag('d')))],
  [
    'deletes',
    'git',
    both(
      first('push'),
      either(has('--delete', '--prune'), flag('d'), (args) => args.slice(1).some((a) => a.startsWith(':'))),
    ),
  ],
  ['deletes', 'docker podman', either(first('rm', 'rmi'), (args) => args.includes('prune'))],
  ['deletes', 'kubectl terraform helm', first('delete', 'destroy', 'uninstall')],
  ['rewritesHistory', 'git', first('rebase', 'filter-branch', 'filter-repo', 'replace')],
  ['rewritesHistory', 'git', both(first('commit'), has('--amend'))],
  ['rewritesHistory', 'git', both(first('reset'), has('--hard'))],
  ['rewritesHistory', 'git', both(first('push'), gitForce)],
  ['rewritesHistory', 'git', two('reflog', 'expire', 'delete')],
  ['rewritesHistory', 'git', both(first('update-ref'), flag('d'))],
  ['discards', 'git', first('clean', 'restore')],
  ['discards', 'git', both(first('checkout'), (args) => args.includes('--') || args.includes('.'))],
  [
    'discards',
    'git',
    both(first('checkout', 'switch'), either(flag('f'), has('--force', '--discard-changes'))),
  ],
  ['discards', 'git', two('stash', 'drop', 'clear')],
  ['secrets', 'printenv', any],
  ['secrets', 'env', (args) => args.length === 0],
  ['secrets', 'security', first('find-generic-password', 'find-internet-password', 'dump-keychain')],
  ['secrets', 'gh', two('auth', 'token')],
  ['secrets', 'op pass vault bw', first('read', 'show', 'get', 'kv', 'item')],
  ['secrets', 'aws', two('configure', 'get', 'export-credentials')],
  ['secrets', 'gcloud', (args) => args.some((arg) => /^print-.*-token$/.test(arg))],
  [
    'secrets',
    'kubectl',
    both(first('get', 'describe'), (args) => args.some((arg) => /^secrets?\b/.test(arg))),
  ],
  ['secrets', 'git', two('credential', 'fill')],
  ['publishes', 'git', first('push')],
  ['publishes', 'npm pnpm yarn bun cargo poetry gem', first('publish', 'push')],
  ['publishes', 'twine', any],
  ['publishes', 'docker podman', first('push')],
  ['publishes', 'gh glab', (args) => args.includes('create') || args.includes('merge')],
  ['network', 'curl wget ssh scp sftp ftp telnet nc ncat netcat socat http https aria2c', any],
  ['network', 'rsync', (args) => args.some((arg) => /^[^/]*:/.test(arg))],
  ['network', 'git', first('clone', 'fetch', 'pull', 'push', 'ls-remote', 'submodule')],
  ['network', 'gh glab aws gcloud az kubectl helm', any],
  ['network', 'docker podman', first('pull', 'push', 'login')],
  ['network', 'Invoke-WebRequest iwr Invoke-RestMethod irm', any],
  ['installs', 'npm pnpm yarn bun', first('i', 'install', 'add', 'ci', 'dlx', 'exec', 'x')],
  ['installs', 'npx bunx uvx pipx', any],
  [
    'installs',
    'pip pip3 uv apt apt-get brew dnf yum apk pacman gem go cargo conda poetry',
    first('install', 'add', 'get', 'sync'),
  ],
  ['permissions', 'chmod chown chgrp setfacl icacls', any],
  ['endsProcesses', 'kill pkill killall taskkill Stop-Process', any],
];

const BY_NAME = new Map<string, (readonly [kind: RiskKind, test: Test])[]>();
for (const [kind, names, test] of PROGRAMS) {
  for (const name of names.split(' ')) BY_NAME.set(name, [...(BY_NAME.get(name) ?? []), [kind, test]]);
}

/** Programs that write to a file they are given; which words those are. */
const WRITERS: Readonly<Record<string, (args: readonly ReadWord[]) => readonly ReadWord[]>> = {
  tee: plainOf,
  touch: plainOf,
  mkdir: plainOf,
  truncate: plainOf,
  rm: plainOf,
  rmdir: plainOf,
  unlink: plainOf,
  shred: plainOf,
  chmod: (args) => plainOf(args).slice(1),
  chown: (args) => plainOf(args).slice(1),
  cp: lastOf,
  mv: plainOf,
  ln: lastOf,
  install: lastOf,
  rsync: lastOf,
  dd: (args) => args.flatMap((arg) => (arg.text.startsWith('of=') ? [tail(arg, 3)] : [])),
  sed: (args) =>
    args.some(({ text }) => /^(?:-[A-Za-z]*i|--in-place)/.test(text)) ? plainOf(args).slice(1) : [],
};

function plainOf(args: readonly ReadWord[]): readonly ReadWord[] {
  return args.filter(({ text }) => !text.startsWith('-'));
}

function lastOf(args: readonly ReadWord[]): readonly ReadWord[] {
  return plainOf(args).slice(1).slice(-1);
}

function tail(word: ReadWord, from: number): ReadWord {
  return { text: word.text.slice(from), from: word.from + from, to: word.to };
}

/** Files that hold secrets, by their usual names. */
const SECRET_PATH =
  /(?:^|[\\/=@])(?:\.env(?:\.(?!example|sample|template)[\w-]+)?|\.netrc|\.npmrc|\.pypirc|\.git-credentials|auth\.json|credentials(?:\.json)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.pgpass|shadow|[\w.-]+\.(?:pem|key|p12|pfx|kdbx))$|(?:^|[\\/])\.(?:ssh|aws|gnupg|kube|docker)(?:[\\/]|$)/;
/** Whether a path is one of those that usually hold secrets. */
export function isSecretPath(path: string): boolean {
  return SECRET_PATH.test(path);
}

/** Names under which secrets are handed over. */
const SECRET_NAME =
  /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)(?:_|$)/i;

/** Programs whose first word is a pattern or a script, and may begin with a slash: `sed -n /begin/,/end/p`. */
const PATTERNS = /^(?:sed|g?awk|[ef]?grep|rg|ag|perl|jq)$/;

/** Programs that run what follows them, and those of their options that take a word. */
const CARRIERS: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugpCThrD]$/,
  doas: /^-[uC]$/,
  env: /^-[uCS]$/,
  time: /^-[fo]$/,
  nice: /^-n$/,
  ionice: /^-[cnp]$/,
  timeout: /^-[sk]$/,
  xargs: /^-[nIPLdEsa]$/,
  stdbuf: /^-[ioe]$/,
  watch: /^-n$/,
  nohup: /^$/,
  command: /^$/,
  exec: /^-a$/,
  setsid: /^$/,
  chronic: /^$/,
};

/** Signs without which a word that names no known program is no risk: of paths, variables, assignments, secrets. */
const TELLING = /[/~\\=.$:]|^shadow$|^id_|^credentials$/;

/** Whether a command may have a risk at all: a quick look at each word, before the whole one. */
export function mayBeRisky(words: readonly ReadWord[]): boolean {
  return words.some((word) => {
    const name = programOf(word);
    return (
      BY_NAME.has(name) || Object.hasOwn(CARRIERS, name) || isInterpreter(name) || TELLING.test(word.text)
    );
  });
}

/** What one simple command does, by its own words: of its wrappers, and of what they run. */
export function commandRisks(words: readonly ReadWord[], place: ReadPlace): Risk[] {
  const layers = layersOf(words);
  const found = layers.flatMap(programRisks);
  for (const word of words.slice(1))
    if (SECRET_PATH.test(word.text)) found.push({ kind: 'secrets', ...spanOf(word) });
  const written = layers.flatMap(writtenBy);
  // Sets, for a command may have thousands of words.
  const writtenEnds = new Set(written.map(({ to }) => to));
  const patterns = new Set(
    layers.flatMap(([program, ...args]) =>
      PATTERNS.test(programOf(program)) ? plainOf(args).slice(0, 1) : [],
    ),
  );
  for (const word of words) {
    if (writtenEnds.has(word.to) || patterns.has(word)) continue;
    const path = pathIn(word);
    if (path !== null && isOutside(path.text, place)) found.push({ kind: 'namesOutside', ...spanOf(path) });
  }
  for (const word of written)
    if (looksLikePath(word.text) && isOutside(word.text, place))
      found.push({ kind: 'writesOutside', ...spanOf(word) });
  return found;
}

/** A variable whose name says that it holds a secret: `TOKEN=abc npm publish`. */
export function assignmentRisk(word: ReadWord): Risk | null {
  const [name = '', value = ''] = word.text.split('=', 2);
  return SECRET_NAME.test(name) && value !== '' ? { kind: 'secrets', ...spanOf(word) } : null;
}

/** A redirection to a file that is outside, or that holds secrets. */
export function redirectRisks(target: ReadWord, writes: boolean, place: ReadPlace): Risk[] {
  const found: Risk[] = [];
  if (/^\/dev\/(?:tcp|udp)\//.test(target.text)) found.push({ kind: 'network', ...spanOf(target) });
  else if (isOutside(target.text, place))
    found.push({ kind: writes ? 'writesOutside' : 'namesOutside', ...spanOf(target) });
  if (SECRET_PATH.test(target.text)) found.push({ kind: 'secrets', ...spanOf(target) });
  return found;
}

/** The programs of a pipeline, in their order: one that fetches, and behind it one that runs what it gets. */
export function pipelineRisk(commands: readonly (readonly ReadWord[])[]): Risk | null {
  const names = commands.map((words) => layersOf(words).map(([word]) => programOf(word)));
  const fetch = names.findIndex((of) => of.some((name) => ['curl', 'wget', 'iwr', 'irm'].includes(name)));
  const run = names.findIndex(
    (of, at) => at > fetch && of.some((name) => INTERPRETER.test(name) || isInterpreter(name)),
  );
  if (fetch === -1 || run === -1) return null;
  const from = commands[fetch]?.[0]?.from ?? 0;
  return { kind: 'runsFetched', from, to: commands[run]?.at(-1)?.to ?? from };
}

const INTERPRETER = /^(?:iex|Invoke-Expression)$/;

/** Wrappers within each other that are followed: each is looked through to its last word. */
const MOST_LAYERS = 8;

/** A command and, one after the other, what its wrappers run. */
export function layersOf(words: readonly ReadWord[]): readonly (readonly ReadWord[])[] {
  const layers: (readonly ReadWord[])[] = [];
  let rest = words;
  while (rest.length > 0 && layers.length < MOST_LAYERS) {
    layers.push(rest);
    const name = programOf(rest[0]);
    const takes = CARRIERS[name];
    if (name === 'find') {
      const at = rest.findIndex(({ text }) => /^-(?:exec|execdir|ok|okdir)$/.test(text));
      if (at === -1) break;
      rest = rest.slice(at + 1);
    } else if (takes !== undefined) {
      let at = 1;
      for (; at < rest.length; at += 1) {
        const text = rest[at]?.text ?? '';
        if (takes.test(text)) at += 1;
        else if (
          !text.startsWith('-') &&
          !/^[A-Za-z_]\w*=/.test(text) &&
          !(name === 'timeout' && /^\d/.test(text))
        )
          break;
      }
      rest = rest.slice(at);
    } else break;
  }
  return layers;
}

/** The name of a program without its folder. */
export function programOf(word: ReadWord | undefined): string {
  const text = word?.text ?? '';
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1).replace(/\.exe$/i, '');
}

function programRisks(words: readonly ReadWord[]): Risk[] {
  const [program, ...rest] = words;
  if (program === undefined) return [];
  const name = programOf(program);
  // Options before git's own command say where it works.
  const own = name === 'git' ? withoutPlace(rest) : rest;
  const args = own.map(({ text }) => text);
  const kinds = new Set((BY_NAME.get(name) ?? []).flatMap(([kind, test]) => (test(args) ? [kind] : [])));
  if (name.startsWith('mkfs')) kinds.add('deletes');
  return [...kinds].map((kind) => ({ kind, from: program.from, to: tellingEnd(kind, program, own) }));
}

function withoutPlace(words: readonly ReadWord[]): readonly ReadWord[] {
  const [one] = words;
  if (one === undefined || !one.text.startsWith('-')) return words;
  return withoutPlace(words.slice(/^-[Cc]$/.test(one.text) ? 2 : 1));
}

/** Up to where the words that tell of a risk go: the program alone, its own command, or the option that makes it so. */
function tellingEnd(kind: RiskKind, program: ReadWord, args: readonly ReadWord[]): number {
  const telling = args.findLastIndex(({ text }) =>
    kind === 'rewritesHistory' || kind === 'deletes' || kind === 'discards'
      ? /^(?:-[A-Za-z]+|--(?:force\S*|hard|amend|delete|mirror|prune)|\+.+|of=.*|--|\.)$/.test(text)
      : false,
  );
  if (telling !== -1) return args[telling]?.to ?? program.to;
  const own = args.find(({ text }) => !text.startsWith('-'));
  const alone = /^(?:privilege|endsProcesses|permissions)$/.test(kind) || kind === 'network';
  const hasCommands =
    /^(?:git|npm|pnpm|yarn|bun|pip3?|uv|apt|apt-get|brew|docker|podman|gh|cargo|go|gem|kubectl)$/.test(
      programOf(program),
    );
  return own !== undefined && (hasCommands || !alone) ? own.to : program.to;
}

function writtenBy(words: readonly ReadWord[]): readonly ReadWord[] {
  const [program, ...rest] = words;
  const writer = Object.hasOwn(WRITERS, programOf(program)) ? WRITERS[programOf(program)] : undefined;
  return writer === undefined ? [] : writer(rest);
}

/** Programs and devices that commands name all the time, and that say nothing about what is reached. */
const HARMLESS = /^\/dev\/(?:null|stdin|stdout|stderr|tty|zero|u?random)$|^\/+$/;
const PROGRAM_FOLDER = /^\/(?:usr\/(?:local\/)?|opt\/homebrew\/)?s?bin\//;

function looksLikePath(text: string): boolean {
  return !/^\w+:\/\//.test(text) && !/^[\w.-]+@[\w.-]+:/.test(text);
}

/** The path that a word names plainly: the word itself, or what follows an option's equals sign. */
function pathIn(word: ReadWord): ReadWord | null {
  const start = /^(?:--?[\w-]+=)?(?=~|\$\{?HOME|\/|\.\.(?:[\\/]|$)|[A-Za-z]:[\\/])/.exec(word.text)?.[0]
    .length;
  if (start === undefined) return null;
  const path = tail(word, start);
  if (HARMLESS.test(path.text) || PROGRAM_FOLDER.test(path.text)) return null;
  return path;
}

/** Whether a path, as a shell would take it, lies outside the folder where the thread may work. */
export function isOutside(path: string, { cwd, folder }: ReadPlace): boolean {
  if (path === '' || HARMLESS.test(path) || path.startsWith('&')) return false;
  if (/^(?:~|\$\{?HOME)/.test(path)) return true;
  const absolute = /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
  if (!absolute && !path.split(/[\\/]/).includes('..'))
    return cwd !== null && folder !== null && !below(cwd, folder);
  if (folder === null) return absolute || path.startsWith('..');
  if (!absolute && cwd === null) return true;
  return !below(normal(absolute ? path : `${cwd ?? ''}/${path}`), folder);
}

function below(path: string, folder: string): boolean {
  const base = normal(folder);
  const full = normal(path);
  return full === base || full.startsWith(`${base}/`);
}

/** A path with slashes, and without `.` and `..`. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split(/[\\/]+/)) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function spanOf({ from, to }: Span): Span {
  return { from, to };
}
