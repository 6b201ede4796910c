import type { Clock } from '#shared/base/clock.ts';
import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Generation, HomeId, WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { HostInfo } from '#shared/model/workspace/workspace.ts';
import type { AskedRequest, Engine, EngineSession, HomeSession, LifeEvent } from './engines/engine.ts';
import type { EngineEvent } from './engines/events.ts';
import type { AnswerSink } from './engines/requests.ts';
import type { HostEvents } from './events.ts';
import type { Notices } from './notices/notices.ts';
import type { Storage } from './storage/records.ts';
import type { LogFile } from './system/log-file.ts';
import type { CallHandlers } from './topics/calls.ts';

/** Who takes in what app-servers say. */
export interface MessageTaker {
  heard(id: WorkspaceId, generation: Generation, event: EngineEvent): void;
  asked(id: WorkspaceId, generation: Generation, request: AskedRequest, respond: AnswerSink): void;
  homeHeard(id: HomeId, generation: Generation, event: EngineEvent): void;
}

export interface AppServerPoolOptions {
  readonly engine: Engine;
  /** The folder of a home. */
  readonly homePath: (id: HomeId) => string;
  readonly notices: Notices;
  readonly storage: Pick<Storage, 'saveGeneration'>;
  readonly events: HostEvents;
  readonly clock: Clock;
  readonly log: Pick<LogFile, 'write'> | undefined;
  readonly onFault: (error: unknown) => void;
}

/**
 * Makes the app-servers of workspaces and homes and tells of their lives. Whoever asks for one starts and stops it; what
 * they say goes to one taker, which is there before the first is started.
 */
export class AppServerPool {
  readonly #options: AppServerPoolOptions;
  readonly #workspaces = new Map<WorkspaceId, EngineSession>();
  readonly #folders = new Map<WorkspaceId, () => string>();
  readonly #homes = new Map<HomeId, HomeSession>();
  #taker: MessageTaker | undefined;

