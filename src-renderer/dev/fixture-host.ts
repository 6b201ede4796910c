import { toDisposable } from '#shared/base/disposable.ts';
import { person } from '#shared/model/approval/decider.ts';
import type { ClientFrame, HostFrame, TopicUpdate } from '#shared/contract/frames.ts';
import { CONTRACT_VERSION } from '#shared/contract/frames.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Method, Params, Results } from '#shared/contract/requests.ts';
import type { ClientTransport } from '#shared/contract/transport.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { readSettings } from '#shared/model/settings/settings.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import type { HomeEntity, HostInfo, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { APPROVALS, ENDED, RULES } from './fixture-approvals.ts';
import { FAILED, GATEWAY, HOMES, INFO, manyRows, ROWS, WORKSPACES } from './fixture-data.ts';
import { fixtureJournal } from './fixture-journal.ts';
import { fillThread, olderPage, streamThread } from './fixture-thread.ts';
import { FixtureTopic } from './fixture-topics.ts';

type Handlers = { [M in Method]?: (params: Params<M>) => Results[M] };

/** A host made of data alone: speaks the contract to one page, and keeps nothing. */
export class FixtureHost {
  readonly #topics = new Map<string, FixtureTopic>();
  readonly #open = new Map<string, () => void>();
  readonly #drafts = new Map<string, string>();
  readonly #still: boolean;
  readonly #journal: Handlers;
  #deliver: ((frame: HostFrame) => void) | undefined;
  #close: ((reason: string) => void) | undefined;
  #seq = 0;

  constructor(options: URLSearchParams) {
    this.#still = options.has('still');
    this.#journal = fixtureJournal(options);
    const first = options.has('first');
    const theme = options.get('theme') === 'light' ? 'light' : 'dark';
    const host = this.#topic('host');
    const info: HostInfo = {
      ...INFO,
      settings: readSettings(new Map([['appearance.theme', theme]])),
      demo: options.has('demo') ? 'running' : 'off',
      ...(first ? { sandbox: { works: true, problem: null } } : {}),
    };
    host.values.set('info', info);
    host.values.set('gateway', GATEWAY);
    for (const home of HOMES)
      host.values.set(
        `home:${home.id}`,
        first ? ({ ...home, account: { type: 'none' }, rateLimits: [] } satisfies HomeEntity) : home,
      );
    const rules = this.#topic('rules');
    for (const rule of RULES) rules.values.set(`rule:${rule.id}`, rule);
    const inbox = this.#topic('inbox');
    const fleet = this.#topic('fleet');
    if (!first) {
      const broken = options.has('broken');
      for (const workspace of WORKSPACES) {
        host.values.set(
          `workspace:${workspace.id}`,
          broken && workspace.name === 'search-index'
            ? ({ ...workspace, status: FAILED } satisfies WorkspaceEntity)
            : workspace,
        );
      }
      if (options.has('notice')) {
        host.values.set('notice:1', {
          id: '1',
          level: 'warning',
          title: 'Codex 0.171.0 was not tested with this Muster',
          detail: 'It was found on PATH. Everything may work; what does not is shown raw.',
          workspaceId: null,
          at: Date.now(),
        });
      }
      for (const row of [...ROWS, ...manyRows(Number(options.get('rows') ?? 0))])
        fleet.values.set(`thread:${row.id}`, row);
      for (const approval of options.has('clear') ? ENDED : [...APPROVALS, ...ENDED])
        inbox.values.set(`approval:${approval.id}`, approval);
    }
    Object.assign(window, { fixture: this });
  }

