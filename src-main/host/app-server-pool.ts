import type { Clock } from '#shared/base/clock.ts';
import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Generation, HomeId, WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import type { HostInfo } from '#shared/model/workspace/workspace.ts';
import type { Responder } from '#shared/rpc/connection.ts';
import type { RpcNotification, RpcRequest } from '#shared/rpc/messages.ts';
import { AppServer, type LifeEvent, type Shape } from './app-servers/app-server.ts';
import { TESTED_CODEX_VERSION } from './app-servers/codex-binary.ts';
import type { Connector } from './app-servers/connectors/connector.ts';
import { stdioConnector, type Launch } from './app-servers/connectors/stdio.ts';
import { codexLaunch, findCodex } from './app-servers/launch.ts';
import type { HostEvents } from './events.ts';
import type { Notices } from './notices/notices.ts';
import type { Storage } from './storage/records.ts';
import type { LogFile } from './system/log-file.ts';
import type { CallHandlers } from './topics/calls.ts';

/** Who takes in what app-servers say. */
export interface MessageTaker {
  heard(id: WorkspaceId, generation: Generation, message: RpcNotification): Shape;
  asked(id: WorkspaceId, generation: Generation, message: RpcRequest, respond: Responder): void;
  homeHeard(id: HomeId, generation: Generation, message: RpcNotification): Shape;
  homeAsked(message: RpcRequest, respond: Responder): void;
}

export interface AppServerPoolOptions {
  /** The folder of a home. */
  readonly homePath: (id: HomeId) => string;
  readonly version: string;
  readonly notices: Notices;
  readonly storage: Pick<Storage, 'saveGeneration'>;
  readonly events: HostEvents;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Pick<LogFile, 'write'> | undefined;
  readonly onFault: (error: unknown) => void;
}

/**
 * Makes the app-servers of workspaces and homes and tells of their lives. Whoever asks for one starts and stops it; what
 * they say goes to one taker, which is there before the first is started.
 */
export class AppServerPool {
  readonly #options: AppServerPoolOptions;
  readonly #workspaces = new Map<WorkspaceId, AppServer>();
  readonly #homes = new Map<HomeId, AppServer>();
  #taker: MessageTaker | undefined;

  constructor(options: AppServerPoolOptions) {
    this.#options = options;
    options.events.on('workspaceRemoved', (id) => this.#workspaces.delete(id));
    options.events.on('homeClosed', (id) => this.#homes.delete(id));
  }

  /** Hands over, from now on, what the app-servers say. */
  giveTo(taker: MessageTaker): void {
    this.#taker = taker;
  }

  /** The app-server of a workspace; undefined once that was removed. */
  ofWorkspace(id: WorkspaceId): AppServer | undefined {
    return this.#workspaces.get(id);
  }

  /** The app-server of a home in use. */
  ofHome(id: HomeId): AppServer | undefined {
    return this.#homes.get(id);
  }

  /** Makes the app-server of a workspace. `record` is asked again before each start. */
  workspaceServer(id: WorkspaceId, record: () => WorkspaceRecord): AppServer {
    const { events, homePath, env } = this.#options;
    const server: AppServer = new AppServer({
      connector: this.#connector(() =>
        codexLaunch(record().path, homePath(record().homeId), record().codexPath, env),
      ),
      clientVersion: this.#options.version,
      clock: this.#options.clock,
      onSpawn: (generation) => this.#spawned(generation, id),
      notification: (message, generation) => this.#taking().heard(id, generation, message),
      request: (message, respond, generation) => this.#taking().asked(id, generation, message, respond),
      malformed: () => events.fire('doubted', id),
      failed: (error, method) => {
        this.#failed(record().name, error, method);
        events.fire('doubted', id);
      },
    });
    this.#workspaces.set(id, server);
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
  homeServer(id: HomeId, path: string): AppServer {
    const { events, env } = this.#options;
    const server = new AppServer({
      connector: this.#connector(() => codexLaunch(path, path, null, env)),
      clientVersion: this.#options.version,
      clock: this.#options.clock,
      onSpawn: (generation) => this.#spawned(generation, id),
      notification: (message, generation) => this.#taking().homeHeard(id, generation, message),
      request: (message, respond) => this.#taking().homeAsked(message, respond),
      malformed: () => {},
      failed: (error, method) => this.#failed(path, error, method),
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

  handlers(): Pick<CallHandlers, 'models/list'> {
    return {
      'models/list': async ({ workspaceId }) => {
        const server = this.#workspaces.get(workspaceId);
        if (server === undefined)
          throw new ContractFailure({ code: 'notFound', message: 'This workspace was removed.' });
        const { data } = await server.request('model/list', { limit: 100 });
        return {
          models: data.map((model) => ({
            id: model.id,
            name: model.displayName,
            description: model.description,
            isDefault: model.isDefault,
            efforts: model.supportedReasoningEfforts.map(({ reasoningEffort }) => reasoningEffort),
            defaultEffort: model.defaultReasoningEffort,
          })),
        };
      },
    };
  }

  #connector(launch: () => Launch): Connector {
    return stdioConnector({ launch, clock: this.#options.clock });
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

  #lived(id: WorkspaceId, name: string, server: AppServer, event: LifeEvent): void {
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

  #noticeVersion(server: AppServer): void {
    const { status } = server;
    if (status.type !== 'ready' || status.version === TESTED_CODEX_VERSION) return;
    const detail = `Codex ${status.version} was not tested with this Muster, which knows ${TESTED_CODEX_VERSION}. It is used as it is.`;
    this.#options.notices.say('info', 'Another Codex version', detail, null, {
      cause: server.generation === undefined ? undefined : [server.generation],
    });
  }

  #homeReady(id: HomeId, server: AppServer): void {
    const { events, env } = this.#options;
    const { status } = server;
    if (status.type === 'ready') {
      const { version } = status;
      const tested = version === TESTED_CODEX_VERSION;
      events.fire('codexKnown', { ...findCodex(null, env), version, tested, problem: null });
    }
    events.fire('homeServerReady', id);
  }
}

/** Where the usual Codex lies, or why there is none. */
export function usualCodex(env: NodeJS.ProcessEnv): HostInfo['codex'] {
  const unknown = { version: null, tested: true };
  try {
    return { ...unknown, ...findCodex(null, env), problem: null };
  } catch (error) {
    return { ...unknown, path: null, source: null, problem: errorWords(error) };
  }
}
