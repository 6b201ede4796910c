import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { browserProfiles, credentialFolders, type PersonalMachine } from './private-folders.ts';
import { folderReach, type PrivatePlaces, type Reach } from './reach.ts';

export interface PlacesOptions {
  /** A real path. */
  readonly dataDir: string;
  /** Every `CODEX_HOME` in use, as it is named. */
  readonly codexHomes: () => Iterable<string>;
  readonly env: NodeJS.ProcessEnv;
}

/** Where on this machine lies what agents must not reach; the disk is asked each time, as links and folders come and go. */
export class Places {
  readonly #options: PlacesOptions;
  readonly #machine: PersonalMachine;

  constructor(options: PlacesOptions) {
    this.#options = options;
    this.#machine = { platform: process.platform, home: homedir(), env: options.env };
  }

  get dataDir(): string {
    return this.#options.dataDir;
  }

  /** Real paths of every `CODEX_HOME` that is there. */
  codexHomes(): readonly string[] {
    return [...new Set([...this.#options.codexHomes()].map(real))];
  }

  /** Real paths of the profiles of browsers that are there. */
  browserProfiles(): readonly string[] {
    return browserProfiles(this.#machine).filter(isFolder).map(real);
  }

  /** What agents could change in a folder (a real path) beyond a project; also where it is a private one by another name. */
  reach(folder: string): Reach {
    const { dataDir, codexHomes, credentials, home } = this.#private();
    const twin = [dataDir, ...codexHomes, ...credentials.keys(), home].find((place) => isSame(folder, place));
    return folderReach(twin ?? folder, { dataDir, codexHomes, credentials, home }, CASELESS);
  }

  #private(): PrivatePlaces {
    const credentials = [...credentialFolders(this.#machine)].map(
      ([path, what]) => [real(path), what] as const,
    );
    return {
      dataDir: this.#options.dataDir,
      codexHomes: this.codexHomes(),
      credentials: new Map(credentials),
      home: real(this.#machine.home),
    };
  }
}

/** Whether the file systems of this kind of machine usually do not tell letters apart by case. */
export const CASELESS = process.platform === 'darwin' || process.platform === 'win32';

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whether two paths are one folder, by what the system says: a mount or a hard link has other words for it. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
  return a !== undefined && b !== undefined && a.ino !== 0n && a.ino === b.ino && a.dev === b.dev;
}
