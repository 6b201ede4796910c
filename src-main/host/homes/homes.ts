import { hostTopic } from '#shared/contract/topics.ts';
import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Change } from '#shared/model/collection.ts';
import { asId, type HomeId } from '#shared/model/ids.ts';
import type { RpcError } from '#shared/rpc/errors.ts';
import { Home, type HomeServerPort } from './home.ts';

/** The app-server of a home, as this folder needs it. */
export interface HomeServer extends HomeServerPort {
  start(): void;
  restart(): void;
  stop(): Promise<void>;
}

export interface HomeParts<S extends HomeServer> {
  readonly home: Home;
  readonly server: S;
}

export interface HomesOptions<S extends HomeServer> {
  /** The CODEX_HOME that is used where none is named. */
  readonly usual: string;
  readonly apply: (changes: readonly Change[]) => void;
  readonly store: {
    all(): readonly { readonly id: HomeId; readonly path: string }[];
    save(home: { readonly id: HomeId; readonly path: string }): void;
  };
  /** Makes the home's own app-server; it is started here. */
  readonly makeServer: (id: HomeId, path: string) => S;
  readonly isDemo: (path: string) => boolean;
  readonly lockConfig: <T>(path: string, work: () => Promise<T>) => Promise<T>;
  readonly credentialsChanged: (id: HomeId) => void;
  readonly told: (id: HomeId, refusal: RpcError | null) => void;
  readonly onFault: (error: unknown) => void;
}

/** The CODEX_HOME folders in use, each with an app-server of its own that belongs to no workspace. */
export class Homes<S extends HomeServer> {
  readonly #options: HomesOptions<S>;
  readonly #homes = new Map<HomeId, HomeParts<S>>();

  constructor(options: HomesOptions<S>) {
    this.#options = options;
  }

  all(): Iterable<HomeParts<S>> {
    return this.#homes.values();
  }

  get(id: HomeId): HomeParts<S> | undefined {
    return this.#homes.get(id);
  }

  /** Throws ContractFailure `notFound`. */
  require(id: HomeId): Home {
    return this.#parts(id).home;
  }

  /** Starts its app-server again, or ends and starts a running one. Throws ContractFailure `notFound`. */
  restart(id: HomeId): null {
    this.#parts(id).server.restart();
    return null;
  }

  /**
   * The home of a folder (null: the usual one), made if it is not there, with its app-server started. Throws
   * ContractFailure when the folder cannot be made or read.
   */
  open(folder: string | null): HomeParts<S> {
    const path = realHome(folder ?? this.#options.usual);
    const known = [...this.#homes.values()].find(({ home }) => home.path === path);
    if (known !== undefined) return known;
    const { store, apply, makeServer, isDemo, lockConfig, credentialsChanged, told, onFault } = this.#options;
    const stored = store.all().find((home) => home.path === path);
    const id = stored?.id ?? asId<HomeId>(randomUUID());
    if (stored === undefined) store.save({ id, path });
    const server = makeServer(id, path);
    const home = new Home({
      id,
      path,
      demo: isDemo(path),
      server,
      lockConfig: (work) => lockConfig(path, work),
      show: (value) => apply([hostTopic.home.put(id, value)]),
      credentialsChanged: () => credentialsChanged(id),
      told: (refusal) => told(id, refusal),
      onFault,
    });
    const parts: HomeParts<S> = { home, server };
    this.#homes.set(id, parts);
    server.start();
    return parts;
  }

  /** The folder of a home, also of one that was not opened in this life of the host. */
  pathOf(id: HomeId): string {
    const known =
      this.#homes.get(id)?.home.path ?? this.#options.store.all().find((home) => home.id === id)?.path;
    return known ?? this.open(null).home.path;
  }

  /** Ends what is known of a folder that is about to be deleted. */
  async close(path: string): Promise<void> {
    for (const [id, { home, server }] of this.#homes) {
      if (home.path !== path) continue;
      this.#homes.delete(id);
      home.dispose();
      await server.stop();
      this.#options.apply([hostTopic.home.cut(id)]);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#homes.values()].map(({ server }) => server.stop()));
  }

  #parts(id: HomeId): HomeParts<S> {
    const parts = this.#homes.get(id);
    if (parts === undefined) {
      throw new ContractFailure({ code: 'notFound', message: 'This CODEX_HOME is not in use any more.' });
    }
    return parts;
  }
}

function realHome(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return realpathSync(folder);
  } catch (error) {
    const said = errorWords(error);
    throw new ContractFailure({
      code: 'badRequest',
      message: `The CODEX_HOME ${folder} cannot be used: ${said}`,
    });
  }
}
