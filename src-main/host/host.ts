import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#shared/base/clock.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Diagnostics } from '#shared/contract/requests.ts';
import { FLEET_TOPIC, HOST_TOPIC, INBOX_TOPIC, threadOfTopic, threadTopic } from '#shared/contract/topics.ts';
import type { HostTransport } from '#shared/contract/transport.ts';
import { asId, type Generation, type HomeId, type WorkspaceId } from '#shared/model/ids.ts';
import type { HostInfo, Settings } from '#shared/model/workspace/workspace.ts';
import { AppServer } from './app-servers/app-server.ts';
import { TESTED_CODEX_VERSION } from './app-servers/codex-binary.ts';
import { ConfigLocks } from './app-servers/config-lock.ts';
import { codexLaunch, findCodex } from './app-servers/launch.ts';
import { Inbox } from './approvals/inbox.ts';
import { readServerRequest } from './approvals/server-requests.ts';
import { currentBranch, gitVersion } from './git/git.ts';
import { DemoSession } from './demo-session.ts';
import { Homes, type HomeParts } from './homes/homes.ts';
import type { Pace } from './inference/pace.ts';
import { Notices } from './notices/notices.ts';
import { SqliteStorage } from './storage/sqlite-storage.ts';
import { checkSandbox } from './system/sandbox-check.ts';
import { ThreadCommands } from './threads/commands.ts';
import { Doubt } from './threads/doubt.ts';
import { ThreadHolder } from './threads/holder.ts';
import { IncomingEvents } from './threads/incoming.ts';
import { mapNotification, type Mapped } from './threads/mapper.ts';
import { rememberedFacts, threadRecord } from './threads/record.ts';
import { Recovery } from './threads/recovery.ts';
import { ThreadRegistry } from './threads/registry.ts';
import type { WorkspacePort } from './threads/ports.ts';
import type { HeldThread } from './threads/thread.ts';
import { Malformed } from './threads/wire.ts';
import { ClientSession, type ClientIdentity, type SessionHost } from './topics/client-session.ts';
import { runCall, type CallHandlers } from './topics/calls.ts';
import { Topic } from './topics/topic.ts';
import { listFolders } from './workspaces/folders.ts';
import { WorkspaceService, type Workspace, type WorkspaceRecord } from './workspaces/workspace-service.ts';
import { RpcError, RpcNotSent, RpcOutcomeUnknown } from '#shared/rpc/errors.ts';
import type { RpcNotification, RpcRequest } from '#shared/rpc/messages.ts';
import type { Responder } from '#shared/rpc/connection.ts';
import type { LifeEvent } from './app-servers/app-server.ts';

export interface HostOptions {
  /** Where the host keeps what it remembers; made if it is not there. */
  readonly dataDir: string;
  /** The CODEX_HOME that workspaces use unless they name another; without it the user's own. */
  readonly codexHome?: string | undefined;
  readonly shell?: HostInfo['shell'];
  readonly version?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
  /** Makes a link that lets another device in; only a browser host has one. */
  readonly createLink?: (() => { readonly url: string; readonly validMs: number }) | undefined;
  /** Where the demo's resources lie and at what pace its model speaks; without it there is no demo. */
  readonly demo?: { readonly resources: string; readonly pace?: Pace } | undefined;
  /** Starts the demo at once. */
  readonly startDemo?: boolean;
  /** A fault of ours, for the log. */
  readonly onFault?: (error: unknown) => void;
}

const systemClock: Clock = {
  now: Date.now,
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  random: Math.random,
};

/** Frames to a client that only shows the fleet: ten a second at most. */
const FLEET_PACE_MS = 100;
/** A frame of a screen. */
const THREAD_PACE_MS = 16;
const UNKNOWN_METHODS_KEPT = 100;

/**
 * All of Muster's behaviour, without a shell: it puts the parts together and owns them. Clients come in by `connect`;
 * `dispose` ends every child process.
 */
