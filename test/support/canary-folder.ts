import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CANARY, CANARY_FILE, SECRET_FILE, STAND_INS, isForbidden } from './rule-scripts.ts';

const REAL =
  'git ls cat head tail wc grep egrep fgrep sed sort uniq diff stat du pwd mkdir touch basename dirname cut tr env nohup nice ' +
  'timeout bash sh xargs true false echo printf test [ rm';
/** A batch that takes longer hangs: no script of it waits for anything. */
const BATCH_MS = 120_000;
const SECRET = 'the-secret-that-nobody-reads';
const NOTHING = { stdio: 'ignore' } as const;

/** What a script did that no rule had covered. */
export interface Escape {
  readonly script: string;
  readonly did: string;
}

/**
 * A repository to run scripts in, with the real programs, stand-ins that note what they are handed, and canaries: a
 * program that must never run, a file that must never come to be, and one outside that must never be read.
 */
export class CanaryFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'muster-canary-'));
  readonly folder = join(this.root, 'work');
  readonly #bin = join(this.root, 'bin');
  readonly #log = join(this.root, 'log');

  constructor() {
    mkdirSync(join(this.folder, 'src'), { recursive: true });
    mkdirSync(this.#bin);
    const program = (path: string, body: string): void => {
      writeFileSync(path, `#!/bin/dash\n${body}\n`);
      chmodSync(path, 0o755);
    };
    for (const name of REAL.split(' ')) {
      const at = [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path));
      if (at !== undefined) symlinkSync(at, join(this.#bin, name));
    }
    const canary = `printf 'ran the canary\\036' >>"${this.#log}"`;
    program(join(this.#bin, CANARY), canary);
    program(join(this.folder, CANARY), canary);
    // What stands in a folder that a script may change to, or put first in its path.
    for (const folder of [this.folder, join(this.folder, 'src'), this.root])
      for (const name of ['git', 'npm', 'ls']) program(join(folder, name), canary);
    for (const name of STAND_INS)
      program(
        join(this.#bin, name),
        // In one write: what runs in the background notes at the same time.
        `note="\${0##*/}\u001f$PWD\u001f$PATH"; for one in "$@"; do note="$note\u001f$one"; done; printf '%s\\036' "$note" >>"${this.#log}"`,
      );
    writeFileSync(join(this.root, SECRET_FILE), `${SECRET}\n`);
    writeFileSync(join(this.folder, 'a.txt'), 'a\nb\nx 1\n');
    writeFileSync(join(this.folder, 'b.txt'), 'b\na\n');
    writeFileSync(join(this.folder, 'src', 'c.txt'), 'c\n');
    writeFileSync(join(this.folder, 'list0'), `../${SECRET_FILE}\0`);
    writeFileSync(join(this.folder, 'script.sed'), '1e ./canary\n');
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
        cwd: this.folder,
        ...NOTHING,
      });
    git('init', '-q', '-b', 'main');
    git('config', 'user.name', 'x');
    git('config', 'user.email', 'x@x');
    git('add', 'a.txt', 'b.txt', 'src/c.txt');
    git('commit', '-qm', 'first');
    writeFileSync(join(this.folder, 'a.txt'), 'a\nb\nx 2\n');
  }

  delete(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Runs scripts one after the other in a real shell, and answers what escaped. Rejects when they do not end. */
  async run(shell: '/bin/bash' | '/bin/dash', scripts: readonly string[]): Promise<readonly Escape[]> {
    const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
    writeFileSync(this.#log, '');
    const options = shell === '/bin/bash' ? '--noprofile --norc' : '';
    const out = join(this.root, 'out');
    const driver = scripts.flatMap((script, at) => [
      `(exec ${shell} ${options} -c ${quoted(script)}) </dev/null >${out} 2>&1`,
      `if [ -e ${CANARY_FILE} ] || [ -e ../${CANARY_FILE} ]; then printf 'made a file\\036' >>${this.#log}; /bin/rm -rf ${CANARY_FILE} ../${CANARY_FILE}; fi`,
      `while IFS= read -r line; do case $line in *${SECRET}*) printf 'read the secret\\036' >>${this.#log};; esac; done <${out}`,
      `printf '\\035${at}\\036' >>${this.#log}`,
    ]);
    const file = join(this.root, 'driver');
    writeFileSync(file, driver.join('\n'));
    await this.#end(file);
    return this.#escapes(scripts);
  }

  #end(file: string): Promise<void> {
    const child = spawn('/bin/dash', [file], {
      cwd: this.folder,
      env: {
        PATH: this.#bin,
        HOME: this.root,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_EDITOR: 'true',
        TMPDIR: this.root,
      },
      stdio: 'ignore',
      detached: true,
    });
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        reject(new Error(`a script does not end; the driver is ${file}`));
      }, BATCH_MS);
      child.on('error', reject);
      child.on('close', () => {
        clearTimeout(limit);
        resolve();
      });
    });
  }

  #escapes(scripts: readonly string[]): readonly Escape[] {
    const found: Escape[] = [];
    let notes: string[] = [];
    for (const note of readFileSync(this.#log, 'utf8').split('\u001e')) {
      if (!note.startsWith('\u001d')) {
        if (note !== '') notes.push(note);
        continue;
      }
      const script = scripts[Number(note.slice(1))] ?? '';
      for (const did of notes) {
        const wrong = this.#wrong(did);
        if (wrong !== null) found.push({ script, did: wrong });
      }
      notes = [];
    }
    return found;
  }

  /** What is wrong about a note of a canary or a stand-in; null where nothing is. */
  #wrong(note: string): string | null {
    const [name = '', cwd, path, ...args] = note.split('\u001f');
    if (cwd === undefined) return note;
    if (cwd !== this.folder) return `${name} ran in ${cwd}`;
    if (path !== this.#bin) return `${name} ran with PATH=${path}`;
    const bad = args.find((arg, at) => isForbidden(name, arg, args[at - 1]));
    return bad === undefined ? null : `${name} was given ${bad}`;
  }
}
