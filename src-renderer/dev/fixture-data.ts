import type { GatewayState } from '#shared/model/gateway/gateway.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import { asId, type HomeId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { readSettings } from '#shared/model/settings/settings.ts';
import type { ThreadState } from '#shared/model/thread/thread-state.ts';
import type {
  AppServerStatus,
  HomeEntity,
  HostInfo,
  WorkspaceEntity,
} from '#shared/model/workspace/workspace.ts';

const now = Date.now();
const S = 1000;
const M = 60 * S;
const H = 60 * M;
const HOME = asId<HomeId>('home-1');
const READY: AppServerStatus = { type: 'ready', version: '0.171.0', pid: 4711 };

function workspace(name: string, ord: number, more: Partial<WorkspaceEntity> = {}): WorkspaceEntity {
  return {
    id: asId<WorkspaceId>(name),
    name,
    path: `/home/ada/code/${name}`,
    homeId: HOME,
    branch: 'main',
    status: READY,
    notes: [],
    demo: false,
    hiddenThreads: ord === 1 ? 4 : 0,
    ord,
    settings: { codexPath: null, codexHome: null },
    ...more,
  };
}

const STDERR = [
  'Error: failed to load configuration',
  'Caused by: TOML parse error at line 7, column 19',
  '  |',
  '7 | approval_policy = "untrusted',
  '  |                   ^',
  'invalid basic string',
];

export const WORKSPACES: readonly WorkspaceEntity[] = [
  workspace('payments-api', 1),
  workspace('web-client', 2),
  workspace('infra', 3),
  workspace('search-index', 4, {
    status: {
      type: 'restarting',
      reason: 'The app-server ended with signal SIGKILL.',
      attempt: 2,
      retryAt: now + 4 * S,
      stderr: STDERR.slice(0, 2),
    },
  }),
  workspace('design-tokens', 5),
  workspace('docs', 6, {
    status: { type: 'suspended' },
    branch: null,
    notes: ['This folder is no git repository: branches and lines changed are not shown.'],
  }),
];

/** A workspace whose app-server gave up, for `?broken`. */
export const FAILED: AppServerStatus = {
  type: 'failed',
  reason: 'Codex ended at once, five times in five minutes: the configuration cannot be read.',
  hint: 'Correct line 7 of /home/ada/.codex/config.toml, then restart.',
  stderr: STDERR,
};

export const HOMES: readonly HomeEntity[] = [
  {
    id: HOME,
    path: '/home/ada/.codex',
    status: READY,
    account: { type: 'chatgpt', email: 'ada@example.org', plan: 'Pro' },
    needsNoAccount: false,
    provider: null,
    model: 'gpt-6.1-sol',
    login: null,
    rateLimits: [{ name: '5-hour limit', usedPercent: 62, windowMinutes: 300, resetsAt: now + 2 * H }],
    demo: false,
  },
];

export const INFO: HostInfo = {
  version: '0.1.0',
  shell: 'browser',
  platform: 'linux',
  dataDir: '/home/ada/.local/share/muster',
  codex: { path: '/opt/muster/codex', source: 'bundled', version: '0.171.0', tested: true, problem: null },
  git: { version: '2.39.5', problem: null },
  sandbox: { works: true, problem: null },
  demo: 'off',
  demoProblem: null,
  settings: readSettings(new Map()),
};

let made = 0;
function row(
  ws: string,
  state: ThreadState,
  title: string,
  branch: string,
  activity: string,
  code: string,
  ago: number,
  more: Partial<FleetRow> = {},
): FleetRow {
  made += 1;
  return {
    id: asId<ThreadId>(`t-${made}`),
    workspaceId: asId<WorkspaceId>(ws),
    parentId: null,
    state,
    title,
    branch,
    activity,
    activityCode: code,
    since: now - ago,
    createdAt: now - H - made * M,
    added: 0,
    removed: 0,
    tokens: 120_000,
    contextShare: 0.22,
    queued: 0,
    queuePaused: false,
    interrupted: false,
    subAgents: 0,
    conflicts: [],
    unread: state === 'finished',
    reason: null,
    ...more,
  };
}

