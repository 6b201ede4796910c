import type { Clock } from '#shared/base/clock.ts';
import type { HomeId, WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceRecord } from '#shared/model/workspace/record.ts';
import { AppServer, type LifeEvent } from './app-servers/app-server.ts';
import { TESTED_CODEX_VERSION } from './app-servers/codex-binary.ts';
import type { Connector } from './app-servers/connectors/connector.ts';
import { stdioConnector, type Launch } from './app-servers/connectors/stdio.ts';
import { codexLaunch, findCodex } from './app-servers/launch.ts';
import type { Trouble } from './config-watch.ts';
import type { Inbox } from './approvals/inbox.ts';
import type { HomeParts, Homes } from './homes/homes.ts';
import type { InfoState } from './info-state.ts';
import type { Notices } from './notices/notices.ts';
import type { Storage } from './storage/records.ts';
import type { LogFile } from './system/log-file.ts';
import { checkSandbox } from './system/sandbox-check.ts';
import type { Doubt } from './threads/doubt.ts';
import type { ExistingThreads } from './threads/existing.ts';
import type { WorkspacePort } from './threads/ports.ts';
import type { Recovery } from './threads/recovery.ts';
import type { ThreadRegistry } from './threads/registry.ts';
import type { HeldThread } from './threads/thread.ts';
import { configCause, type EventSource, type WireEvents } from './wire-events.ts';
import type { WorkspaceService } from './workspaces/workspace-service.ts';

export interface AppServerPoolOptions {
  /** What is made with the pool, and so is known only after it. */
  readonly homes: () => Homes<AppServer>;
  readonly workspaces: () => WorkspaceService<AppServer>;
  readonly events: () => WireEvents;
  readonly info: () => InfoState;
  readonly port: (id: WorkspaceId) => EventSource | undefined;
  readonly inbox: Inbox;
  readonly recovery: Recovery;
  readonly existing: ExistingThreads;
  readonly registry: ThreadRegistry;
  readonly notices: Notices;
  readonly storage: Storage;
  readonly doubt: Doubt;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Pick<LogFile, 'write'> | undefined;
  /** An app-server of that home could not start, for which its configuration may be the reason. */
  readonly configTrouble: (id: HomeId) => void;
  readonly onFault: (error: unknown) => void;
}

/**
 * Makes the app-servers of workspaces and homes, and does what follows from their lives: what was asked expires,
 * threads recover, and a new sign-in reaches those that run.
 */
export class AppServerPool {
  readonly #options: AppServerPoolOptions;
  /** Workspaces whose app-server began with a sign-in that is not the present one. */
  readonly #staleCredentials = new Set<WorkspaceId>();

  constructor(options: AppServerPoolOptions) {
    this.#options = options;
  }

