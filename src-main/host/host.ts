import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorWords } from '#shared/base/words.ts';
import { attempt } from '#shared/base/attempt.ts';
import { guardedClock, type Clock } from '#shared/base/clock.ts';
import type { Method, Params, Results } from '#shared/contract/requests.ts';
import { batchesTopic, fleetTopic, hostTopic, inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { HostTransport } from '#shared/contract/transport.ts';
import type { Access } from '#shared/model/access/session.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import { titleOf } from '#shared/model/thread/facts.ts';
import { rememberedFacts, threadRecord } from '#shared/model/thread/record.ts';
import type { HostInfo } from '#shared/model/workspace/workspace.ts';
import { RpcNotSent, RpcOutcomeUnknown } from '#shared/rpc/errors.ts';
import { AccessState } from './access/access.ts';
import { AppServerPool, usualProgram } from './app-server-pool.ts';
import { approvalHandlers } from './approvals/approval-handlers.ts';
import { Batches } from './approvals/batches.ts';
import { DeciderChain } from './approvals/deciders.ts';
import { Inbox } from './approvals/inbox.ts';
import { Attachments } from './attachments/attachments.ts';
import { Ends } from './base/ends.ts';
import { systemClock } from './base/system-clock.ts';
import { ConflictWatch } from './changes/conflict-watch.ts';
import { ThreadChanges } from './changes/thread-changes.ts';
import { DemoSession, type DemoHost } from './demo/demo-session.ts';
import { CodexEngine } from './engines/codex/engine.ts';
import { EngineEvents } from './engine-events.ts';
import type { EngineThreads } from './engines/engine.ts';
import { Malformed } from './engines/failure.ts';
import { hostEvents } from './events.ts';
import { GatewayDecider } from './gateway/gateway-decider.ts';
import { FileSearches } from './files/file-searches.ts';
import { gitOn } from './git/all.ts';
import { ConfigWatch } from './homes/config-watch.ts';
import { CredentialRenewal } from './homes/credential-renewal.ts';
import { HomeFolders } from './homes/home-folders.ts';
import { Homes } from './homes/homes.ts';
import { scriptedDemo } from './inference/demo/scripted-demo.ts';
import type { Pace } from './inference/pace.ts';
import { localMachine } from './machine/local.ts';
import { Notices } from './notices/notices.ts';
import { SavedPrompts } from './prompts/saved-prompts.ts';
import { RequestReader } from './rules/request-reader.ts';
import { RuleDeciders } from './rules/rule-deciders.ts';
import { Seal } from './secrets/seal.ts';
import { SecretStore, type SecretCipher } from './secrets/secret-store.ts';
import { SettingsService } from './settings/settings-service.ts';
import { draftHandlers } from './storage/draft-handlers.ts';
import { HeldBackState } from './storage/held-back.ts';
import { journalHandlers } from './storage/journal-handlers.ts';
import { SqliteStorage } from './storage/sqlite-storage.ts';
import { storageNotices, StorageRetries } from './storage/storage-watch.ts';
import { readDiagnostics } from './system/diagnostics.ts';
import { Faults } from './system/faults.ts';
import { InfoState } from './system/info-state.ts';
import type { LogFile } from './system/log-file.ts';
import { Setup } from './setup/setup.ts';
import { checkSandboxOnce } from './system/sandbox-check.ts';
import { WorkspaceTerminals } from './terminals/workspace-terminals.ts';
import { ThreadCommands } from './threads/commands.ts';
import { Alarms } from './threads/alarms.ts';
import { ThreadArchive } from './threads/archive.ts';
import { Finding } from './threads/finding.ts';
import { ThreadCourse } from './threads/course.ts';
import { Doubt } from './threads/doubt.ts';
import { ExistingThreads } from './threads/existing.ts';
import { ThreadHolder } from './threads/holder.ts';
import type { HeldThread } from './threads/thread.ts';
import { ThreadQueue } from './threads/thread-queue.ts';
import { ThreadRunning } from './threads/thread-running.ts';
import { HeldSteers } from './threads/held-steers.ts';
import { IncomingEvents } from './threads/incoming.ts';
import { KeptItems } from './threads/kept-items.ts';
import { Recovery } from './threads/recovery.ts';
import { ThreadRegistry } from './threads/registry.ts';
import { Starts } from './threads/starts.ts';
import { SentTexts } from './threads/sent-texts.ts';
import { ThreadBranches } from './threads/thread-branches.ts';
import { threadHandlers } from './threads/thread-handlers.ts';
import { threadTopics } from './threads/thread-topics.ts';
import { Verdicts } from './threads/verdicts.ts';
import { runCall, type CallHandlers } from './topics/calls.ts';
import { ClientSession, type SessionHost } from './topics/client-session.ts';
import { openTopic, standing } from './topics/open-topics.ts';
import { Topic } from './topics/topic.ts';
import { Usage } from './usage/usage.ts';
import { WorkspacePorts } from './workspace-ports.ts';
import { BranchWatch } from './workspaces/branch-watch.ts';
import { realFolder } from './workspaces/folders.ts';
import { Places } from './workspaces/places.ts';
import { WorkspaceService } from './workspaces/workspace-service.ts';
import { ThreadPlaces } from './worktrees/thread-places.ts';
import { usersOf } from './worktrees/users.ts';
import { Worktrees } from './worktrees/worktrees.ts';

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
/** A frame of a screen. */
const THREAD_PACE_MS = 16;

/**
 * All of Muster's behaviour, without a shell: it makes the parts in the order in which they need each other, and owns
 * them. A part that is needed by one made before it is told of by an event. Clients come in by `connect`; `dispose` ends
 * every child process.
 */
export class Host {
  readonly run = randomUUID();
  readonly #clock: Clock;
  readonly #log: HostOptions['log'];
  readonly #faults: Faults;
  readonly #notices: Notices;
  readonly #access: AccessState;
  readonly #handlers: CallHandlers;
  readonly #sessions = new Set<ClientSession>();
  readonly #sessionHost: SessionHost;
  readonly #demoHost: DemoHost;
  readonly #ends: Ends;
  readonly #begin: () => Promise<void>;
  #ended: Promise<void> | undefined;

  constructor(options: HostOptions) {
    mkdirSync(options.dataDir, { recursive: true });
    const dataDir = realpathSync(options.dataDir);
    const { log, cipher } = options;
    const env = options.env ?? process.env;
    const version = options.version ?? '0.0.0';
    const faults = new Faults({
      expected: expectedFailure,
      log: log && ((level, text) => log.write(level, text)),
      told: options.onFault,
    });
    const onFault = faults.take;
    const clock = guardedClock(options.clock ?? systemClock, onFault);
    const now = (): number => clock.now();
    const ends = new Ends(onFault);
    const events = hostEvents(onFault);

    // What the host says as a whole, and what it remembers.
    const host = new Topic(hostTopic.topic, FLEET_PACE_MS);
    const apply: Topic['apply'] = (changes) => host.apply(changes);
    const notices = new Notices(apply, events, now);
    storageNotices({
      events,
      say: (message) => notices.say('error', 'Storage', message),
      log: (message) => log?.write('error', message),
    });
    const storage = new SqliteStorage(join(dataDir, 'muster.db'), {
      seal: Seal.open(join(dataDir, 'seal.json'), cipher),
      onProblem: (message, passing) => events.fire('storageFails', { message, passing }),
      onSettled: () => events.fire('storageWorks', undefined),
      now,
    });
    ends.ownBelow({ dispose: () => storage.close() });
    ends.own(new StorageRetries(storage, events, clock));
    const settings = new SettingsService(storage, events, onFault);
    // What hosts threads, and the folders it must keep to.
    const folders = new HomeFolders({
      usual: options.codexHome ?? env['CODEX_HOME'] ?? join(homedir(), '.codex'),
      store: storage,
    });
    const machine = localMachine();
    const git = gitOn(machine);
    const places = new Places({ dataDir, codexHomes: () => folders.inUse(), env });
    const engine = new CodexEngine({ clientVersion: version, env, places, clock });
    const info = new InfoState({
      version,
      shell: options.shell ?? 'browser',
      dataDir,
      codex: usualProgram(engine),
      settings,
      events,
      show: (value) => apply([hostTopic.info.put(value)]),
    });
    const held = new HeldBackState({
      storage,
      events,
      show: (entity) => apply([entity === null ? hostTopic.held.cut() : hostTopic.held.put(entity)]),
      warn: (title, detail) => notices.say('warning', title, detail),
    });
    const access = new AccessState({
      access: options.access,
      createLink: options.createLink,
      show: (entity) => apply([hostTopic.sessions.put(entity)]),
      say: (title, detail, session) => notices.say('info', title, detail, null, { session }),
      clock,
    });
    const demo = ends.ownBelow(
      new DemoSession({
        places: options.demo && { resources: options.demo.resources, directory: join(dataDir, 'demo') },
        ...scriptedDemo(options.demo?.pace),
        info,
      }),
    );

    // App-servers, and the homes and workspaces that have them.
    const pool = new AppServerPool({
      engine,
      homePath: (id) => folders.pathOf(id),
      notices,
      storage,
      events,
      clock,
      log,
      onFault,
    });
    const homes = ends.own(
      new Homes({
        folders,
        apply,
        makeServer: (id, path) => pool.homeServer(id, path),
        isDemo: (path) => demo.isHome(path),
        notices,
        events,
        onFault,
      }),
    );
    const workspaces = ends.own(
      new WorkspaceService({
        apply,
        store: storage,
        defaults: settings.entry('workspace.defaults'),
        events,
        makeServer: (id, record) => pool.workspaceServer(id, record),
        homeOf: (path) => homes.open(path).home.id,
        branchOf: git.currentBranch,
        disk: machine,
        gitProblem: () => info.value.git.problem,
        reach: (folder) => places.reach(folder),
        onFault,
      }),
    );
    checkSandboxOnce({
      info,
      events,
      check: (id) => homes.get(id)?.home.checkSandbox(),
      onFault,
    });
    ends.own(new ConfigWatch({ clock, pathOf: (id) => folders.used(id), notices, events }));

    // Threads, where they work, and what waits for a person in them.
    const fleet = new Topic(fleetTopic.topic, FLEET_PACE_MS);
    const registry = new ThreadRegistry(
      (id) => new Topic(threadTopic(id), THREAD_PACE_MS),
      fleet,
      {
        save: (facts) => storage.saveThread(threadRecord(facts)),
        remove: (id) => storage.removeThread(id),
        archive: (facts, at) => storage.archiveThread(threadRecord(facts), at),
      },
      events,
      now,
    );
    const folderOf = (id: ThreadId): string | undefined => registry.get(id)?.facts.cwd;
    const terminals = ends.own(
      new WorkspaceTerminals({
        env,
        version,
        recordPath: join(dataDir, 'terminals.json'),
        workspaceFolder: (id) => workspaces.require(id).record.path,
        machine,
        realFolder: (path) => realFolder(machine, path),
        worktreesAt: (folder) => git.listWorktrees(folder),
        settings,
        events,
        clock,
        onFault,
      }),
    );
    const worktrees = new Worktrees({
      folder: join(dataDir, 'worktrees'),
      git,
      files: machine.files,
      usersOf: usersOf(registry, (folder) => terminals.countIn(folder)),
      workspaces: () => [...workspaces.all()].map(({ record }) => record),
      now,
    });
    const ports = new WorkspacePorts({
      workspaces,
      server: (id) => pool.ofWorkspace(id),
      events,
      folders: (record) => worktrees.threadFolders(record),
    });
    const reader = new RequestReader(folderOf);
    const waiting = new Topic(inboxTopic.topic, 0);
    const inbox = new Inbox({
      apply: (changes) => waiting.apply(changes),
      store: storage,
      reader,
      events,
      now,
      onFault,
    });
    const batched = new Topic(batchesTopic.topic, 0);
    const batches = ends.own(
      new Batches({ inbox, apply: (changes) => batched.apply(changes), clock, onFault }),
    );
    const kept = ends.own(
      new KeptItems({
        store: storage,
        asItem: (stored) => engine.readStoredItem(stored),
        thread: (id) => registry.get(id),
        events,
        clock,
      }),
    );
    const holder = ends.own(
      new ThreadHolder({
        registry,
        workspace: (id) => ports.get(id),
        workspaces: () => ports.all(),
        suspend: (id) => pool.ofWorkspace(id)?.suspend(),
        kept,
        events,
        clock,
        onFault,
      }),
    );
    const sent = new SentTexts({
      registry,
      store: storage,
      recorded: (thread) => holder.recordedItems(thread),
      events,
      now,
      onFault,
    });
    const recovery = new Recovery({ registry, holder, sent, kept, events, onFault });
    ends.own(
      new Doubt({
        registry,
        holder,
        inbox,
        workspace: (id) => ports.get(id),
        events,
        clock,
        onFault,
      }),
    );
    const usage = new Usage({ store: storage.usage, now });
    const incoming = new IncomingEvents({ registry, holder, inbox, kept, usage, events, now, onFault });
    const attachments = ends.own(
      new Attachments({ folder: join(dataDir, 'pictures'), store: storage, clock, onFault }),
    );
    const engineOf = (thread: HeldThread): EngineThreads => ports.require(thread.facts.workspaceId).engine;
    const steers = new HeldSteers({
      registry,
      sent,
      resolve: (input) => attachments.resolve(input),
      engine: engineOf,
      events,
      onFault,
    });
    const commands = new ThreadCommands({
      steers,
      registry,
      holder,
      sent,
      kept,
      attachments,
      events,
      workspace: (id) => ports.require(id),
      files: machine.files,
      now,
      onFault,
    });
    const existing = new ExistingThreads({
      registry,
      workspace: (id) => ports.require(id),
      readyWorkspace: (id) => ports.get(id),
      recovery,
      events,
      onFault,
    });
    const course = new ThreadCourse({
      registry,
      commands,
      workspace: (id) => ports.require(id),
      now,
      onFault,
    });
    const archive = new ThreadArchive({
      registry,
      workspace: (id) => ports.require(id),
      workspaces: () => ports.all(),
      store: storage,
      recovery,
      onFault,
    });
    const finding = new Finding({
      registry,
      workspace: (id) => ports.require(id),
      machine,
      editor: () => settings.get('files.editor'),
      homeOf: (id) => folders.used(workspaces.require(id).record.homeId) ?? null,
    });
    const alarms = ends.own(
      new Alarms({
        registry,
        go: (threadId) => commands.continue({ threadId }),
        clock,
        failed: ({ id, name, preview }, error) =>
          notices.say(
            'warning',
            `${titleOf({ name, preview })} did not go on by itself`,
            errorWords(error),
            null,
            {
              threadId: id,
            },
          ),
      }),
    );
    const files = new FileSearches({ workspace: (id) => ports.require(id), folderOf });
    const prompts = new SavedPrompts({
      store: storage,
      show: (id, prompt) =>
        apply([prompt === null ? hostTopic.savedPrompt.cut(id) : hostTopic.savedPrompt.put(id, prompt)]),
      now,
    });
    const setup = new Setup({
      workspace: (id) => workspaces.require(id).record,
      workspaces: () => [...workspaces.all()].map(({ record }) => record),
      server: (id) => pool.ofWorkspace(id),
      show: (id, revision) => apply([hostTopic.setup.put(id, revision)]),
      onFault,
    });
    events.on('workspaceRemoved', (id) => apply([hostTopic.setup.cut(id)]));
    new EngineEvents({
      files,
      setup,
      incoming,
      inbox,
      registry,
      homes,
      notices,
      source: (id) => ports.get(id),
      servers: pool,
      events,
    });
    const threadPlaces = new ThreadPlaces({
      worktrees,
      git,
      files: machine.files,
      threads: registry,
      commands,
      workspace: (id) => workspaces.require(id).record,
      placeOf: (id) => workspaces.defaultsOf(id).place ?? settings.get('threads.place'),
      settings,
      endTerminalsIn: (folder) => terminals.endIn(folder),
    });

    const running = new ThreadRunning({ registry, commands });
    const queue = new ThreadQueue({
      registry,
      holder,
      sent,
      resolve: (input) => attachments.resolve(input),
      engine: engineOf,
      send: (params) => commands.send(params),
    });
    const starts = ends.own(
      new Starts({
        store: storage,
        fleet,
        run: (params, told) => threadPlaces.start(params, told),
        hasBegun: (id) => commands.hasBegun(id),
        workspace: (id) => workspaces.require(id),
        events,
        clock,
        onFault,
      }),
    );

    // What follows from what threads do.
    const verdicts = new Verdicts({ registry, store: storage, events });
    const changes = ends.own(
      new ThreadChanges({
        checkouts: { git, files: machine.files },
        threads: registry,
        opener: holder,
        events,
        clock,
        onFault,
      }),
    );
    const conflicts = ends.own(
      new ConflictWatch({ git, threads: registry, store: storage, events, clock, onFault }),
    );
    new ThreadBranches({ registry, branchOf: git.currentBranch, events, onFault });
    const branches = ends.own(
      new BranchWatch({
        folders: () => [
          ...[...workspaces.all()].map(({ record }) => record.path),
          ...[...registry.all()].map(({ facts }) => facts.cwd),
        ],
        branchOf: git.currentBranch,
        watched: () => this.#sessions.size > 0,
        events,
        clock,
        onFault,
      }),
    );
    new CredentialRenewal({
      servers: () =>
        [...workspaces.all()].flatMap(({ record: { id, homeId } }) => {
          const server = pool.ofWorkspace(id);
          return server === undefined ? [] : [{ id, homeId, server }];
        }),
      isBusy: (id) =>
        registry
          .of(id)
          .some(({ facts }) => facts.status === 'active' || (facts.queued > 0 && !facts.queuePaused)),
      events,
    });

    // Who decides.
    const secrets = new SecretStore(join(dataDir, 'secrets.json'), cipher);
    const gateway = ends.own(
      new GatewayDecider({
        inbox,
        folderOf,
        workspace: (id) => workspaces.get(id)?.record,
        store: settings.entry('gateway'),
        secrets: secrets.entry('gateway'),
        show: (state) => apply([hostTopic.gateway.put(state)]),
        warn: (title, detail) => notices.say('warning', title, detail),
        log: (text) => log?.write('info', text),
        clock,
        env,
        version,
        onFault,
      }),
    );
    const rules = new RuleDeciders({
      inbox,
      batches,
      store: storage,
      reader,
      folderOf,
      declineOnly: (approval) => gateway.declineOnly(approval),
      events,
      now,
      onFault,
    });
    new DeciderChain({
      deciders: { decliningRules: rules.declining, gateway, acceptingRules: rules.accepting },
      inbox,
      events,
      onFault,
    });

    const opens = [
      standing(host, fleet, waiting, batched, rules.topic),
      (name: string) => changes.open(name),
      (name: string) => files.open(name),
      terminals.open.bind(terminals),
      threadTopics(registry, holder, verdicts),
    ];
    const demoHost: DemoHost = {
      addWorkspace: (path, codexHome) => workspaces.add(path, { codexHome, demo: true }),
      workspaces: () => [...workspaces.all()].flatMap(({ record }) => (record.demo ? [record.id] : [])),
      removeWorkspace: (workspaceId) => workspaces.remove({ workspaceId }),
      closeHome: (path) => homes.close(path),
      hasThreads: (id) => registry.of(id).length > 0,
      startThread: (params) => threadPlaces.start(params),
      rename: (params) => commands.rename(params),
    };
    this.#handlers = {
      ...workspaces.handlers(),
      ...homes.handlers(),
      ...pool.handlers(),
      ...threadHandlers({
        commands,
        existing,
        course,
        archive,
        finding,
        alarms,
        registry,
        now,
        store: storage,
      }),
      ...threadPlaces.handlers(),
      ...starts.handlers(),
      ...queue.handlers(),
      ...running.handlers(),
      ...changes.handlers(),
      ...terminals.handlers(),
      ...approvalHandlers({ inbox, batches, commands }),
      ...rules.handlers(),
      ...gateway.handlers(),
      ...journalHandlers(storage),
      ...attachments.handlers(),
      ...files.handlers(),
      ...prompts.handlers(),
      ...setup.handlers(),
      ...usage.handlers(),
      ...draftHandlers(storage, now),
      ...settings.handlers(),
      ...notices.handlers(),
      ...access.handlers(),
      ...held.handlers(),
      ...demo.handlers(demoHost),
      'diagnostics/read': () =>
        readDiagnostics({
          now: clock.now(),
          info: info.value,
          servers: [
            ...[...workspaces.all()].map(({ record: { id, name } }) => ({
              name,
              server: pool.ofWorkspace(id),
              held: registry.of(id),
            })),
            ...[...homes.all()].map(({ home }) => ({
              name: home.path,
              server: pool.ofHome(home.id),
              held: [],
            })),
          ],
          homes: [...homes.all()].map(({ home }) => home.configuration),
          threads: registry.all(),
          unknownMethods: engine.unknownMessages,
          clients: [...this.#sessions].map(({ client, topics }) => ({ name: client?.name ?? '', topics })),
          storage: { path: storage.path, problem: storage.problem },
          log: log?.tail(LOG_LINES) ?? [],
          faults: faults.count,
        }),
    };
    this.#sessionHost = {
      run: this.run,
      acquire: (name, client) => openTopic(opens, name, client),
      call: (method, params, client) => runCall(this.#handlers, method, params, client),
      onFault,
    };
    this.#begin = async () => {
      log?.write('info', `Muster ${version} begins, process ${process.pid}`);
      for (const { title, detail } of options.startNotices ?? []) notices.say('warning', title, detail);
      held.start();
      prompts.start();
      rules.start();
      inbox.expireLeftOver(storage.openApprovals());
      inbox.restore(storage.approvals());
      info.set({ git: await git.gitVersion() });
      homes.open(null);
      const threads = storage.threads();
      const records = storage.workspaces();
      for (const record of threads) {
        // Turns that ran when the host died have no process now, so they are shown as interrupted.
        if (records.some(({ id }) => id === record.workspaceId)) registry.add(rememberedFacts(record), false);
      }
      alarms.arm();
      sent.start();
      if (records.some((record) => record.demo)) await demo.resume();
      for (const record of records) workspaces.open(record);
      starts.restore();
      conflicts.start();
      branches.start();
      if (options.startDemo === true) void demo.start(demoHost).catch(onFault);
    };
    this.#clock = clock;
    this.#log = log;
    this.#faults = faults;
    this.#notices = notices;
    this.#access = access;
    this.#demoHost = demoHost;
    this.#ends = ends;
  }

  /** Shows what storage remembers and starts the app-servers. */
  start(): Promise<void> {
    return this.#begin();
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
      for (const session of [...this.#sessions]) attempt(() => session.dispose(), this.#faults.take);
      await this.#ends.dispose();
      this.#log?.write('info', 'Muster ended in order');
    })();
    return this.#ended;
  }

  /** Runs one call as a client would; for what is built on the host, such as the headless demo. */
  call<M extends Method>(method: M, params: Params<M>): Promise<Results[M]> {
    return runCall(this.#handlers, method, params, { id: 'host', name: 'Muster' }) as Promise<Results[M]>;
  }

  /** Whether any thread of a workspace is known. */
  hasThreads(id: WorkspaceId): boolean {
    return this.#demoHost.hasThreads(id);
  }

  /** Adds a folder of the demo, which uses a CODEX_HOME of its own. */
  addDemoWorkspace(path: string, codexHome: string): Promise<{ readonly workspaceId: WorkspaceId }> {
    return this.#demoHost.addWorkspace(path, codexHome);
  }

  /** Takes a fault of ours that the shell met: what nobody handled in its process. It is counted, logged and said. */
  faultOutside(error: unknown): void {
    this.#faults.take(error);
    attempt(() =>
      this.#notices.say(
        'warning',
        'Muster made a mistake',
        `Agents go on. If something looks wrong, restart Muster, and please report what the log says: ${errorWords(error).slice(0, 500)}`,
      ),
    );
  }
}

/** What an error is that is no fault of ours: nothing to speak of, or a line of the log. */
function expectedFailure(error: unknown): { readonly warning: string | null } | null {
  // The end of a process is reported by its owner, and background requests are repeated by themselves.
  if (error instanceof RpcNotSent || (error instanceof RpcOutcomeUnknown && !error.timedOut))
    return { warning: null };
  // An answer that could not be read cost what was asked for.
  if (error instanceof Malformed) return { warning: `an answer of an app-server was ${error.message}` };
  return null;
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