export const ROWS: readonly FleetRow[] = [
  row(
    'payments-api',
    'needsApproval',
    'Rotate webhook signing secrets',
    'rotate-secrets',
    'wants to run',
    'npm publish --dry-run',
    2 * M,
    { added: 84, removed: 12 },
  ),
  row(
    'payments-api',
    'needsApproval',
    'Retry with backoff in the ledger client',
    'ledger-retry',
    'wants to edit 2 files outside',
    '',
    5 * M,
    { added: 41, removed: 9 },
  ),
  row(
    'web-client',
    'needsAnswer',
    'Split checkout bundle',
    'bundle-split',
    'asks: keep the legacy polyfills?',
    '',
    11 * M,
    { added: 210, removed: 388 },
  ),
  row('search-index', 'failed', 'Reindex by tenant', 'main', '', '', 18 * M, {
    contextShare: 0.98,
    reason: 'context window exceeded',
  }),
  row(
    'design-tokens',
    'finished',
    'Dark palette passes AA',
    'aa-dark',
    '31 tokens changed, tests pass',
    '',
    3 * M,
    { added: 62, removed: 62 },
  ),
  row(
    'infra',
    'finished',
    'Terraform: drop unused roles',
    'iam-prune',
    'plan shows 14 to destroy',
    '',
    26 * M,
    { removed: 190 },
  ),
  row(
    'payments-api',
    'running',
    'Idempotency keys for refunds',
    'refunds',
    'running',
    'node --test test/refund*',
    41 * S,
    { contextShare: 0.34 },
  ),
  row(
    'web-client',
    'running',
    'Virtualise the order table',
    'order-table',
    'editing',
    'OrderTable.tsx',
    2 * M,
    { added: 133, removed: 71 },
  ),
  row('infra', 'running', 'Canary for the ingest queue', 'canary', 'reading', 'queue/*.tf', 12 * S, {
    contextShare: 0.08,
  }),
  row('web-client', 'running', 'Accessible date picker', 'datepicker', '3 of 5 steps', '', 6 * M, {
    added: 402,
    removed: 118,
    subAgents: 2,
  }),
  row(
    'web-client',
    'running',
    'Keyboard behaviour of the calendar grid',
    'datepicker',
    'thinking',
    '',
    44 * S,
    { parentId: asId<ThreadId>('t-10'), contextShare: 0.05 },
  ),
  row(
    'design-tokens',
    'running',
    'Migrate spacing tokens to a 4-point scale across every component of the library',
    'spacing-scale',
    'running',
    "rg --files-with-matches 'space-(5|7|9)' packages/components/src",
    8 * M,
    { added: 1204, removed: 1187, contextShare: 0.81 },
  ),
  row('docs', 'queued', 'Rewrite the quick start', 'main', 'next: “Now check every link”', '', 14 * M, {
    queued: 2,
    queuePaused: true,
  }),
  row('infra', 'queued', 'Pin provider versions', 'pins', 'waits for its turn', '', M, { queued: 1 }),
  row(
    'payments-api',
    'idle',
    'Currency rounding, once and for all',
    'rounding',
    'the plan was cut off',
    '',
    40 * M,
    { interrupted: true, added: 18, removed: 3 },
  ),
  row('payments-api', 'idle', 'Explain the settlement flow', 'main', 'answered', '', 3 * H),
  row('web-client', 'idle', 'Remove moment.js', 'no-moment', 'tests pass', '', 5 * H, {
    added: 77,
    removed: 320,
  }),
  row('design-tokens', 'idle', 'Figma export script', 'main', 'answered', '', 22 * H),
  row('infra', 'notLoaded', 'Postgres 17 upgrade notes', 'main', '', '', 30 * H),
  row('infra', 'notLoaded', 'Alert fatigue: group by service', 'alerts', '', '', 52 * H),
  row('docs', 'notLoaded', 'API reference from types', 'main', '', '', 80 * H),
  row('web-client', 'ownedElsewhere', 'Storybook 9', 'storybook', '', '', 4 * H, {
    reason: 'written by the Codex command line; read only here',
  }),
  row('search-index', 'disconnected', 'Synonyms per locale', 'synonyms', '', '', 40 * S, {
    reason: 'its app-server is restarting',
  }),
  row('search-index', 'disconnected', 'Shard by customer', 'sharding', '', '', 40 * S, {
    reason: 'its app-server is restarting',
  }),
];

/** Many more rows, for `?rows=n`. */
export function manyRows(count: number): readonly FleetRow[] {
  const states: readonly ThreadState[] = ['running', 'idle', 'notLoaded', 'finished', 'queued'];
  return Array.from({ length: count }, (_, index) =>
    row(
      WORKSPACES[index % WORKSPACES.length]?.name ?? '',
      states[index % states.length] ?? 'idle',
      `Task ${index + 1}: tidy module ${(index * 7919) % 997}`,
      `task-${index + 1}`,
      'reading',
      `src/module-${index}.ts`,
      index * 37 * S,
      { added: index % 90, removed: index % 40 },
    ),
  );
}

export const GATEWAY: GatewayState = {
  route: { type: 'url', url: 'https://approvals.northwind.example/muster' },
  timeoutSeconds: 10,
  secret: 'kept',
  keptIn: 'the keychain of this system',
  health: { type: 'answering', at: now - 2 * M, tookMs: 84 },
  asking: 0,
};
