// One good example of each thing the page shows. Whoever needs it otherwise says only what differs.
import type { JournalRequest } from '#shared/contract/calls/journal.ts';
import type { Approval, ApprovalBody } from '#shared/model/approval/approval.ts';
import { knownOption, type DecisionOption, type KnownDecision } from '#shared/model/approval/decision.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import {
  asId,
  type ApprovalId,
  type Generation,
  type HomeId,
  type TerminalId,
  type ThreadId,
  type WorkspaceId,
} from '#shared/model/ids.ts';
import { requestLine } from '#shared/model/journal/journal.ts';
import type { Rule, RuleMatch } from '#shared/model/rule/rule.ts';
import { readSettings } from '#shared/model/settings/settings.ts';
import type { TerminalEntity } from '#shared/model/terminal/terminal.ts';
import type { Item } from '#shared/model/item/item.ts';
import { NO_DEFAULTS } from '#shared/model/thread/settings.ts';
import type { ItemEntity, ThreadDetail, TurnEntity } from '#shared/model/thread/thread.ts';
import type {
  AppServerStatus,
  HomeEntity,
  HostInfo,
  WorkspaceEntity,
} from '#shared/model/workspace/workspace.ts';

const HOME = asId<HomeId>('home-1');
const GENERATION = asId<Generation>('6f0d1c9e-8a3b-4d67-9a55-2f3f0b1f7a10');
const READY: AppServerStatus = { type: 'ready', version: '0.169.0', pid: 4711 };
const MINUTE = 60_000;

export const INFO: HostInfo = {
  version: '0.1.0',
  shell: 'browser',
  platform: 'linux',
  dataDir: '/home/ada/.local/share/muster',
  codex: { path: '/opt/muster/codex', source: 'bundled', version: '0.169.0', tested: true, problem: null },
  git: { version: '2.39.5', problem: null },
  sandbox: { works: true, problem: null },
  demo: 'off',
  demoProblem: null,
  settings: readSettings(new Map()),
};

export const SAMPLE_HOME: HomeEntity = {
  id: HOME,
  path: '/home/ada/.codex',
  status: READY,
  account: { type: 'chatgpt', email: 'ada@example.org', plan: 'Pro' },
  needsNoAccount: false,
  provider: null,
  model: 'gpt-6.1-sol',
  login: null,
  rateLimits: [],
  demo: false,
};

export function workspace(name: string, more: Partial<WorkspaceEntity> = {}): WorkspaceEntity {
  return {
    id: asId<WorkspaceId>(name),
    name,
    path: `/home/ada/code/${name}`,
    homeId: HOME,
    branch: 'main',
    status: READY,
    notes: [],
    demo: false,
    hiddenThreads: 0,
    ord: 1,
    capabilities: {
      queue: true,
      steer: true,
      settings: true,
      goals: true,
      reviewer: true,
      backgroundTerminals: true,
      readState: true,
      homes: true,
      setup: true,
      fileSearch: true,
      skills: true,
      fork: true,
      revert: true,
      compact: true,
      review: true,
    },
    settings: { codexPath: null, codexHome: null },
    defaults: NO_DEFAULTS,
    ...more,
  };
}

/** A row of the fleet; `id` is its thread's as well. */
export function row(id: string, more: Partial<FleetRow> = {}): FleetRow {
  return {
    id: asId<ThreadId>(id),
    workspaceId: asId<WorkspaceId>('payments-api'),
    parentId: null,
    state: 'idle',
    title: `Thread ${id}`,
    branch: 'main',
    activity: '',
    activityCode: '',
    since: Date.now() - MINUTE,
    activeAt: Date.now() - MINUTE,
    pinned: false,
    snoozedUntil: null,
    section: null,
    continueAt: null,
    createdAt: Date.now() - 60 * MINUTE,
    added: 0,
    removed: 0,
    tokens: 120_000,
    contextShare: 0.22,
    queued: 0,
    queuePaused: false,
    interrupted: false,
    subAgents: 0,
    conflicts: [],
    unread: false,
    reason: null,
    ...more,
  };
}

/** What the header of a row's thread shows. */
export function detail(of: FleetRow, more: Partial<ThreadDetail> = {}): ThreadDetail {
  const busy = ['running', 'needsApproval', 'needsAnswer'].includes(of.state);
  return {
    id: of.id,
    workspaceId: of.workspaceId,
    title: of.title,
    cwd: `/home/ada/code/${of.workspaceId}`,
    branch: of.branch,
    model: 'gpt-6.1-sol',
    effort: 'high',
    permission: 'ask',
    plan: false,
    settingsWait: false,
    state: of.state,
    reason: of.reason,
    activeTurnId: busy ? 'turn-1' : null,
    olderCursor: null,
    loaded: true,
    loadError: null,
    tokens: of.tokens,
    contextShare: of.contextShare,
    interrupted: of.interrupted,
    continueAt: of.continueAt,
    continueWith: of.interrupted
      ? 'The turn was cut off. Continue asks the agent to go on where it stopped.'
      : null,
    canInterrupt: busy,
    canSend: of.state !== 'ownedElsewhere' && of.state !== 'disconnected',
    ownedElsewhere: false,
    program: of.state === 'ownedElsewhere' ? 'the Codex command line' : null,
    ...more,
  };
}

export function turn(id: string, ord: number, more: Partial<TurnEntity> = {}): TurnEntity {
  return {
    id,
    ord,
    status: 'completed',
    error: null,
    startedAt: Date.now() - 10 * MINUTE,
    durationMs: 84_000,
    plan: null,
    planExplanation: null,
    added: 0,
    removed: 0,
    ...more,
  };
}

