import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import { asId, type HomeId } from '#shared/model/ids.ts';

export interface HomeFolder {
  readonly id: HomeId;
  readonly path: string;
}

export interface HomeFoldersOptions {
  /** The CODEX_HOME that is used where none is named. */
  readonly usual: string;
  readonly store: { homes(): readonly HomeFolder[]; saveHome(home: HomeFolder): void };
}

/** Which folders are a CODEX_HOME, by what name each is known, and which of them are in use. */
export class HomeFolders {
  readonly #options: HomeFoldersOptions;
  readonly #used = new Map<HomeId, string>();

  constructor(options: HomeFoldersOptions) {
    this.#options = options;
  }

  /**
   * Takes a folder (null: the usual one) into use, made if it is not there. Throws ContractFailure when it cannot be made
   * or read.
   */
  use(folder: string | null): HomeFolder {
    const { store, usual } = this.#options;
    const path = realHome(folder ?? usual);
    const stored = store.homes().find((home) => home.path === path);
    const home = stored ?? { id: asId<HomeId>(randomUUID()), path };
    if (stored === undefined) store.saveHome(home);
    this.#used.set(home.id, path);
    return home;
  }

  /** The folder of a home in use. */
  used(id: HomeId): string | undefined {
    return this.#used.get(id);
  }

  /** Every folder in use. */
  inUse(): Iterable<string> {
    return this.#used.values();
  }

  /** The folder of a home, also of one that is not in use; the usual one for a home that nobody knows. */
  pathOf(id: HomeId): string {
    const { store, usual } = this.#options;
    return this.#used.get(id) ?? store.homes().find((home) => home.id === id)?.path ?? realHome(usual);
  }

  /** It is not in use any more. */
  leave(id: HomeId): void {
    this.#used.delete(id);
  }
}

function realHome(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return realpathSync(folder);
  } catch (error) {
    throw new ContractFailure({
      code: 'badRequest',
      message: `The CODEX_HOME ${folder} cannot be used: ${errorWords(error)}`,
    });
  }
}
