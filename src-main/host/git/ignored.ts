import { join } from 'node:path';
import { parseNames } from './parse.ts';
import { runGit, type GitMachine } from './run.ts';

/** What git ignores in a checkout, which goes with its folder. */
export interface Ignored {
  /** Files and folders as git names them, folders with a `/` at their end. */
  readonly names: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** There is more than was counted. */
  readonly more: boolean;
}

const MOST_NAMES_BYTES = 256 * 1024;
/** Entries that are counted at most: a few seconds on a slow disk. */
const MOST_ENTRIES = 100_000;

/** Looks at what is ignored; `most` bounds what is counted, the names come in any case. Nothing is read but names and sizes, and links are not followed. Rejects with GitError. */
export async function ignoredIn(
  machine: GitMachine,
  root: string,
  most: number = MOST_ENTRIES,
): Promise<Ignored> {
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  const output = (await runGit(machine, root, args, { mostBytes: MOST_NAMES_BYTES, cut: true })).toString(
    'utf8',
  );
  const whole = output.slice(0, output.lastIndexOf('\0') + 1);
  const names = parseNames(whole);
  let [files, bytes, left] = [0, 0, most];
  const open = names.map((name) => join(root, name));
  for (let path = open.pop(); path !== undefined && left > 0; path = open.pop()) {
    left -= 1;
    const entry = await machine.files.lookAtEntry(path).catch(() => null);
    if (entry === null) continue;
    if (entry.kind === 'folder')
      for (const { name } of await machine.files.list(path).catch(() => [])) open.push(join(path, name));
    else {
      files += 1;
      bytes += entry.bytes;
    }
  }
  return { names, files, bytes, more: left <= 0 || whole.length < output.length };
}