  constructor(options: AppServerPoolOptions) {
    this.#options = options;
    options.events.on('workspaceRemoved', (id) => {
      this.#workspaces.delete(id);
      this.#folders.delete(id);
    });
    options.events.on('homeClosed', (id) => this.#homes.delete(id));
  }

  /** Hands over, from now on, what the app-servers say. */
  giveTo(taker: MessageTaker): void {
    this.#taker = taker;
  }

  /** The app-server of a workspace; undefined once that was removed. */
  ofWorkspace(id: WorkspaceId): EngineSession | undefined {
    return this.#workspaces.get(id);
  }

  /** The app-server of a home in use. */
  ofHome(id: HomeId): HomeSession | undefined {
    return this.#homes.get(id);
  }

  /** Makes the app-server of a workspace. `record` is asked again before each start. */
  workspaceServer(id: WorkspaceId, record: () => WorkspaceRecord): EngineSession {
    const { engine, events, homePath } = this.#options;
    const server = engine.serve(
      () => ({ folder: record().path, home: homePath(record().homeId), program: record().codexPath }),
      {
        spawns: (generation) => this.#spawned(generation, id),
        event: (event, generation) => this.#taking().heard(id, generation, event),
        asked: (request, respond, generation) => this.#taking().asked(id, generation, request, respond),
        malformed: () => events.fire('doubted', id),
        failed: (error, what) => {
          this.#failed(record().name, error, what);
          events.fire('doubted', id);
        },
      },
    );
    this.#workspaces.set(id, server);
    this.#folders.set(id, () => record().path);
    server.onStatus((status) => {
      if (this.#workspaces.get(id) !== server) return;
      events.fire('workspaceServerStatus', { id, status });
      if (status.type === 'failed')
        events.fire('configTrouble', { id: record().homeId, what: 'configuration', file: null });
    });
    server.onLife((event) => this.#lived(id, record().name, server, event));
    return server;
  }

  /** Makes the app-server of a home, which holds no threads. */
  homeServer(id: HomeId, path: string): HomeSession {
    const { engine, events } = this.#options;
    const server = engine.serveHome(path, {
      spawns: (generation) => this.#spawned(generation, id),
      event: (event, generation) => this.#taking().homeHeard(id, generation, event),
      asked: (_request, respond) =>
        respond.error({ code: -32000, message: 'This app-server holds no threads.' }),
      malformed: () => {},
      failed: (error, what) => this.#failed(path, error, what),
    });
    this.#homes.set(id, server);
    server.onStatus((status) => {
      events.fire('homeServerStatus', id);
      if (status.type !== 'failed') return;
      events.fire('configTrouble', { id, what: 'configuration', file: null });
      events.fire('codexKnown', { problem: [status.reason, status.hint].filter(Boolean).join(' ') });
    });
    server.onLife((event) => {
      const { generation } = event;
      if (event.type === 'gone')
        events.fire('serverGone', { workspaceId: null, generation, reason: event.reason });
      else this.#homeReady(id, server);
    });
    return server;
  }

  handlers(): Pick<CallHandlers, 'models/list' | 'workspace/usual'> {
    return {
      'models/list': async ({ workspaceId }) => {
        return { models: await this.#require(workspaceId).threads.models() };
      },
      'workspace/usual': ({ workspaceId }) => {
        const folder = this.#folders.get(workspaceId)?.() ?? '';
        return this.#require(workspaceId).threads.usual(folder);
      },
    };
  }

  /** Throws ContractFailure `notFound`. */
  #require(id: WorkspaceId): EngineSession {
    const server = this.#workspaces.get(id);
    if (server === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'This workspace was removed.' });
    return server;
  }

  #taking(): MessageTaker {
    if (this.#taker === undefined) throw new Error('nobody takes in what app-servers say');
    return this.#taker;
  }

  #spawned(generation: Generation, owner: WorkspaceId | HomeId): void {
    this.#options.storage.saveGeneration(generation, owner, this.#options.clock.now());
  }

  /** Taking in a message failed: the log says which, and what else it may have told is read again. */
  #failed(server: string, error: unknown, method: string): void {
    this.#options.log?.write(
      'error',
      `taking in ${method.slice(0, 100)} of the app-server of ${server} failed`,
    );
    this.#options.onFault(error);
  }

  #lived(id: WorkspaceId, name: string, server: EngineSession, event: LifeEvent): void {
    const { events, log } = this.#options;
    const removed = this.#workspaces.get(id) !== server;
    const what = `app-server of ${removed ? id : name}`;
    const { generation } = event;
    if (event.type === 'gone') {
      log?.write(event.onPurpose ? 'info' : 'warning', `${what} ended: ${event.reason} (${generation})`);
      const reason = event.onPurpose ? null : event.reason;
      events.fire('serverGone', { workspaceId: id, generation, reason });
      return;
    }
    if (removed) return;
    log?.write('info', `${what} is ready, process ${server.pid ?? 'elsewhere'} (${generation})`);
    this.#noticeVersion(server);
    events.fire('serverReady', id);
  }

  #noticeVersion(server: EngineSession): void {
    const { engine, notices } = this.#options;
    const { status } = server;
    if (status.type !== 'ready' || status.version === engine.testedVersion) return;
    const detail = `${engine.name} ${status.version} was not tested with this Muster, which knows ${engine.testedVersion}. It is used as it is.`;
    notices.say('info', `Another ${engine.name} version`, detail, null, {
      cause: server.generation === undefined ? undefined : [server.generation],
    });
  }

  #homeReady(id: HomeId, server: EngineSession): void {
    const { events, engine } = this.#options;
    const { status } = server;
    if (status.type === 'ready') {
      const { version } = status;
      const tested = version === engine.testedVersion;
      events.fire('codexKnown', { ...engine.find(), version, tested, problem: null });
    }
    events.fire('homeServerReady', id);
  }
}

/** Where the engine's usual program lies, or why there is none. */
export function usualProgram(engine: Engine): HostInfo['codex'] {
  const unknown = { version: null, tested: true };
  try {
    return { ...unknown, ...engine.find(), problem: null };
  } catch (error) {
    return { ...unknown, path: null, source: null, problem: errorWords(error) };
  }
}