  /** A transport to this host; the page's client calls it again after each break. */
  async connect(): Promise<ClientTransport> {
    return {
      send: (frame) => queueMicrotask(() => this.#receive(frame)),
      onFrame: (listener) => {
        this.#deliver = listener;
        return toDisposable(() => {});
      },
      onClose: (listener) => {
        this.#close = listener;
        return toDisposable(() => {});
      },
      close: (reason) => this.#close?.(reason),
    };
  }

  /** Breaks the connection and refuses new ones, to look at the state without one. */
  breakConnection(): void {
    this.connect = () => Promise.reject(new Error('the host cannot be reached'));
    this.#close?.('the host closed the connection');
  }

  /** A new approval, as one would arrive. */
  arrive(): void {
    const [first] = APPROVALS;
    if (first === undefined) return;
    const id = `${first.generation}/${1000 + this.#seq}`;
    this.#topic('inbox').put(`approval:${id}`, { ...first, id, askedAt: Date.now() });
  }

  #topic(name: string): FixtureTopic {
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    const topic = new FixtureTopic(name, (update) => {
      if (this.#open.has(name)) this.#batch(update);
    });
    this.#topics.set(name, topic);
    const thread = threadTopic.idOf(name);
    const row = thread === null ? undefined : this.#row(thread);
    if (row !== undefined) fillThread(topic, row);
    return topic;
  }

  #row(id: ThreadId): FleetRow | undefined {
    return this.#topic('fleet').values.get(`thread:${id}`) as FleetRow | undefined;
  }