let places = 0;
/** An item without its id. */
export type Nameless<T = Item> = T extends unknown ? Omit<T, 'id'> : never;
type NamelessOf<K extends Item['type']> = Nameless<Extract<Item, { readonly type: K }>>;

/** An item of `turn-1`, after those made before it. `value` is the item itself without its id. */
export function item(id: string, value: Nameless, more: Partial<ItemEntity> = {}): ItemEntity {
  places += 1;
  return {
    id,
    turnId: 'turn-1',
    ord: places,
    item: { id, ...value },
    done: true,
    live: [],
    omitted: 0,
    ...more,
  };
}

export const said = (text: string): NamelessOf<'userMessage'> => ({
  type: 'userMessage',
  clientId: null,
  content: [{ type: 'text', text }],
});
export const answered = (text: string): NamelessOf<'agentMessage'> => ({ type: 'agentMessage', text });
/** A command that has ended well. */
export const ran = (
  line: string,
  output: string,
  more: Partial<NamelessOf<'commandExecution'>> = {},
): NamelessOf<'commandExecution'> => ({
  type: 'commandExecution',
  command: `/bin/bash -lc '${line}'`,
  cwd: '/home/ada/code/payments-api',
  source: 'agent',
  status: 'completed',
  commandActions: [{ type: 'unknown' }],
  aggregatedOutput: output,
  exitCode: 0,
  durationMs: 1240,
  ...more,
});
export const edited = (
  path: string,
  diff: string,
  more: Partial<NamelessOf<'fileChange'>> = {},
): NamelessOf<'fileChange'> => ({
  type: 'fileChange',
  status: 'completed',
  changes: [{ path, kind: { type: 'update', move_path: null }, diff }],
  ...more,
});

const REACH: Readonly<Record<KnownDecision, readonly [label: string, reach: string]>> = {
  accept: ['Accept', 'Does this once. Nothing is remembered.'],
  acceptForSession: ['Accept for this session', 'The same again in this thread, until its app-server ends.'],
  acceptAndRemember: ['Always allow, by Codex…', 'Codex writes a rule to its own rules file.'],
  declineAndRemember: ['Always refuse, by Codex…', 'Codex writes a rule to its own rules file.'],
  decline: ['Decline', 'Refuses this once; the agent goes on and may try another way.'],
  cancel: ['Cancel turn', 'Refuses this and stops the turn.'],
  answer: ['Answer', 'Sends your answers to the agent.'],
};

/** Decisions as an approval offers them. */
export function offers(...ids: readonly KnownDecision[]): readonly DecisionOption[] {
  return ids.map((id) => knownOption(id, ...REACH[id]));
}

export const command = (text: string, more: object = {}): ApprovalBody => ({
  kind: 'command',
  command: text,
  cwd: '/home/ada/code/payments-api',
  prefix: null,
  extraPermissions: null,
  ...more,
});

let asked = 0;
/** A request that waits, of the thread `t-1` unless it is said otherwise. */
export function approval(body: ApprovalBody, more: Partial<Approval> = {}): Approval {
  asked += 1;
  const words = body.kind === 'question' || body.kind === 'elicitation';
  return {
    id: asId<ApprovalId>(`${GENERATION}/${asked}`),
    generation: GENERATION,
    workspaceId: asId<WorkspaceId>('payments-api'),
    threadId: asId<ThreadId>('t-1'),
    turnId: 'turn-1',
    itemId: null,
    threadTitle: 'Rotate webhook signing secrets',
    branch: 'main',
    folder: '/home/ada/code/payments-api',
    body,
    reason: null,
    decisions: words
      ? offers('answer', 'decline')
      : offers('accept', 'acceptForSession', 'decline', 'cancel'),
    askedAt: Date.now() - 2 * MINUTE + asked,
    gateway: null,
    deciding: false,
    outcome: null,
    reading: null,
    allowOnce: null,
    onlyPerson: false,
    raw: { method: 'item/commandExecution/requestApproval', params: { kind: body.kind } },
    ...more,
  };
}

export function rule(id: string, match: RuleMatch, more: Partial<Rule> = {}): Rule {
  return {
    id,
    effect: 'accept',
    match,
    scope: { type: 'workspace', workspaceId: asId<WorkspaceId>('payments-api') },
    until: null,
    createdAt: Date.now() - MINUTE,
    createdBy: 'Chrome on Linux',
    uses: 0,
    lastUsedAt: null,
    ...more,
  };
}

export function terminal(id: string, more: Partial<TerminalEntity> = {}): TerminalEntity {
  return {
    id: asId<TerminalId>(id),
    workspaceId: asId<WorkspaceId>('payments-api'),
    cwd: '/home/ada/code/payments-api',
    shell: 'zsh',
    name: null,
    title: null,
    status: { type: 'running' },
    ord: 1,
    bellAt: null,
    cols: 80,
    rows: 16,
    ...more,
  };
}

/** A line of the journal about a command; larger `seq` are newer, a minute each. */
export function journalRequest(
  seq: number,
  text: string,
  more: Partial<JournalRequest> = {},
): JournalRequest {
  return {
    seq,
    approvalId: `${GENERATION}/j${seq}`,
    askedAt: Date.now() - (1000 - seq) * MINUTE,
    workspace: 'payments-api',
    threadId: 't-1',
    threadTitle: 'Rotate webhook signing secrets',
    kind: 'command',
    ...requestLine('command', `wants to run ${text}`, { type: 'command', text, inPlace: true }),
    outcome: 'accepted',
    decision: 'accept',
    by: 'Chrome on Linux',
    decider: { type: 'person', client: 'Chrome on Linux' },
    note: null,
    endedAt: Date.now() - (1000 - seq) * MINUTE,
    waitedMs: 4000,
    overruled: false,
    late: 0,
    ...more,
  };
}
