import { ContractFailure } from '#shared/contract/errors.ts';
import { hostTopic } from '#shared/contract/topics.ts';
import type { Change } from '#shared/model/collection.ts';
import type { HomeId } from '#shared/model/ids.ts';
import type { Hears, Tells } from '../base/events.ts';
import type { EngineRefusal } from '../engines/failure.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { HomeFolders } from './home-folders.ts';
import { Home } from './home.ts';
import type { HomeEvents, HomeNotices, HomeServer, HomeServerEvents } from './ports.ts';

export interface HomeParts {
  readonly home: Home;
  readonly server: HomeServer;
}

export interface HomesOptions {
  readonly folders: HomeFolders;
  readonly apply: (changes: readonly Change[]) => void;
  /** Makes the home's own app-server; it is started here. */
  readonly makeServer: (id: HomeId, path: string) => HomeServer;
  readonly isDemo: (path: string) => boolean;
  readonly notices: HomeNotices;
  readonly events: Tells<HomeEvents> & Hears<HomeServerEvents & Pick<HomeEvents, 'configChanged'>>;
  readonly onFault: (error: unknown) => void;
}

type HomeCalls = 'home/restart' | 'account/login' | 'account/cancelLogin' | 'account/logout' | 'provider/set';

/** The CODEX_HOME folders in use, each with an app-server of its own that belongs to no workspace. */
export class Homes {
  readonly #options: HomesOptions;
  readonly #homes = new Map<HomeId, HomeParts>();

  constructor(options: HomesOptions) {
    this.#options = options;
    const { events, onFault } = options;
    events.on('homeServerStatus', (id) => this.#homes.get(id)?.home.show());
    events.on('homeServerReady', (id) => {
      void this.#homes
        .get(id)
        ?.home.refresh()
        .then(() => events.fire('homeRead', id))
        .catch(onFault);
    });
    events.on('configChanged', ({ id, what }) => {
      // Its own app-server says what is still wrong.
      if (what === 'configuration') this.#homes.get(id)?.server.restart();
    });
  }

  all(): Iterable<HomeParts> {
    return this.#homes.values();
  }

  get(id: HomeId): HomeParts | undefined {
    return this.#homes.get(id);
  }

  /** Throws ContractFailure `notFound`. */
  require(id: HomeId): Home {
    return this.#parts(id).home;
  }

  /**
   * The home of a folder (null: the usual one), made if it is not there, with its app-server started. Throws
   * ContractFailure when the folder cannot be made or read.
   */
  open(folder: string | null): HomeParts {
    const { folders, apply, makeServer, isDemo, events, onFault } = this.#options;
    const { id, path } = folders.use(folder);
    const known = this.#homes.get(id);
    if (known !== undefined) return known;
    const server = makeServer(id, path);
    const home = new Home({
      id,
      path,
      demo: isDemo(path),
      server,
      engine: server.home,
      show: (value) => apply([hostTopic.home.put(id, value)]),
      credentialsChanged: () => events.fire('credentialsChanged', id),
      told: (refusal) => this.#told(id, refusal),
      onFault,
    });
    const parts: HomeParts = { home, server };
    this.#homes.set(id, parts);
    server.start();
    return parts;
  }

  /** Ends what is known of a folder that is about to be deleted. */
  async close(path: string): Promise<void> {
    const { folders, events, apply } = this.#options;
    for (const [id, { home, server }] of this.#homes) {
      if (home.path !== path) continue;
      this.#homes.delete(id);
      folders.leave(id);
      home.dispose();
      await server.stop();
      events.fire('homeClosed', id);
      apply([hostTopic.home.cut(id)]);
    }
  }

  handlers(): Pick<CallHandlers, HomeCalls> {
    return {
      'home/restart': ({ homeId }) => {
        this.#parts(homeId).server.restart();
        return null;
      },
      'account/login': (params) => this.require(params.homeId).login(params),
      'account/cancelLogin': ({ homeId }) => this.require(homeId).cancelLogin(),
      'account/logout': ({ homeId }) => this.require(homeId).logout(),
      'provider/set': (params) => this.require(params.homeId).setProvider(params),
    };
  }

  /** Ends every app-server of a home. Resolves when none is left. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#homes.values()].map(({ server }) => server.stop()));
  }

  /** Its app-server told about accounts and configuration, or refused with those words. */
  #told(id: HomeId, refusal: EngineRefusal | null): void {
    const { notices, events } = this.#options;
    notices.over(id, 'refusal');
    if (refusal === null) return;
    const cause = [id, 'refusal'];
    notices.say('warning', 'Codex cannot tell about its home', refusal.message, null, { cause });
    events.fire('configTrouble', { id, what: 'configuration', file: null });
  }

  #parts(id: HomeId): HomeParts {
    const parts = this.#homes.get(id);
    if (parts === undefined) {
      throw new ContractFailure({ code: 'notFound', message: 'This CODEX_HOME is not in use any more.' });
    }
    return parts;
  }
}
