/**
 * The demo's folder on disk: made from the project's resources, recognised by its marker, remade when damaged,
 * removed on request. Nothing without the marker is ever deleted.
 *
 *   DIR/.muster-demo.json   the marker
 *   DIR/codex-home          a CODEX_HOME of its own
 *   DIR/<repository>        one git repository per workspace
 *   DIR/handbook, …         what lies beside them and belongs to no workspace
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { makeRepository } from './demo-repository.ts';
import type { DemoCommit } from './demo-repository.ts';
import type { DemoThread } from './demo-thread.ts';

export interface DemoWorkspace {
  readonly name: string;
  /** Absolute, without symbolic links. */
  readonly path: string;
}

export interface PreparedDemo {
  readonly directory: string;
  readonly codexHome: string;
  readonly workspaces: readonly DemoWorkspace[];
  readonly threads: readonly DemoThread[];
  /** True when the folder was made now, so that its threads are still to be started. */
  readonly created: boolean;
}

export interface PrepareDemoOptions {
  /** Where the demo lives; made if absent. */
  readonly directory: string;
  /** The project's `resources/demo`. */
  readonly resources: string;
  readonly threads: readonly DemoThread[];
  /** The text of the demo's `config.toml`; gets the folders that are to be trusted. */
  readonly config: (folders: readonly string[]) => string;
  /** Makes the folder anew even when it is whole: agents find the repositories as they were at first. */
  readonly reset?: boolean;
}

/** A folder that is not the demo's to touch, or one that cannot be made. The message is for people. */
export class DemoFolderError extends Error {
  override readonly name = 'DemoFolderError';
}

const MARKER = '.muster-demo.json';
const NOTICE = `# A demo

This folder was made by Muster's demo. Its repositories, its people and their problems are made up; scripted agents
work in them. Nothing outside of it belongs to the demo. Muster removes it when you ask it to; you may also delete it.
`;

interface Marker {
  readonly demo: true;
  /** What the folder was made from. */
  readonly version: string;
  readonly complete: boolean;
}

/**
 * Makes the demo's folder, or takes the one that is there when it is whole and made from the same resources. The
 * configuration is written anew each time. Rejects with {@link DemoFolderError} when the folder holds something else.
 */
export async function prepareDemo(options: PrepareDemoOptions): Promise<PreparedDemo> {
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const names = (await folders(join(options.resources, 'repos'))).sort();
  for (const thread of options.threads) {
    if (names.includes(thread.workspace)) continue;
    throw new DemoFolderError(`the demo has no repository ${thread.workspace} for “${thread.title}”`);
  }
  const workspaces = names.map((name) => ({ name, path: join(directory, name) }));
  const codexHome = join(directory, 'codex-home');
  const version = await fingerprint(options.resources);

  const marker = await readMarker(directory);
  if (marker === 'absent' && (await readdir(directory)).length > 0) {
    throw new DemoFolderError(`${directory} holds something else; the demo needs a folder of its own`);
  }
  const whole =
    typeof marker === 'object' &&
    marker.complete &&
    marker.version === version &&
    (await isDirectory(codexHome)) &&
    (await all(workspaces, ({ path }) => isFile(join(path, '.git', 'HEAD'))));
  const created = !whole || options.reset === true;
  if (created) {
    await empty(directory);
    await writeMarker(directory, { demo: true, version, complete: false });
    await build(options.resources, directory, workspaces);
    await mkdir(codexHome, { mode: 0o700 });
  }
  await writeWhole(join(codexHome, 'config.toml'), options.config(workspaces.map(({ path }) => path)));
  if (created) await writeMarker(directory, { demo: true, version, complete: true });
  return { directory, codexHome, workspaces, threads: options.threads, created };
}

/**
 * Deletes a demo's folder; false when there is none. Rejects with {@link DemoFolderError} when the folder does not
 * carry the demo's marker, and leaves it as it is.
 */
export async function removeDemo(directory: string): Promise<boolean> {
  const path = resolve(directory);
  if (!(await isDirectory(path))) return false;
  if ((await readMarker(path)) === 'absent') {
    throw new DemoFolderError(`${path} was not made by the demo, so it is not removed`);
  }
  await empty(path);
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
  return true;
}

async function build(
  resources: string,
  directory: string,
  workspaces: readonly DemoWorkspace[],
): Promise<void> {
  const history = JSON.parse(await readFile(join(resources, 'history.json'), 'utf8')) as Readonly<
    Record<string, readonly DemoCommit[]>
  >;
  await cp(join(resources, 'shared'), directory, { recursive: true });
  await writeFile(join(directory, 'README.md'), NOTICE);
  for (const { name, path } of workspaces) {
    await cp(join(resources, 'repos', name), path, { recursive: true });
    await makeRepository(path, history[name] ?? []);
  }
}

/** Deletes everything but the marker, and the marker last, so that what is left is still known as the demo's. */
async function empty(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name !== MARKER) await rm(join(directory, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** `absent` when there is no marker, `broken` when it cannot be read; it is the demo's folder all the same. */
async function readMarker(directory: string): Promise<Marker | 'absent' | 'broken'> {
  let text: string;
  try {
    text = await readFile(join(directory, MARKER), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    return 'broken';
  }
  try {
    const value = JSON.parse(text) as Partial<Marker> | null;
    return value?.demo === true && typeof value.version === 'string'
      ? { demo: true, version: value.version, complete: value.complete === true }
      : 'broken';
  } catch {
    return 'broken';
  }
}

async function writeMarker(directory: string, marker: Marker): Promise<void> {
  await writeWhole(join(directory, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
}

async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}

/** A hash over the names and contents of all files in a folder. */
async function fingerprint(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    hash.update(relative(folder, path)).update('\0');
    hash.update(await readFile(path)).update('\0');
  }
  return hash.digest('hex');
}

async function folders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function all<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<boolean> {
  return (await Promise.all(items.map(test))).every(Boolean);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