  #connector(launch: () => Launch): Connector {
    return stdioConnector({ launch, clock: this.#options.clock });
  }

  /** The app-server of a workspace, to be started by whoever owns it. */
  workspaceServer(id: WorkspaceId, record: () => WorkspaceRecord): AppServer {
    const server: AppServer = new AppServer({
      connector: this.#connector(() =>
        codexLaunch(
          record().path,
          this.#options.homes().pathOf(record().homeId),
          record().codexPath,
          this.#options.env,
        ),
      ),
      clientVersion: this.#options.info().value.version,
      clock: this.#options.clock,
      onSpawn: (generation) =>
        this.#options.storage.saveGeneration(generation, id, this.#options.clock.now()),
      notification: (message, generation) => {
        const source = this.#options.port(id);
        return source === undefined ? 'whole' : this.#options.events().heard(source, generation, message);
      },
      request: (message, respond, generation) => {
        const source = this.#options.port(id);
        if (source === undefined) respond.error({ code: -32000, message: 'Its workspace was removed.' });
        else this.#options.events().asked(source, generation, message, respond);
      },
      malformed: () => this.#options.doubt.raise(id),
      failed: (error, method) => {
        this.#failed(record().name, error, method);
        this.#options.doubt.raise(id);
      },
    });
    server.onStatus((status) => {
      const workspace = this.#options.workspaces().get(id);
      if (workspace === undefined) return;
      this.#options.workspaces().show(workspace);
      if (status.type === 'restarting' || status.type === 'failed')
        this.#options.recovery.reasonChanged(id, status.reason);
      if (status.type === 'failed') this.#options.configTrouble(record().homeId);
    });
    server.onLife((event) => this.#lived(id, event));
    return server;
  }

  /** Taking in a message failed: the log says which, and what else it may have told is read again. */
  #failed(server: string, error: unknown, method: string): void {
    this.#options.log?.write(
      'error',
      `taking in ${method.slice(0, 100)} of the app-server of ${server} failed`,
    );
    this.#options.onFault(error);
  }

  #lived(id: WorkspaceId, event: LifeEvent): void {
    const workspace = this.#options.workspaces().get(id);
    const what = `app-server of ${workspace?.record.name ?? id}`;
    if (event.type === 'gone') {
      this.#options.log?.write(
        event.onPurpose ? 'info' : 'warning',
        `${what} ended: ${event.reason} (${event.generation})`,
      );
      this.#options.inbox.expireGeneration(event.generation);
      this.#options.notices.over(event.generation);
      this.#options.recovery.gone(id, event.generation, event.onPurpose ? null : event.reason);
      return;
    }
    if (workspace === undefined) return;
    this.#options.log?.write(
      'info',
      `${what} is ready, process ${workspace.server.pid ?? 'elsewhere'} (${event.generation})`,
    );
    this.#staleCredentials.delete(id);
    this.#noticeVersion(workspace.server);
    const port = this.#options.port(id) as WorkspacePort;
    void this.#options.recovery
      .ready(port)
      .then(() => this.#options.existing.count(port))
      .catch((error: unknown) => this.#options.onFault(error));
  }

  #noticeVersion(server: AppServer): void {
    const { status } = server;
    if (status.type !== 'ready' || status.version === TESTED_CODEX_VERSION) return;
    const detail = `Codex ${status.version} was not tested with this Muster, which knows ${TESTED_CODEX_VERSION}. It is used as it is.`;
    this.#options.notices.say('info', 'Another Codex version', detail, null, {
      cause: server.generation === undefined ? undefined : [server.generation],
    });
  }

  /** The app-server of a home, which holds no threads. */
  homeServer(id: HomeId, path: string): AppServer {
    const server = new AppServer({
      connector: this.#connector(() => codexLaunch(path, path, null, this.#options.env)),
      clientVersion: this.#options.info().value.version,
      clock: this.#options.clock,
      onSpawn: (generation) =>
        this.#options.storage.saveGeneration(generation, id, this.#options.clock.now()),
      notification: (message, generation) => this.#options.events().homeHeard(id, generation, message),
      request: (message, respond) => this.#options.events().homeAsked(message, respond),
      malformed: () => {},
      failed: (error, method) => this.#failed(path, error, method),
    });
    server.onStatus((status) => {
      this.#options.homes().get(id)?.home.show();
      if (status.type !== 'failed') return;
      this.#options.configTrouble(id);
      this.#options.info().set({
        codex: {
          ...this.#options.info().value.codex,
          problem: [status.reason, status.hint].filter(Boolean).join(' '),
        },
      });
    });
    server.onLife((event) => {
      if (event.type === 'gone') this.#options.notices.over(event.generation);
      const parts = this.#options.homes().get(id);
      if (event.type === 'ready' && parts !== undefined) void this.#homeReady(parts);
    });
    return server;
  }

  async #homeReady(parts: HomeParts<AppServer>): Promise<void> {
    const { server, home } = parts;
    const { status } = server;
    if (status.type === 'ready') {
      const found = findCodex(null, this.#options.env);
      const codex = {
        ...found,
        version: status.version,
        tested: status.version === TESTED_CODEX_VERSION,
        problem: null,
      };
      this.#options.info().set({ codex });
    }
    await home.refresh();
    if (this.#options.info().value.sandbox.works !== null) return;
    const sandbox = await checkSandbox(
      (params) => server.request('command/exec', params, { lane: 'long' }),
      process.platform,
      home.path,
    );
    this.#options.info().set({ sandbox });
  }

  /**
   * A running app-server keeps the credentials it began with (measured on 0.169.0), so those of this home start anew:
   * at once when nothing runs in them, else as soon as it has ended.
   */
  credentialsChanged(id: HomeId): void {
    for (const { record, server } of this.#options.workspaces().all()) {
      if (record.homeId !== id || server.generation === undefined) continue;
      this.#staleCredentials.add(record.id);
      this.renewCredentials(record.id);
    }
  }

  /**
   * A home's configuration was in trouble and is another now: what could not start with it begins anew, and so does the
   * home's own app-server, which says what is still wrong. App-servers that run read it anew for each thread that starts.
   */
  configChanged(id: HomeId, what: Trouble): void {
    this.#options.notices.over(configCause(id, what));
    if (what === 'servers') return;
    this.#options.homes().restart(id);
    for (const { record, server } of this.#options.workspaces().all())
      if (record.homeId === id && server.status.type === 'failed') server.restart();
  }

  /** A turn ended: an app-server whose sign-in is not the present one may begin anew now. */
  renewCredentials(id: WorkspaceId): void {
    if (!this.#staleCredentials.has(id)) return;
    const busy = ({ facts }: HeldThread): boolean =>
      facts.status === 'active' || (facts.queued > 0 && !facts.queuePaused);
    if (this.#options.registry.of(id).some(busy)) return;
    this.#staleCredentials.delete(id);
    this.#options.workspaces().get(id)?.server.restart();
  }
}
