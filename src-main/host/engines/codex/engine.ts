import type { Clock } from '#shared/base/clock.ts';
import type {
  Engine,
  EngineHandlers,
  EnginePlace,
  EngineSession,
  FoundProgram,
  HomeSession,
} from '../engine.ts';
import { TESTED_CODEX_VERSION } from './app-server/codex-binary.ts';
import { ConfigLocks } from './app-server/config-lock.ts';
import { codexLaunch, codexProcess, findCodex } from './app-server/launch.ts';
import { CodexHomeSession, CodexSession, type CodexSessionOptions } from './session.ts';
import { ThreadGuards, type GuardPlaces } from './thread-guards.ts';
import { CODEX_CAPABILITIES } from './threads.ts';
import { readStoredItem } from './wire.ts';

/** Names of unknown methods that are kept for the diagnostics. */
const UNKNOWN_METHODS_KEPT = 100;
const METHOD_LENGTH = 100;

export interface CodexEngineOptions {
  /** The version of Muster, which Codex is told. */
  readonly clientVersion: string;
  readonly env: NodeJS.ProcessEnv;
  /** What agents' commands must not reach. */
  readonly places: GuardPlaces;
  readonly clock: Clock;
}

/** Codex as an engine: everything that knows its protocol, its program and its files stands in this folder. */
export class CodexEngine implements Engine {
  readonly name = 'Codex';
  readonly capabilities = CODEX_CAPABILITIES;
  readonly testedVersion = TESTED_CODEX_VERSION;
  readonly readStoredItem = readStoredItem;
  readonly #options: CodexEngineOptions;
  readonly #guards: ThreadGuards;
  readonly #locks = new ConfigLocks();
  readonly #unknown = new Set<string>();

  constructor(options: CodexEngineOptions) {
    this.#options = options;
    this.#guards = new ThreadGuards({ places: options.places, env: options.env });
  }

  get unknownMessages(): readonly string[] {
    return [...this.#unknown];
  }

  find(): FoundProgram {
    return findCodex(null, this.#options.env);
  }

  serve(place: () => EnginePlace, handlers: EngineHandlers): EngineSession {
    return new CodexSession(this.#session(place, handlers), (server) => ({
      guard: (cwd, wanted) => this.#guards.of(server, place().home, cwd, wanted),
      lockConfig: (work) => this.#locks.run(place().home, work),
    }));
  }

  serveHome(home: string, handlers: EngineHandlers): HomeSession {
    const place = (): EnginePlace => ({ folder: home, home, program: null });
    const lockConfig = <T>(work: () => Promise<T>): Promise<T> => this.#locks.run(home, work);
    return new CodexHomeSession(
      this.#session(place, handlers),
      (server) => ({ guard: (cwd, wanted) => this.#guards.of(server, home, cwd, wanted), lockConfig }),
      lockConfig,
    );
  }

  #session(place: () => EnginePlace, handlers: EngineHandlers): CodexSessionOptions {
    const { env, clock, clientVersion } = this.#options;
    return {
      connector: codexProcess(() => {
        const { folder, home, program } = place();
        return codexLaunch(folder, home, program, env);
      }, clock),
      clientVersion,
      clock,
      handlers,
      unknown: (method) => {
        if (this.#unknown.size < UNKNOWN_METHODS_KEPT) this.#unknown.add(method.slice(0, METHOD_LENGTH));
      },
    };
  }
}
