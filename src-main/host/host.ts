import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorReport, errorWords } from '#shared/base/words.ts';
import { attempt } from '#shared/base/attempt.ts';
import { guardedClock, type Clock } from '#shared/base/clock.ts';
import type { Diagnostics } from '#shared/contract/calls/diagnostics.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Method, Params, Results } from '#shared/contract/requests.ts';
import { batchesTopic, fleetTopic, hostTopic, inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { HostTransport } from '#shared/contract/transport.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { readSettings } from '#shared/model/settings/settings.ts';
import type { HostInfo } from '#shared/model/workspace/workspace.ts';
import { RpcNotSent, RpcOutcomeUnknown } from '#shared/rpc/errors.ts';
import type { Access } from '#shared/model/access/session.ts';
import { AccessState } from './access.ts';
import { AppServerPool } from './app-server-pool.ts';
import type { AppServer } from './app-servers/app-server.ts';
import { ConfigLocks } from './app-servers/config-lock.ts';
import { BranchWatch } from './branch-watch.ts';
import { Batches } from './approvals/batches.ts';
import { Inbox } from './approvals/inbox.ts';
import { callHandlers } from './call-handlers.ts';
import { ChangesCalls } from './changes-calls.ts';
import { readDiagnostics } from './diagnostics.ts';
import { ConfigWatch } from './config-watch.ts';
import { ConflictWatch } from './conflict-watch.ts';
import { DemoSession } from './demo-session.ts';
import { GatewayCalls } from './gateway-calls.ts';
import { currentBranch, gitVersion } from './git/git.ts';
import { HeldBackState } from './held-back.ts';
import { Homes } from './homes/homes.ts';
import type { Pace } from './inference/pace.ts';
import { InfoState } from './info-state.ts';
import { Notices } from './notices/notices.ts';
import { Places } from './private-places.ts';
import { RuleCalls } from './rule-calls.ts';
import { Seal } from './secrets/seal.ts';
import { SecretStore, type SecretCipher } from './secrets/secret-store.ts';
import { SqliteStorage } from './storage/sqlite-storage.ts';
import { systemClock } from './system-clock.ts';
import type { LogFile } from './system/log-file.ts';
import { ThreadCommands } from './threads/commands.ts';
import { ExistingThreads } from './threads/existing.ts';
import { Doubt } from './threads/doubt.ts';
import { ThreadHolder } from './threads/holder.ts';
import { KeptItems } from './threads/kept-items.ts';
import { SentTexts } from './threads/sent-texts.ts';
import { IncomingEvents } from './threads/incoming.ts';
import type { WorkspacePort } from './threads/ports.ts';
import { rememberedFacts, threadRecord } from '#shared/model/thread/record.ts';
import { Recovery } from './threads/recovery.ts';
import { ThreadRegistry } from './threads/registry.ts';
import { ThreadGuards } from './thread-guards.ts';
import { Malformed, readStoredItem } from './threads/wire.ts';
import { TerminalParts } from './terminal-calls.ts';
import { runCall, type CallHandlers } from './topics/calls.ts';
import { ClientSession, type SessionHost } from './topics/client-session.ts';
import { Topic } from './topics/topic.ts';
import { Verdicts } from './verdicts.ts';
import { WireEvents } from './wire-events.ts';
import { WorkspacePorts } from './workspace-ports.ts';
import { WorkspaceService } from './workspaces/workspace-service.ts';
import { WorktreeCalls } from './worktree-calls.ts';

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
  /** Who lets browsers in; only a browser host has it. */
  readonly access?: Access | undefined;
  /** Where the demo's resources lie and at what pace its model speaks; without it there is no demo. */
  readonly demo?: { readonly resources: string; readonly pace?: Pace } | undefined;
  /** Starts the demo at once. */
  readonly startDemo?: boolean;
  /** Locks the secrets that Muster keeps; without it they stand in a file that only its owner can read. */
  readonly cipher?: SecretCipher | undefined;
  /** What happened in the life of this host, line by line; it belongs to whoever made it. */
  readonly log?: Pick<LogFile, 'write' | 'tail'>;
  /** What the shell found on the way here and the person should know. */
  readonly startNotices?: readonly { readonly title: string; readonly detail: string }[];
  /** A fault of ours, for whoever watches the process; the log has it too. */
  readonly onFault?: (error: unknown) => void;
}