export class Host {
  readonly run = randomUUID();
  readonly #options: HostOptions;
  readonly #clock: Clock;
  readonly #env: NodeJS.ProcessEnv;
  readonly #hostTopic = new Topic(HOST_TOPIC, FLEET_PACE_MS);
  readonly #fleetTopic = new Topic(FLEET_TOPIC, FLEET_PACE_MS);
  readonly #inboxTopic = new Topic(INBOX_TOPIC, 0);
  readonly #locks = new ConfigLocks();
  readonly #sessions = new Set<ClientSession>();
  readonly #homes: Homes<AppServer>;
  readonly #unknownMethods = new Set<string>();
  /** Workspaces whose app-server began with a sign-in that is not the present one. */
  readonly #staleCredentials = new Set<WorkspaceId>();
  readonly #storage: SqliteStorage;
  readonly #notices: Notices;
  readonly #inbox: Inbox;
  readonly #registry: ThreadRegistry;
  readonly #holder: ThreadHolder;
  readonly #recovery: Recovery;
  readonly #doubt: Doubt;
  readonly #incoming: IncomingEvents;
  readonly #commands: ThreadCommands;
  readonly #workspaces: WorkspaceService<AppServer>;
  readonly #sessionHost: SessionHost;
  readonly #demo: DemoSession | undefined;
  #info: HostInfo;
  #ended: Promise<void> | undefined;