  #batch(update: TopicUpdate): void {
    this.#deliver?.({ t: 'batch', seq: (this.#seq += 1), updates: [update] });
  }

  #receive(frame: ClientFrame): void {
    switch (frame.t) {
      case 'hello':
        this.#deliver?.({ t: 'welcome', version: CONTRACT_VERSION, host: 'fixture' });
        return;
      case 'open': {
        const thread = threadTopic.idOf(frame.topic);
        const row = thread === null ? undefined : this.#row(thread);
        if (thread !== null && row === undefined) {
          this.#batch({
            topic: frame.topic,
            epoch: 'fixture',
            from: 0,
            rev: 0,
            error: {
              code: 'notFound',
              message: 'No app-server knows this thread. It may have been archived or deleted.',
            },
          });
          return;
        }
        const topic = this.#topic(frame.topic);
        this.#batch(topic.snapshot());
        this.#open.set(frame.topic, () => {});
        if (row !== undefined && !this.#still) this.#open.set(frame.topic, streamThread(topic, row));
        return;
      }
      case 'close':
        this.#open.get(frame.topic)?.();
        this.#open.delete(frame.topic);
        return;
      case 'call':
        setTimeout(() => this.#call(frame.id, frame.method as Method, frame.params), 120);
        return;
      case 'ack':
    }
  }

  #call(id: number, method: Method, params: unknown): void {
    try {
      const handler = (this.#handlers[method] ?? this.#journal[method]) as
        ((params: unknown) => unknown) | undefined;
      this.#deliver?.({ t: 'result', id, value: handler === undefined ? null : handler(params) });
    } catch (error) {
      const failure =
        error instanceof ContractFailure
          ? error.toJSON()
          : { code: 'internal' as const, message: String(error) };
      this.#deliver?.({ t: 'failed', id, error: failure });
    }
  }

  readonly #handlers: Handlers = {
    'approval/decide': ({ approvalId, decision }) => {
      const inbox = this.#topic('inbox');
      const approval = inbox.values.get(`approval:${approvalId}`) as Approval;
      const outcome = { type: 'decided' as const, decision, by: person('Fixture'), at: Date.now() };
      inbox.put(`approval:${approvalId}`, { ...approval, outcome } satisfies Approval);
      return { outcome };
    },
    'thread/send': ({ threadId, text, mode }) => {
      if (text.includes('refuse'))
        throw new ContractFailure({
          code: 'refused',
          message: 'Codex said no: the thread is being compacted. Try again in a moment.',
        });
      if (text.includes('lost'))
        throw new ContractFailure({
          code: 'outcomeUnknown',
          message: 'The app-server ended before it answered.',
        });
      const topic = this.#topic(`thread:${threadId}`);
      const detail = topic.values.get('thread') as ThreadDetail;
      const key = `sent-${Date.now()}`;
      topic.put(`item:${key}`, {
        id: key,
        turnId: 'turn-2',
        ord: Date.now(),
        done: true,
        live: [],
        omitted: 0,
        item: {
          type: 'userMessage',
          id: key,
          clientId: null,
          content: [{ type: 'text', text }],
        },
      });
      return { outcome: mode === 'queue' ? 'queued' : detail.activeTurnId === null ? 'started' : 'steered' };
    },
    'thread/start': ({ workspaceId }) => ({
      threadId: ROWS.find((row) => row.workspaceId === workspaceId)?.id ?? asId<ThreadId>('t-7'),
    }),
    'thread/history': ({ cursor }) => olderPage(cursor),
    'thread/markRead': ({ threadId }) => {
      const row = this.#row(threadId);
      if (row?.state === 'finished')
        this.#topic('fleet').put(`thread:${threadId}`, {
          ...row,
          state: 'idle',
          unread: false,
        } satisfies FleetRow);
      return null;
    },
    'item/read': ({ itemId }) => ({
      item: {
        type: 'commandExecution',
        id: itemId,
        command: 'npm run build',
        cwd: '/',
        aggregatedOutput: Array.from({ length: 9000 }, (_, line) => `line ${line}`).join('\n'),
      } as unknown as Results['item/read']['item'],
    }),
    'existing/list': () => ({
      threads: [
        'Why does the build fail on Windows?',
        'Rename the flag everywhere',
        'Sketch the migration',
        'hello',
      ].map((title, at) => ({
        id: asId<ThreadId>(`existing ${at}`),
        title,
        program: at % 2 === 0 ? 'the Codex command line' : 'an editor',
        cwd: '/home/ada/code/payments-api',
        branch: at === 3 ? null : 'main',
        updatedAt: Date.now() - at * 7_000_000,
      })),
    }),
    'rule/choices': () => ({
      choices: [
        { type: 'words', words: ['npm', 'publish', '--dry-run'], open: false },
        { type: 'text', text: "/bin/bash -lc 'npm publish --dry-run'" },
      ],
      declines: [
        { type: 'words', words: ['npm', 'publish', '--dry-run'], open: false },
        { type: 'words', words: ['npm', 'publish'], open: true },
        { type: 'words', words: ['npm'], open: true },
      ],
      covered: [],
      why: null,
    }),
    'rule/preview': () => ({
      problem: null,
      pending: APPROVALS.flatMap(({ id, body }) => (body.kind === 'command' ? [id] : [])),
      matched: ['npm publish --dry-run', 'npm publish --tag next'],
      unmatched: ['git push --force', 'rm -rf node_modules && npm ci'],
    }),
    'rule/save': () => ({ ruleId: 'x', decided: [], batchId: null }),
    'rule/update': () => null,
    'rule/remove': () => null,
    'existing/show': () => null,
    'existing/adopt': () => null,
    'existing/hide': () => null,
    'models/list': () => ({
      models: [
        {
          id: 'gpt-6.1-sol',
          name: 'gpt-6.1-sol',
          description: 'The usual one',
          isDefault: true,
          efforts: ['low', 'medium', 'high'],
          defaultEffort: 'medium',
        },
        {
          id: 'gpt-6.1-mini',
          name: 'gpt-6.1-mini',
          description: 'Faster and cheaper',
          isDefault: false,
          efforts: ['low', 'medium'],
          defaultEffort: 'low',
        },
      ],
    }),
    'folder/list': ({ path = '/home/ada/code' }) => {
      if (path.includes('nowhere'))
        throw new ContractFailure({
          code: 'notFound',
          message: `${path} does not exist. Check the spelling, or create it first.`,
        });
      const names = [
        'payments-api',
        'web-client',
        'infra',
        'search-index',
        'design-tokens',
        'docs',
        'scratch',
        'photos',
        'talks',
        'dotfiles',
        'advent',
      ];
      return {
        path,
        parent: path === '/' ? null : path.replace(/\/[^/]+$/, '') || '/',
        folders: names.map((name, index) => ({ name, path: `${path}/${name}`, repository: index < 7 })),
      };
    },
    'workspace/add': ({ path }) => {
      const name = path.split('/').at(-1) ?? path;
      const workspace: WorkspaceEntity = {
        ...(WORKSPACES[0] as WorkspaceEntity),
        id: asId<WorkspaceId>(name),
        name,
        path,
        ord: 99,
      };
      this.#topic('host').put(`workspace:${name}`, workspace);
      return { workspaceId: workspace.id, existed: false };
    },
    'account/login': ({ homeId, how }) => {
      const home = this.#topic('host').values.get(`home:${homeId}`) as HomeEntity;
      const login =
        how.type === 'device'
          ? {
              type: 'device' as const,
              loginId: 'l',
              url: 'https://auth.openai.com/device',
              code: 'QX4T-9PLM',
            }
          : {
              type: 'browser' as const,
              loginId: 'l',
              url: 'https://auth.openai.com/authorize?client_id=codex&state=4c1e',
            };
      this.#topic('host').put(`home:${homeId}`, { ...home, login });
      return null;
    },
    'account/cancelLogin': ({ homeId }) => {
      const home = this.#topic('host').values.get(`home:${homeId}`) as HomeEntity;
      this.#topic('host').put(`home:${homeId}`, { ...home, login: null });
      return null;
    },
    'settings/set': ({ name, value }) => {
      const host = this.#topic('host');
      const info = host.values.get('info') as HostInfo;
      const settings = readSettings(
        new Map<string, unknown>(Object.entries({ ...info.settings, [name]: value })),
      );
      host.put('info', { ...info, settings } satisfies HostInfo);
      return null;
    },
    'notice/dismiss': ({ id }) => {
      this.#topic('host').cut(`notice:${id}`);
      return null;
    },
    'draft/get': ({ key }) => ({ text: this.#drafts.get(key) ?? '' }),
    'draft/set': ({ key, text }) => {
      this.#drafts.set(key, text);
      return null;
    },
    'link/create': () => ({ url: 'http://127.0.0.1:8321/#token=3fK9wQ0pXv7mT2sL', validMs: 600_000 }),
    'diagnostics/read': () => ({
      at: Date.now(),
      versions: {
        muster: '0.1.0',
        contract: 1,
        shell: 'browser',
        codex: '0.171.0',
        codexSource: 'bundled',
        git: '2.47.3',
        node: '20.20.0',
        electron: null,
        chromium: null,
        system: 'Linux 6.12 x64',
      },
      sandbox: { works: true, problem: null },
      settings: (this.#topic('host').values.get('info') as HostInfo).settings,
      homes: [],
      threads: { running: 4, idle: 9 },
      pendingApprovals: 3,
      uptimeSeconds: 4211,
      faults: 0,
      log: ['2026-01-02T03:04:05.000Z info Muster 0.1.0 begins, process 4699'],
      appServers: WORKSPACES.map(({ name, status }, index) => ({
        name,
        status: status.type,
        reason: null,
        wire: [],
        pid: 4700 + index,
        generation: 'g',
        malformed: 0,
        failures: {},
        unknownMethods: index === 2 ? ['thread/holodeck'] : [],
        pendingRequests: index,
        heldThreads: 3 + index,
        stderr: index === 3 ? ['Error: failed to load configuration'] : [],
      })),
      clients: [{ name: 'Chrome on Linux', topics: ['host', 'fleet', 'inbox'] }],
      memoryBytes: 148_000_000,
      storage: { path: '/home/ada/.local/share/muster/muster.db', problem: null },
    }),
  };
}