/** Frames to a client that only shows the fleet: ten a second at most. */
const FLEET_PACE_MS = 100;
/** Lines of the log that diagnostics carry. */
const LOG_LINES = 200;
/** How long what could not be stored waits before it is tried again. */
const STORAGE_RETRY_MS = 2000;
/** A frame of a screen. */
const THREAD_PACE_MS = 16;

/**
 * All of Muster's behaviour, without a shell: it puts the parts together and owns them. Clients come in by `connect`;
 * `dispose` ends every child process.
 */
export class Host {
  readonly run = randomUUID();
  readonly #options: HostOptions;
  readonly #clock: Clock;
  readonly #env: NodeJS.ProcessEnv;
  readonly #hostTopic = new Topic(hostTopic.topic, FLEET_PACE_MS);
  readonly #fleetTopic = new Topic(fleetTopic.topic, FLEET_PACE_MS);
  readonly #inboxTopic = new Topic(inboxTopic.topic, 0);
  readonly #batchesTopic = new Topic(batchesTopic.topic, 0);
  readonly #locks = new ConfigLocks();
  readonly #sessions = new Set<ClientSession>();
  readonly #homes: Homes<AppServer>;
  readonly #storage: SqliteStorage;
  readonly #notices: Notices;
  readonly #inbox: Inbox;
  readonly #batches: Batches;
  readonly #registry: ThreadRegistry;
  readonly #holder: ThreadHolder;
  readonly #kept: KeptItems;
  readonly #sent: SentTexts;
  readonly #recovery: Recovery;
  readonly #doubt: Doubt;
  readonly #incoming: IncomingEvents;
  readonly #commands: ThreadCommands;
  readonly #existing: ExistingThreads;
  readonly #workspaces: WorkspaceService<AppServer>;
  readonly #sessionHost: SessionHost;
  readonly #demo: DemoSession | undefined;
  readonly #info: InfoState;
  readonly #events: WireEvents;
  readonly #rules: RuleCalls;
  readonly #gateway: GatewayCalls;
  readonly #verdicts: Verdicts;
  readonly #worktrees: WorktreeCalls;
  readonly #changes: ChangesCalls;
  readonly #configWatch: ConfigWatch;
  readonly #conflicts: ConflictWatch;
  readonly #terminals: TerminalParts;
  readonly #handlers: CallHandlers;
  readonly #ports: WorkspacePorts;
  readonly #pool: AppServerPool;
  readonly #access: AccessState;
  readonly #branches: BranchWatch;
  readonly #held: HeldBackState;
  readonly #places: Places;
  readonly #storageNotices: (() => void)[] = [];
  #storageRetry: unknown;
  #ended: Promise<void> | undefined;
  #faults = 0;