  constructor(options: HostOptions) {
    mkdirSync(options.dataDir, { recursive: true });
    options = { ...options, dataDir: realpathSync(options.dataDir) };
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#env = options.env ?? process.env;
    const now = (): number => this.#clock.now();
    const fault = (error: unknown): void => this.#fault(error);
    this.#notices = new Notices((changes) => this.#hostTopic.apply(changes), now);
    this.#storage = new SqliteStorage(
      join(options.dataDir, 'muster.db'),
      (message) => this.#notices.say('error', 'Storage', message),
      now,
    );
    this.#inbox = new Inbox({
      apply: (changes) => this.#inboxTopic.apply(changes),
      journal: (entry) => this.#storage.appendJournal(entry),
      changed: (threadId) => this.#registry.pendingChanged(threadId),
      now,
    });
    this.#registry = new ThreadRegistry(
      (id) => new Topic(threadTopic(id), THREAD_PACE_MS),
      this.#fleetTopic,
      { save: (facts) => this.#storage.saveThread(threadRecord(facts)), remove: (id) => this.#storage.removeThread(id) },
      this.#inbox,
      now,
    );
    this.#holder = new ThreadHolder({
      registry: this.#registry,
      workspace: (id) => this.#port(this.#workspaces.get(id)),
      workspaces: () => [...this.#workspaces.all()].flatMap((workspace) => this.#port(workspace) ?? []),
      suspend: (id) => this.#workspaces.get(id)?.server.suspend(),
      clock: this.#clock,
      onFault: fault,
    });
    this.#recovery = new Recovery({ registry: this.#registry, holder: this.#holder, onFault: fault });
    this.#doubt = new Doubt({
      registry: this.#registry,
      holder: this.#holder,
      inbox: this.#inbox,
      workspace: (id) => this.#port(this.#workspaces.get(id)),
      clock: this.#clock,
      onFault: fault,
    });
    this.#incoming = new IncomingEvents({
      registry: this.#registry,
      holder: this.#holder,
      inbox: this.#inbox,
      turnEnded: (thread) => this.#commands.turnEnded(thread),
      now,
      onDoubt: (id) => this.#doubt.raise(id),
      onFault: fault,
    });
    this.#commands = new ThreadCommands({
      registry: this.#registry,
      holder: this.#holder,
      workspace: (id) => this.#port(this.#workspaces.require(id)) as WorkspacePort,
      now,
      onFault: fault,
    });
    this.#homes = new Homes({
      usual: options.codexHome ?? this.#env['CODEX_HOME'] ?? join(homedir(), '.codex'),
      apply: (changes) => this.#hostTopic.apply(changes),
      store: { all: () => this.#storage.homes(), save: (home) => this.#storage.saveHome(home) },
      makeServer: (id, path) => this.#homeServer(id, path),
      isDemo: (path) => path === this.#demo?.codexHome,
      lockConfig: (path, work) => this.#locks.run(path, work),
      credentialsChanged: (id) => this.#credentialsChanged(id),
      onFault: (error) => {
        // A refusal is about the person's own files, such as a configuration that became unreadable.
        if (error instanceof RpcError) this.#notices.say('warning', 'Codex cannot tell about its home', error.message);
        else fault(error);
      },
    });
    this.#workspaces = new WorkspaceService({
      apply: (changes) => this.#hostTopic.apply(changes),
      store: { save: (record) => this.#storage.saveWorkspace(record), remove: (id) => this.#storage.removeWorkspace(id) },
      makeServer: (id, record) => this.#workspaceServer(id, record),
      homeOf: (path) => this.#homes.open(path).home.id,
      branchOf: currentBranch,
      gitProblem: () => this.#info.git.problem,
      removed: (id) => {
        for (const { facts } of this.#registry.of(id)) this.#registry.remove(facts.id);
      },
    });
    this.#sessionHost = this.#makeSessionHost();
    this.#demo = options.demo && new DemoSession({ ...options.demo, directory: join(options.dataDir, 'demo') });
    this.#info = this.#firstInfo();
    this.#setInfo({});
  }

  /** Shows what storage remembers and starts the app-servers. */
  async start(): Promise<void> {
    this.#inbox.expireLeftOver(this.#storage.openApprovals());
    this.#setInfo({ git: await gitVersion() });
    this.#homes.open(null);
    const threads = this.#storage.threads();
    const records = this.#storage.workspaces();
    for (const record of threads) {
      // What ran when the host died has no process any more.
      if (records.some(({ id }) => id === record.workspaceId)) this.#registry.add(rememberedFacts(record), false);
    }
    // Its model listens elsewhere in each life of the host: the configuration must say so before Codex reads it.
    if (records.some(({ demo }) => demo)) await this.#resumeDemo();
    for (const record of records) this.#workspaces.open(record);
    if (this.#options.startDemo === true) void this.startDemo().catch((error: unknown) => this.#fault(error));
  }

  async #resumeDemo(): Promise<void> {
    try {
      await this.#demo?.prepare();
      this.#setInfo({ demo: 'running' });
    } catch (error) {
      this.#setInfo({ demo: 'failed', demoProblem: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Whether any thread of a workspace is known. */
  hasThreads(id: WorkspaceId): boolean {
    return this.#registry.of(id).length > 0;
  }

  /** Lets a client in, until its transport closes. */
  connect(transport: HostTransport, _who?: { readonly label: string }): void {
    const session = new ClientSession(transport, this.#sessionHost, this.#clock);
    this.#sessions.add(session);
    transport.onClose(() => this.#sessions.delete(session));
  }

  /** Ends every client's connection and every child process. Resolves when none is left. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      for (const session of this.#sessions) session.dispose();
      this.#holder.dispose();
      this.#doubt.dispose();
      await Promise.all([this.#workspaces.stop(), this.#homes.stop()]);
      await this.#demo?.close();
      this.#storage.close();
    })();
    return this.#ended;
  }

  /** Runs one call as a client would; for what is built on the host, such as the demo. */
  call<M extends keyof CallHandlers>(method: M, params: Parameters<CallHandlers[M]>[0]): Promise<Awaited<ReturnType<CallHandlers[M]>>> {
    return runCall(this.#handlers, method, params, { id: 'host', name: 'Muster' }) as Promise<Awaited<ReturnType<CallHandlers[M]>>>;
  }

  /** Adds a folder that uses a CODEX_HOME of its own. */
  addWorkspace(path: string, codexHome: string, demo: boolean): Promise<{ workspaceId: WorkspaceId; existed: boolean }> {
    return this.#workspaces.add(path, codexHome, demo);
  }

  /** Starts the demo in the background; the host's info says how it goes. */
  async startDemo(): Promise<void> {
    const demo = this.#demo;
    if (demo === undefined) throw new ContractFailure({ code: 'unavailable', message: 'This build has no demo.' });
    if (this.#info.demo === 'preparing') return;
    this.#setInfo({ demo: 'preparing', demoProblem: null });
    try {
      await demo.start(this);
      this.#setInfo({ demo: 'running' });
    } catch (error) {
      this.#setInfo({ demo: 'failed', demoProblem: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  async #removeDemo(): Promise<null> {
    for (const { record } of [...this.#workspaces.all()]) {
      if (record.demo) await this.#workspaces.remove({ workspaceId: record.id });
    }
    if (this.#demo !== undefined) await this.#homes.close(this.#demo.codexHome);
    await this.#demo?.remove();
    this.#setInfo({ demo: 'off', demoProblem: null });
    return null;
  }

  #workspaceServer(id: WorkspaceId, record: () => WorkspaceRecord): AppServer {
    const server: AppServer = new AppServer({
      launch: () => codexLaunch(record().path, this.#homes.pathOf(record().homeId), record().codexPath, this.#env),
      clientVersion: this.#info.version,
      clock: this.#clock,
      onSpawn: (generation) => this.#storage.saveGeneration(generation, id, this.#clock.now()),
      notification: (message, generation) => this.#heard(id, generation, message),
      request: (message, respond, generation) => this.#asked(id, generation, message, respond),
      malformed: () => this.#doubt.raise(id),
    });
    server.onStatus((status) => {
      const workspace = this.#workspaces.get(id);
      if (workspace === undefined) return;
      this.#workspaces.show(workspace);
      if (status.type === 'restarting' || status.type === 'failed') this.#recovery.reasonChanged(id, status.reason);
    });
    server.onLife((event) => this.#lived(id, event));
    return server;
  }

  #lived(id: WorkspaceId, event: LifeEvent): void {
    const workspace = this.#workspaces.get(id);
    if (event.type === 'gone') {
      this.#inbox.expireGeneration(event.generation);
      this.#recovery.gone(id, event.generation, event.onPurpose ? null : event.reason);
      return;
    }
    if (workspace === undefined) return;
    this.#staleCredentials.delete(id);
    this.#noticeVersion(workspace.server);
    void this.#recovery.ready(this.#port(workspace) as WorkspacePort).catch((error: unknown) => this.#fault(error));
  }

  #noticeVersion(server: AppServer): void {
    const { status } = server;
    if (status.type !== 'ready' || status.version === TESTED_CODEX_VERSION) return;
    const detail = `Codex ${status.version} was not tested with this Muster, which knows ${TESTED_CODEX_VERSION}. It is used as it is.`;
    this.#notices.say('info', 'Another Codex version', detail);
  }

  /** False when the message was not of its method's shape. */
  #heard(id: WorkspaceId, generation: Generation, message: RpcNotification): boolean {
    const workspace = this.#workspaces.get(id);
    const port = this.#port(workspace);
    if (workspace === undefined || port === undefined) return true;
    const mapped = this.#map(message);
    switch (mapped?.to) {
      case 'thread':
        this.#incoming.thread(port, generation, mapped.threadId, mapped.event);
        if (mapped.event.type === 'turnEnded') {
          void this.#readBranch(workspace, mapped.threadId);
          this.#renewCredentials(id);
        }
        break;
      case 'holder':
        this.#incoming.holder(port, generation, mapped.threadId, mapped.event);
        break;
      case 'home':
        if (mapped.event.type === 'rateLimits') {
          this.#homes.get(workspace.record.homeId)?.home.limitsSeen(mapped.event.raw);
        }
        break;
      case 'notice':
        this.#notices.say(mapped.level, mapped.title, mapped.detail, id);
        break;
      default:
        break;
    }
    return mapped !== undefined;
  }

  /** What a notification means; undefined when it is not of its method's shape. */
  #map(message: RpcNotification): Mapped | undefined {
    try {
      const mapped = mapNotification(message.method, message.params);
      if (mapped.to === 'unknown' && this.#unknownMethods.size < UNKNOWN_METHODS_KEPT) this.#unknownMethods.add(mapped.method);
      return mapped;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return undefined;
    }
  }

  #asked(id: WorkspaceId, generation: Generation, { id: requestId, method, params }: RpcRequest, respond: Responder): void {
    const request = readServerRequest(method, params, this.#clock.now());
    if (request.type === 'answered') {
      if ('error' in request.answer) respond.error(request.answer.error);
      else respond.result(request.answer.result);
      return;
    }
    const workspace = this.#workspaces.get(id);
    const threadId = asId<Parameters<ThreadRegistry['get']>[0]>(request.threadId);
    const facts = this.#registry.get(threadId)?.facts;
    const asker = {
      workspaceId: id,
      workspace: workspace?.record.name ?? '',
      title: facts?.name ?? facts?.preview ?? 'Thread',
      branch: facts?.branch ?? null,
      changes: this.#incoming.changesOf(threadId, request.itemId),
    };
    this.#inbox.ask(generation, requestId, request, params, asker, respond);
  }

  async #readBranch(workspace: Workspace<AppServer>, threadId: Parameters<ThreadRegistry['get']>[0]): Promise<void> {
    const thread = this.#registry.get(threadId);
    if (thread === undefined) return;
    const branch = await currentBranch(thread.facts.cwd);
    if (branch !== null) this.#registry.apply(thread, { type: 'factsChanged', patch: { branch } });
    if (branch !== workspace.branch && thread.facts.cwd === workspace.record.path) await this.#workspaces.look(workspace);
  }

  #homeServer(id: HomeId, path: string): AppServer {
    const server = new AppServer({
      launch: () => codexLaunch(path, path, null, this.#env),
      clientVersion: this.#info.version,
      clock: this.#clock,
      onSpawn: (generation) => this.#storage.saveGeneration(generation, id, this.#clock.now()),
      notification: (message) => this.#homeHeard(id, message),
      request: ({ method, params }, respond) => {
        const request = readServerRequest(method, params, this.#clock.now());
        if (request.type === 'answered' && 'result' in request.answer) respond.result(request.answer.result);
        else respond.error({ code: -32000, message: 'The home app-server holds no threads.' });
      },
      malformed: () => {},
    });
    server.onStatus((status) => {
      this.#homes.get(id)?.home.show();
      if (status.type === 'failed') this.#setInfo({ codex: { ...this.#info.codex, problem: [status.reason, status.hint].filter(Boolean).join(' ') } });
    });
    server.onLife((event) => {
      const parts = this.#homes.get(id);
      if (event.type === 'ready' && parts !== undefined) void this.#homeReady(parts);
    });
    return server;
  }

  async #homeReady(parts: HomeParts<AppServer>): Promise<void> {
    const { server, home } = parts;
    const { status } = server;
    if (status.type === 'ready') {
      const found = findCodex(null, this.#env);
      const codex = { ...found, version: status.version, tested: status.version === TESTED_CODEX_VERSION, problem: null };
      this.#setInfo({ codex });
    }
    await home.refresh();
    if (this.#info.sandbox.works !== null) return;
    const sandbox = await checkSandbox((params) => server.request('command/exec', params, { lane: 'long' }), process.platform, home.path);
    this.#setInfo({ sandbox });
  }

  #homeHeard(id: HomeId, message: RpcNotification): boolean {
    const mapped = this.#map(message);
    if (mapped?.to === 'notice') this.#notices.say(mapped.level, mapped.title, mapped.detail);
    if (mapped?.to === 'home') this.#homes.get(id)?.home.heard(mapped.event);
    return mapped !== undefined;
  }

  /**
   * A running app-server keeps the credentials it began with (measured on 0.169.0), so those of this home start anew:
   * at once when nothing runs in them, else as soon as it has ended.
   */
  #credentialsChanged(id: HomeId): void {
    for (const { record, server } of this.#workspaces.all()) {
      if (record.homeId !== id || server.generation === undefined) continue;
      this.#staleCredentials.add(record.id);
      this.#renewCredentials(record.id);
    }
  }

  #renewCredentials(id: WorkspaceId): void {
    if (!this.#staleCredentials.has(id)) return;
    const busy = ({ facts }: HeldThread): boolean => facts.status === 'active' || (facts.queued > 0 && !facts.queuePaused);
    if (this.#registry.of(id).some(busy)) return;
    this.#staleCredentials.delete(id);
    this.#workspaces.get(id)?.server.restart();
  }

  #port(workspace: Workspace<AppServer> | undefined): WorkspacePort | undefined {
    if (workspace === undefined) return undefined;
    const { record, server, branch } = workspace;
    return {
      id: record.id,
      path: record.path,
      branch,
      server,
      lockConfig: (work) => this.#locks.run(this.#homes.pathOf(record.homeId), work),
    };
  }

  #makeSessionHost(): SessionHost {
    const fixed = new Map([this.#hostTopic, this.#fleetTopic, this.#inboxTopic].map((topic) => [topic.name, topic]));
    return {
      run: this.run,
      acquire: (name) => {
        const topic = fixed.get(name);
        if (topic !== undefined) return { topic, release: () => {} };
        const threadId = threadOfTopic(name);
        if (threadId === null) throw new ContractFailure({ code: 'notFound', message: `There is no topic ${name}.` });
        const thread = this.#registry.require(threadId);
        this.#holder.opened(thread);
        return { topic: thread.topic as Topic, release: () => this.#holder.closed(thread) };
      },
      call: (method, params, client) => runCall(this.#handlers, method, params, client),
      onFault: (error) => this.#fault(error),
    };
  }

  readonly #handlers: CallHandlers = {
    'workspace/add': ({ path }) => this.#workspaces.add(path),
    'workspace/remove': (params) => this.#workspaces.remove(params),
    'workspace/restart': (params) => this.#workspaces.restart(params),
    'workspace/update': (params) => this.#workspaces.update(params),
    'folder/list': ({ path }) => listFolders(path),
    'thread/start': (params) => this.#commands.start(params),
    'thread/send': (params) => this.#commands.send(params),
    'thread/interrupt': (params) => this.#commands.interrupt(params),
    'thread/continue': (params) => this.#commands.continue(params),
    'thread/rename': (params) => this.#commands.rename(params),
    'thread/archive': (params) => this.#commands.archive(params),
    'thread/markRead': (params) => this.#commands.markRead(params),
    'thread/history': (params) => this.#commands.history(params),
    'queue/remove': (params) => this.#commands.removeQueued(params),
    'item/read': (params) => this.#commands.readItem(params),
    'approval/decide': ({ approvalId, decision, answers, content }, client: ClientIdentity) => ({
      outcome: this.#inbox.decide(approvalId, { id: decision, ...(answers && { answers }), ...(content && { content }) }, client.name),
    }),
    'journal/list': ({ limit, before }) => ({ entries: this.#storage.journal(limit, before) }),
    'account/login': (params) => this.#homes.require(params.homeId).login(params),
    'account/cancelLogin': ({ homeId }) => this.#homes.require(homeId).cancelLogin(),
    'account/logout': ({ homeId }) => this.#homes.require(homeId).logout(),
    'provider/set': (params) => this.#homes.require(params.homeId).setProvider(params),
    'models/list': ({ workspaceId }) => this.#models(workspaceId),
    'draft/get': ({ key }) => ({ text: this.#storage.draft(key) }),
    'draft/set': ({ key, text }) => {
      this.#storage.saveDraft(key, text, this.#clock.now());
      return null;
    },
    'settings/set': (patch) => {
      const settings: Settings = { ...this.#info.settings, ...(patch.theme && { theme: patch.theme }) };
      this.#storage.saveSetting('settings', JSON.stringify(settings));
      this.#setInfo({ settings });
      return null;
    },
    'notice/dismiss': ({ id }) => {
      this.#notices.dismiss(id);
      return null;
    },
    'link/create': () => {
      const { createLink } = this.#options;
      if (createLink === undefined) throw new ContractFailure({ code: 'unavailable', message: 'Other devices can only connect to a browser host: npm start -- --browser.' });
      return createLink();
    },
    'demo/start': async () => {
      await this.startDemo();
      return null;
    },
    'demo/remove': () => this.#removeDemo(),
    'diagnostics/read': () => this.#diagnostics(),
  };

  async #models(workspaceId: WorkspaceId) {
    const { data } = await this.#workspaces.require(workspaceId).server.request('model/list', { limit: 100 });
    const models = data.map((model) => ({
      id: model.id,
      name: model.displayName,
      description: model.description,
      isDefault: model.isDefault,
      efforts: model.supportedReasoningEfforts.map(({ reasoningEffort }) => reasoningEffort),
      defaultEffort: model.defaultReasoningEffort,
    }));
    return { models };
  }

  #firstInfo(): HostInfo {
    const { dataDir, shell = 'browser', version = '0.0.0' } = this.#options;
    let codex: HostInfo['codex'] = { path: null, source: null, version: null, tested: true, problem: null };
    try {
      codex = { ...codex, ...findCodex(null, this.#env) };
    } catch (error) {
      codex = { ...codex, problem: error instanceof Error ? error.message : String(error) };
    }
    return {
      version,
      shell,
      platform: process.platform,
      dataDir,
      codex,
      git: { version: null, problem: null },
      sandbox: { works: null, problem: null },
      demo: 'off',
      demoProblem: null,
      settings: { theme: 'system', ...readSettings(this.#storage.setting('settings')) },
    };
  }

  #setInfo(patch: Partial<HostInfo>): void {
    this.#info = { ...this.#info, ...patch };
    this.#hostTopic.put('info', this.#info);
  }

  #diagnostics(): Diagnostics {
    const servers = [
      ...[...this.#workspaces.all()].map(({ record, server }) => ({ name: record.name, server, held: this.#registry.of(record.id) })),
      ...[...this.#homes.all()].map(({ home, server }) => ({ name: home.path, server, held: [] })),
    ];
    return {
      appServers: servers.map(({ name, server, held }) => ({
        name,
        status: server.status.type,
        pid: server.pid ?? null,
        generation: server.generation ?? null,
        malformed: server.malformed,
        unknownMethods: [...this.#unknownMethods],
        pendingRequests: server.pendingRequests,
        heldThreads: held.filter(({ subscribed }) => subscribed !== null).length,
        stderr: server.stderr,
      })),
      clients: [...this.#sessions].map(({ client, topics }) => ({ name: client?.name ?? '', topics })),
      memoryBytes: process.memoryUsage.rss(),
      storage: { path: this.#storage.path, problem: this.#storage.problem },
    };
  }

  #fault(error: unknown): void {
    // That a process ended is told where it is seen; what was asked of it in the background is asked again by itself.
    if (error instanceof RpcNotSent || (error instanceof RpcOutcomeUnknown && !error.timedOut)) return;
    this.#options.onFault?.(error);
  }
}

function readSettings(raw: string | null): Partial<Settings> {
  try {
    return raw === null ? {} : (JSON.parse(raw) as Partial<Settings>);
  } catch {
    return {};
  }
}

/** Makes and starts a host. */
export async function createHost(options: HostOptions): Promise<Host> {
  const host = new Host(options);
  await host.start();
  return host;
}