  constructor(options: HostOptions) {
    mkdirSync(options.dataDir, { recursive: true });
    options = { ...options, dataDir: realpathSync(options.dataDir) };
    this.#options = options;
    this.#clock = guardedClock(options.clock ?? systemClock, (error) => this.#fault(error));
    this.#env = options.env ?? process.env;
    const now = (): number => this.#clock.now();
    const fault = (error: unknown): void => this.#fault(error);
    this.#notices = new Notices((changes) => this.#hostTopic.apply(changes), now);
    this.#storage = new SqliteStorage(join(options.dataDir, 'muster.db'), {
      seal: Seal.open(join(options.dataDir, 'seal.json'), options.cipher),
      onProblem: (message, passing) => this.#storageFails(message, passing),
      onSettled: () => this.#storageWorks(),
      now,
    });
    this.#places = new Places({
      dataDir: options.dataDir,
      codexHomes: () => [...this.#homes.all()].map(({ home }) => home.path),
      env: this.#env,
    });
    this.#inbox = new Inbox({
      apply: (changes) => this.#inboxTopic.apply(changes),
      journal: (entry) => this.#storage.appendJournal(entry),
      note: (entry) => this.#storage.noteJournal(entry),
      keep: (approval) => this.#storage.saveApproval(approval),
      together: (work) => this.#storage.together(work),
      changed: (threadId) => this.#registry.pendingChanged(threadId),
      asked: (approval) => this.#gateway.asked(approval),
      read: (approval) => this.#rules.read(approval),
      verdict: (approval) => this.#verdicts.decided(approval),
      subjectOf: (approval) => this.#rules.subjectOf(approval),
      now,
      onFault: fault,
    });
    this.#batches = new Batches({
      inbox: this.#inbox,
      apply: (changes) => this.#batchesTopic.apply(changes),
      clock: this.#clock,
      onFault: fault,
    });
    this.#registry = new ThreadRegistry(
      (id) => new Topic(threadTopic(id), THREAD_PACE_MS),
      this.#fleetTopic,
      {
        save: (facts) => this.#storage.saveThread(threadRecord(facts)),
        remove: (id) => this.#storage.removeThread(id),
      },
      this.#inbox,
      now,
    );
    this.#verdicts = new Verdicts({ registry: this.#registry, storage: this.#storage });
    this.#rules = new RuleCalls({
      inbox: this.#inbox,
      batches: this.#batches,
      registry: this.#registry,
      storage: this.#storage,
      declineOnly: (approval) => this.#gateway.declineOnly(approval),
      now,
      onFault: fault,
    });
    this.#gateway = new GatewayCalls({
      inbox: this.#inbox,
      rules: () => this.#rules,
      registry: this.#registry,
      storage: this.#storage,
      secrets: new SecretStore(join(options.dataDir, 'secrets.json'), options.cipher),
      workspace: (id) => this.#workspaces.get(id)?.record,
      show: (state) => this.#hostTopic.apply([hostTopic.gateway.put(state)]),
      warn: (title, detail) => this.#notices.say('warning', title, detail),
      log: (text) => options.log?.write('info', text),
      clock: this.#clock,
      env: this.#env,
      version: options.version ?? '0.0.0',
      onFault: fault,
    });
    this.#holder = new ThreadHolder({
      registry: this.#registry,
      workspace: (id) => this.#ports.get(id),
      workspaces: () => [...this.#workspaces.all()].flatMap(({ record }) => this.#ports.get(record.id) ?? []),
      suspend: (id) => this.#workspaces.get(id)?.server.suspend(),
      clock: this.#clock,
      kept: (id, recorded) => this.#kept.read(id, recorded),
      read: (thread, items) => this.#sent.seen(thread.facts.id, items),
      cutOff: (thread) => this.#kept.followed(thread, { type: 'cutOff' }),
      onFault: fault,
    });
    this.#kept = new KeptItems({
      store: this.#storage,
      asItem: readStoredItem,
      thread: (id) => this.#registry.get(id),
      clock: this.#clock,
    });
    this.#sent = new SentTexts({
      registry: this.#registry,
      store: this.#storage,
      recorded: (thread) => this.#holder.recordedTexts(thread),
      now,
      onFault: fault,
    });
    this.#recovery = new Recovery({
      registry: this.#registry,
      holder: this.#holder,
      sent: this.#sent,
      cutOff: (thread) => this.#kept.followed(thread, { type: 'cutOff' }),
      onFault: fault,
    });
    this.#doubt = new Doubt({
      registry: this.#registry,
      holder: this.#holder,
      inbox: this.#inbox,
      workspace: (id) => this.#ports.get(id),
      clock: this.#clock,
      onFault: fault,
    });
    this.#incoming = new IncomingEvents({
      registry: this.#registry,
      holder: this.#holder,
      inbox: this.#inbox,
      turnEnded: (thread) => {
        this.#commands.turnEnded(thread);
        void this.#sent.settle(thread);
      },
      grew: (thread, itemId) => this.#kept.grew(thread, itemId),
      followed: (thread, event) => {
        this.#kept.followed(thread, event);
        if (event.type === 'itemStarted' || event.type === 'itemCompleted')
          this.#sent.seen(thread.facts.id, [event.item]);
        this.#changes.followed(thread, event);
        this.#conflicts.followed(thread, event);
      },
      now,
      onDoubt: (id) => this.#doubt.raise(id),
      onFault: fault,
    });
    this.#commands = new ThreadCommands({
      registry: this.#registry,
      holder: this.#holder,
      sent: this.#sent,
      kept: (id, recorded) => this.#kept.read(id, recorded),
      workspace: (id) => this.#ports.get(this.#workspaces.require(id).record.id) as WorkspacePort,
      now,
      onFault: fault,
    });
    this.#existing = new ExistingThreads({
      registry: this.#registry,
      workspace: (id) => this.#ports.get(this.#workspaces.require(id).record.id) as WorkspacePort,
      counted: (id, hidden) => {
        const workspace = this.#workspaces.get(id);
        if (workspace === undefined || workspace.hiddenThreads === hidden) return;
        workspace.hiddenThreads = hidden;
        this.#workspaces.show(workspace);
      },
      look: (workspace, thread) => this.#recovery.look(workspace, thread),
      onFault: fault,
    });
    const guards = new ThreadGuards({ places: this.#places, env: this.#env });
    this.#ports = new WorkspacePorts({
      guard: ({ homeId }, server, cwd, wanted) => guards.of(server, this.#homes.pathOf(homeId), cwd, wanted),
      workspace: (id) => this.#workspaces.get(id),
      folders: (record) => this.#worktrees.folders(record),
      lockConfig: (home, work) => this.#locks.run(this.#homes.pathOf(home), work),
    });
    this.#pool = new AppServerPool({
      homes: () => this.#homes,
      workspaces: () => this.#workspaces,
      events: () => this.#events,
      info: () => this.#info,
      port: (id) => this.#ports.get(id),
      inbox: this.#inbox,
      recovery: this.#recovery,
      existing: this.#existing,
      registry: this.#registry,
      notices: this.#notices,
      storage: this.#storage,
      doubt: this.#doubt,
      clock: this.#clock,
      env: this.#env,
      log: options.log,
      configTrouble: (id) => this.#configWatch.watch(id, 'configuration', null),
      onFault: fault,
    });
    this.#homes = new Homes({
      usual: options.codexHome ?? this.#env['CODEX_HOME'] ?? join(homedir(), '.codex'),
      apply: (changes) => this.#hostTopic.apply(changes),
      store: { all: () => this.#storage.homes(), save: (home) => this.#storage.saveHome(home) },
      makeServer: (id, path) => this.#pool.homeServer(id, path),
      isDemo: (path) => path === this.#demo?.codexHome,
      lockConfig: (path, work) => this.#locks.run(path, work),
      credentialsChanged: (id) => this.#pool.credentialsChanged(id),
      told: (id, refusal) => {
        this.#notices.over(id, 'refusal');
        if (refusal === null) return;
        const cause = [id, 'refusal'];
        this.#notices.say('warning', 'Codex cannot tell about its home', refusal.message, null, { cause });
        this.#configWatch.watch(id, 'configuration', null);
      },
      onFault: fault,
    });
    this.#configWatch = new ConfigWatch({
      clock: this.#clock,
      pathOf: (id) => this.#homes.get(id)?.home.path,
      changed: (id, what) => this.#pool.configChanged(id, what),
      onFault: fault,
    });
    this.#workspaces = new WorkspaceService({
      apply: (changes) => this.#hostTopic.apply(changes),
      store: {
        save: (record) => this.#storage.saveWorkspace(record),
        remove: (id) => this.#storage.removeWorkspace(id),
      },
      makeServer: (id, record) => this.#pool.workspaceServer(id, record),
      homeOf: (path) => this.#homes.open(path).home.id,
      branchOf: currentBranch,
      gitProblem: () => this.#info.value.git.problem,
      reach: (folder) => this.#places.reach(folder),
      removed: (id) => {
        for (const { facts } of this.#registry.of(id)) this.#registry.remove(facts.id);
        this.#ports.forget(id);
        this.#terminals.workspaceRemoved(id);
      },
    });
    this.#sessionHost = this.#makeSessionHost();
    this.#demo =
      options.demo && new DemoSession({ ...options.demo, directory: join(options.dataDir, 'demo') });
    this.#events = new WireEvents({
      incoming: this.#incoming,
      inbox: this.#inbox,
      registry: this.#registry,
      homes: this.#homes,
      notices: this.#notices,
      clock: this.#clock,
      configTrouble: (id, what, file) => this.#configWatch.watch(id, what, file),
      turnEnded: (id, threadId) => {
        void this.#readBranch(id, threadId).catch(fault);
        this.#pool.renewCredentials(id);
      },
    });
    this.#info = new InfoState({
      version: options.version ?? '0.0.0',
      shell: options.shell ?? 'browser',
      dataDir: options.dataDir,
      env: this.#env,
      settings: readSettings(this.#storage.settings()),
      show: (info) => this.#hostTopic.apply([hostTopic.info.put(info)]),
    });
    this.#worktrees = new WorktreeCalls({
      dataDir: options.dataDir,
      registry: this.#registry,
      commands: this.#commands,
      workspace: (id) => this.#workspaces.require(id).record,
      workspaces: () => [...this.#workspaces.all()].map(({ record }) => record),
      settings: () => this.#info.value.settings,
      terminalsIn: (folder) => this.#terminals.countIn(folder),
      endTerminalsIn: (folder) => this.#terminals.endIn(folder),
      now,
    });
    this.#conflicts = new ConflictWatch({
      registry: this.#registry,
      store: this.#storage,
      clock: this.#clock,
      onFault: fault,
    });
    this.#changes = new ChangesCalls({
      registry: this.#registry,
      holder: this.#holder,
      clock: this.#clock,
      onFault: fault,
    });
    this.#terminals = new TerminalParts({
      env: this.#env,
      version: this.#info.value.version,
      recordPath: join(options.dataDir, 'terminals.json'),
      clock: this.#clock,
      onFault: fault,
      workspaceFolder: (id) => this.#workspaces.require(id).record.path,
      settings: () => this.#info.value.settings,
    });
    this.#branches = new BranchWatch({
      folders: () => this.#shownFolders(),
      branchOf: currentBranch,
      changed: (folder, branch) => this.#branchChanged(folder, branch),
      watched: () => this.#sessions.size > 0,
      clock: this.#clock,
      onFault: fault,
    });
    this.#held = new HeldBackState({
      storage: this.#storage,
      show: (entity) =>
        this.#hostTopic.apply([entity === null ? hostTopic.held.cut() : hostTopic.held.put(entity)]),
      warn: (title, detail) => this.#notices.say('warning', title, detail),
      trusted: () => {
        this.#rules.rules.reload();
        this.#info.set({ settings: readSettings(this.#storage.settings()) });
      },
    });
    this.#access = new AccessState({
      access: options.access,
      show: (entity) => this.#hostTopic.apply([hostTopic.sessions.put(entity)]),
      say: (title, detail, session) => this.#notices.say('info', title, detail, null, { session }),
      clock: this.#clock,
    });
    this.#handlers = callHandlers({
      access: this.#access,
      held: this.#held,
      terminals: this.#terminals,
      worktrees: this.#worktrees,
      changes: this.#changes,
      workspaces: this.#workspaces,
      homes: this.#homes,
      commands: this.#commands,
      existing: this.#existing,
      rules: this.#rules.rules,
      gateway: this.#gateway,
      inbox: this.#inbox,
      batches: this.#batches,
      notices: this.#notices,
      storage: this.#storage,
      info: this.#info,
      now,
      createLink: options.createLink,
      startDemo: () => this.startDemo(),
      removeDemo: () => this.#removeDemo(),
      diagnostics: () => this.#diagnostics(),
    });
  }

  /** Shows what storage remembers and starts the app-servers. */
  async start(): Promise<void> {
    this.#options.log?.write('info', `Muster ${this.#info.value.version} begins, process ${process.pid}`);
    for (const { title, detail } of this.#options.startNotices ?? [])
      this.#notices.say('warning', title, detail);
    this.#held.start();
    this.#rules.start();
    this.#inbox.expireLeftOver(this.#storage.openApprovals());
    this.#inbox.restore(this.#storage.approvals());
    this.#info.set({ git: await gitVersion() });
    this.#homes.open(null);
    const threads = this.#storage.threads();
    const records = this.#storage.workspaces();
    for (const record of threads) {
      // What ran when the host died has no process any more.
      if (records.some(({ id }) => id === record.workspaceId))
        this.#registry.add(rememberedFacts(record), false);
    }
    this.#sent.start();
    // Its model listens elsewhere in each life of the host: the configuration must say so before Codex reads it.
    if (records.some(({ demo }) => demo)) await this.#resumeDemo();
    for (const record of records) this.#workspaces.open(record);
    this.#conflicts.start();
    this.#branches.start();
    if (this.#options.startDemo === true) void this.startDemo().catch((error: unknown) => this.#fault(error));
  }

  async #resumeDemo(): Promise<void> {
    try {
      await this.#demo?.prepare();
      this.#info.set({ demo: 'running' });
    } catch (error) {
      this.#info.set({ demo: 'failed', demoProblem: errorWords(error) });
    }
  }

  /** Whether any thread of a workspace is known. */
  hasThreads(id: WorkspaceId): boolean {
    return this.#registry.of(id).length > 0;
  }

  /** Lets a client in, until its transport closes. */
  connect(transport: HostTransport, who?: { readonly label: string; readonly session?: string }): void {
    const session = new ClientSession(transport, this.#sessionHost, this.#clock);
    this.#sessions.add(session);
    const left = who?.session === undefined ? undefined : this.#access.connected(who.session);
    transport.onClose(() => {
      this.#sessions.delete(session);
      left?.dispose();
    });
  }

  /** A browser was let in, or a session ended: the person is shown who may come in. */
  sessionsChanged(letIn?: { readonly id: string; readonly by: 'start' | 'device' }): void {
    this.#access.changed(letIn);
  }

  /** Ends every client's connection and every child process. Resolves when none is left. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      // Each part ends whatever another's end throws: no child process may be left.
      const end = (work: () => void): void => attempt(work, (error) => this.#fault(error));
      for (const session of [...this.#sessions]) end(() => session.dispose());
      for (const part of [
        this.#holder,
        this.#doubt,
        this.#kept,
        this.#batches,
        this.#changes,
        this.#conflicts,
        this.#branches,
        this.#configWatch,
      ])
        end(() => part.dispose());
      const ends = [
        () => this.#gateway.dispose(),
        () => this.#workspaces.stop(),
        () => this.#homes.stop(),
        () => this.#terminals.dispose(),
      ].map(async (work) => work());
      for (const one of await Promise.allSettled(ends))
        if (one.status === 'rejected') this.#fault(one.reason);
      await this.#demo?.close().catch((error: unknown) => this.#fault(error));
      this.#clock.clearTimeout(this.#storageRetry);
      end(() => this.#storage.close());
      this.#options.log?.write('info', 'Muster ended in order');
    })();
    return this.#ended;
  }

  /** Runs one call as a client would; for what is built on the host, such as the demo. */
  call<M extends Method>(method: M, params: Params<M>): Promise<Results[M]> {
    return runCall(this.#handlers, method, params, { id: 'host', name: 'Muster' }) as Promise<Results[M]>;
  }

  /** Adds a folder that uses a CODEX_HOME of its own. */
  addWorkspace(
    path: string,
    codexHome: string,
    demo: boolean,
  ): Promise<{ workspaceId: WorkspaceId; existed: boolean }> {
    return this.#workspaces.add(path, { codexHome, demo });
  }

  /** Starts the demo in the background; the host's info says how it goes. */
  async startDemo(): Promise<void> {
    const demo = this.#demo;
    if (demo === undefined)
      throw new ContractFailure({ code: 'unavailable', message: 'This build has no demo.' });
    if (this.#info.value.demo === 'preparing') return;
    this.#info.set({ demo: 'preparing', demoProblem: null });
    try {
      await demo.start(this);
      this.#info.set({ demo: 'running' });
    } catch (error) {
      this.#info.set({ demo: 'failed', demoProblem: errorWords(error) });
      throw error;
    }
  }

  async #removeDemo(): Promise<void> {
    for (const { record } of [...this.#workspaces.all()]) {
      if (record.demo) await this.#workspaces.remove({ workspaceId: record.id });
    }
    if (this.#demo !== undefined) await this.#homes.close(this.#demo.codexHome);
    await this.#demo?.remove();
    this.#info.set({ demo: 'off', demoProblem: null });
  }

  *#shownFolders(): Iterable<string> {
    for (const { record } of this.#workspaces.all()) yield record.path;
    for (const { facts } of this.#registry.all()) yield facts.cwd;
  }

  #branchChanged(folder: string, branch: string | null): void {
    for (const workspace of this.#workspaces.all())
      if (workspace.record.path === folder && workspace.branch !== branch)
        void this.#workspaces.look(workspace).catch((error: unknown) => this.#fault(error));
    for (const thread of this.#registry.all())
      if (thread.facts.cwd === folder && thread.facts.branch !== branch && branch !== null)
        this.#registry.apply(thread, { type: 'factsChanged', patch: { branch } });
  }

  async #readBranch(id: WorkspaceId, threadId: ThreadId): Promise<void> {
    const thread = this.#registry.get(threadId);
    const workspace = this.#workspaces.get(id);
    if (thread === undefined || workspace === undefined) return;
    const branch = await currentBranch(thread.facts.cwd);
    if (branch !== null) this.#registry.apply(thread, { type: 'factsChanged', patch: { branch } });
    if (branch !== workspace.branch && thread.facts.cwd === workspace.record.path)
      await this.#workspaces.look(workspace);
  }

  /** Said until it is over, and what could not be stored is tried again until then. */
  #storageFails(message: string, passing: boolean): void {
    this.#options.log?.write('error', message);
    const takeBack = this.#notices.say('error', 'Storage', message);
    if (!passing) return;
    this.#storageNotices.push(takeBack);
    this.#retryStorage();
  }

  #retryStorage(): void {
    this.#storageRetry ??= this.#clock.setTimeout(() => {
      this.#storageRetry = undefined;
      this.#storage.retry();
      if (this.#storage.waiting > 0) this.#retryStorage();
    }, STORAGE_RETRY_MS);
  }

  #storageWorks(): void {
    for (const takeBack of this.#storageNotices.splice(0)) takeBack();
  }

  #makeSessionHost(): SessionHost {
    const fixed = new Map(
      [this.#hostTopic, this.#fleetTopic, this.#inboxTopic, this.#batchesTopic, this.#rules.topic].map(
        (topic) => [topic.name, topic],
      ),
    );
    return {
      run: this.run,
      acquire: (name, client) => {
        const topic = fixed.get(name);
        if (topic !== undefined) return { topic, release: () => {} };
        const changes = this.#changes.acquire(name);
        if (changes !== null) return changes;
        const terminal = this.#terminals.acquire(name, client);
        if (terminal !== undefined) return terminal;
        const threadId = threadTopic.idOf(name);
        if (threadId === null)
          throw new ContractFailure({ code: 'notFound', message: `There is no topic ${name}.` });
        const thread = this.#registry.require(threadId);
        this.#holder.opened(thread);
        this.#verdicts.opened(thread);
        return { topic: thread.topic as Topic, release: () => this.#holder.closed(thread) };
      },
      call: (method, params, client) => runCall(this.#handlers, method, params, client),
      onFault: (error) => this.#fault(error),
    };
  }

  #diagnostics(): Diagnostics {
    return readDiagnostics({
      now: this.#clock.now(),
      info: this.#info.value,
      servers: [
        ...[...this.#workspaces.all()].map(({ record, server }) => ({
          name: record.name,
          server,
          held: this.#registry.of(record.id),
        })),
        ...[...this.#homes.all()].map(({ home, server }) => ({ name: home.path, server, held: [] })),
      ],
      homes: [...this.#homes.all()].map(({ home }) => home.configuration),
      threads: this.#registry.all(),
      unknownMethods: this.#events.unknownMethods,
      clients: [...this.#sessions].map(({ client, topics }) => ({ name: client?.name ?? '', topics })),
      storage: { path: this.#storage.path, problem: this.#storage.problem },
      log: this.#options.log?.tail(LOG_LINES) ?? [],
      faults: this.#faults,
    });
  }

  /** Takes a fault of ours that the shell met: what nobody handled in its process. It is counted, logged and said. */
  faultOutside(error: unknown): void {
    this.#fault(error);
    const words = errorWords(error);
    attempt(() =>
      this.#notices.say(
        'warning',
        'Muster made a mistake',
        `Agents go on. If something looks wrong, restart Muster, and please report what the log says: ${words.slice(0, 500)}`,
      ),
    );
  }

  #fault(error: unknown): void {
    // That a process ended is told where it is seen; what was asked of it in the background is asked again by itself.
    if (error instanceof RpcNotSent || (error instanceof RpcOutcomeUnknown && !error.timedOut)) return;
    if (error instanceof Malformed) {
      // An answer that could not be read cost what was asked for: that is no fault of ours.
      this.#options.log?.write('warning', `an answer of an app-server was ${error.message}`);
      return;
    }
    this.#faults += 1;
    const text = errorReport(error);
    this.#options.log?.write('error', `a fault: ${text}`);
    this.#options.onFault?.(error);
  }
}

/** Makes and starts a host. */
export async function createHost(options: HostOptions): Promise<Host> {
  const host = new Host(options);
  try {
    await host.start();
  } catch (error) {
    // A start that failed leaves nothing behind: no child, and no file that is held.
    await host.dispose();
    throw error;
  }
  return host;
}
