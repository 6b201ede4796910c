import type { ThreadId, WorkspaceId } from '../ids.ts';
import type { FileConflict } from '../changes/conflicts.ts';
import { needsPerson, type FleetRow } from '../fleet/fleet-row.ts';
import type { ThreadAction, TurnFacts } from './actions.ts';
import { describeItem, firstSentence, oneLine, type Activity } from './describe.ts';
import type { Item } from '../item/item.ts';
import type { Permission, ThreadSettings } from './settings.ts';
import { shortTitle } from './title.ts';
import { threadState } from './thread-state.ts';

/** All that the host knows of a thread beside its content. A fleet row and a thread's state follow from it. */
export interface Facts {
  readonly id: ThreadId;
  readonly workspaceId: WorkspaceId;
  readonly parentId: ThreadId | null;
  readonly name: string | null;
  readonly preview: string;
  readonly cwd: string;
  readonly branch: string | null;
  readonly model: string | null;
  readonly effort: string | null;
  /** How freely it works; null when not known. */
  readonly permission: Permission | null;
  /** It plans before it works. */
  readonly plan: boolean;
  /** What was changed of these counts from the next turn only. */
  readonly settingsWait: boolean;
  /** Unix ms. */
  readonly createdAt: number;
  readonly status: 'notLoaded' | 'idle' | 'systemError' | 'active';
  /** The status says that a person is waited for, whether or not the request has reached us. */
  readonly waiting: boolean;
  readonly lastTurn: 'none' | 'inProgress' | 'completed' | 'interrupted' | 'failed';
  readonly activeTurnId: string | null;
  readonly error: string | null;
  /** Its last turn was cut off by the death of a process, not by the person. */
  readonly cutOff: boolean;
  readonly unread: boolean;
  /** The app-server's revision of the read state, needed to change it; null when not known. */
  readonly readRevision: string | null;
  readonly queued: number;
  readonly queuePaused: boolean;
  readonly goal: boolean;
  readonly tokens: number;
  readonly contextShare: number | null;
  readonly added: number;
  readonly removed: number;
  readonly activity: Activity;
  readonly pendingApprovals: number;
  readonly pendingQuestions: number;
  /** What the oldest pending approval wants, for the row. */
  readonly wants: Activity | null;
  readonly subAgents: number;
  /** Files that another thread edited as well, in the same checkout. */
  readonly conflicts: readonly FileConflict[];
  readonly ownedElsewhere: boolean;
  /** The other program that started it, in words, until the person adopts it; null for Muster's own. */
  readonly program: string | null;
  /** Why its app-server is not there; null when it is, or is suspended on purpose. */
  readonly disconnected: string | null;
  /** Unix ms at which the present state began. */
  readonly since: number;
  /** Unix ms at which a turn of it last began or ended, or the person last wrote to it. Unloading is no activity. */
  readonly activeAt: number;
  /** Unix ms at which the person pinned it; null when it is not pinned. */
  readonly pinnedAt: number | null;
  /** Unix ms until which the person wants to hear nothing of it, unless it needs them or ends; null without that. */
  readonly snoozedUntil: number | null;
  /** The section that the person put it in; null for none. */
  readonly section: string | null;
  /** The person has seen its failure and does not want it on top any more. */
  readonly dismissed: boolean;
  /** Unix ms at which it continues by itself, as the person chose; null without that. */
  readonly continueAt: number | null;
}

/** What the wire or the host says of a thread, beyond its content. */
export type ThreadEvent =
  | ThreadAction
  | { readonly type: 'statusChanged'; readonly status: Facts['status']; readonly waiting: boolean }
  | { readonly type: 'named'; readonly name: string | null }
  | {
      readonly type: 'tokensUsed';
      /** In all. */
      readonly tokens: number;
      readonly contextShare: number | null;
      /** Of the last step. */
      readonly last?: { readonly tokens: number; readonly cached: number; readonly output: number };
    }
  | { readonly type: 'readStateChanged'; readonly unread: boolean; readonly revision: string }
  | { readonly type: 'errorSaid'; readonly message: string; readonly willRetry: boolean }
  /** What it works with from its next turn on. */
  | { readonly type: 'settingsTold'; readonly settings: ThreadSettings }
  | { readonly type: 'factsChanged'; readonly patch: Partial<Facts> };

/** The facts of a thread of which only its beginning is known. */
export function newFacts(
  start: Pick<Facts, 'id' | 'workspaceId' | 'cwd' | 'createdAt'> & Partial<Facts>,
): Facts {
  return {
    parentId: null,
    name: null,
    preview: '',
    branch: null,
    model: null,
    effort: null,
    permission: null,
    plan: false,
    settingsWait: false,
    status: 'notLoaded',
    waiting: false,
    lastTurn: 'none',
    activeTurnId: null,
    error: null,
    cutOff: false,
    unread: false,
    readRevision: null,
    queued: 0,
    queuePaused: false,
    goal: false,
    tokens: 0,
    contextShare: null,
    added: 0,
    removed: 0,
    activity: { words: '', code: '' },
    pendingApprovals: 0,
    pendingQuestions: 0,
    wants: null,
    subAgents: 0,
    conflicts: [],
    ownedElsewhere: false,
    program: null,
    disconnected: null,
    since: start.createdAt,
    activeAt: start.createdAt,
    pinnedAt: null,
    snoozedUntil: null,
    section: null,
    dismissed: false,
    continueAt: null,
    ...start,
  };
}

/** Advances the facts; answers the same object when nothing that anyone could see changed. `now` is Unix ms. */
export function reduceFacts(before: Facts, event: ThreadEvent, now: number): Facts {
  const after = factsAfter(before, event);
  const active = MOMENTS.has(event.type) && now > before.activeAt ? merge(after, { activeAt: now }) : after;
  if (active === before) return before;
  const state = stateOf(active);
  if (state === stateOf(before)) return active;
  return { ...active, since: now, ...(WAKING.has(state) && { snoozedUntil: null }) };
}

/** Events by which a thread was last active. */
const MOMENTS: ReadonlySet<ThreadEvent['type']> = new Set(['turnStarted', 'turnEnded', 'sentChanged']);

/** States that a snoozed thread comes back for. */
const WAKING: ReadonlySet<FleetRow['state']> = new Set([
  'needsApproval',
  'needsAnswer',
  'failed',
  'finished',
]);

function factsAfter(facts: Facts, event: ThreadEvent): Facts {
  switch (event.type) {
    case 'statusChanged':
      return merge(facts, {
        status: event.status,
        waiting: event.waiting,
        ...(event.status === 'active' && { queuePaused: false }),
      });
    case 'turnStarted':
      return merge(facts, {
        lastTurn: 'inProgress',
        activeTurnId: event.turn.id,
        error: null,
        cutOff: false,
        dismissed: false,
        continueAt: null,
        added: 0,
        removed: 0,
        status: 'active',
        queuePaused: false,
        settingsWait: false,
        activity: { words: 'starting', code: '' },
      });
    case 'turnEnded':
      return turnEnded(facts, event.turn);
    case 'itemStarted':
      return merge(facts, withActivity(facts, describeItem(event.item)));
    case 'itemCompleted':
      return merge(facts, afterItem(facts, event.item));
    case 'planUpdated': {
      const done = event.plan.filter(({ status }) => status === 'completed').length;
      return merge(facts, withActivity(facts, { words: `${done} of ${event.plan.length} steps`, code: '' }));
    }
    case 'diffUpdated':
      return merge(facts, { added: event.added, removed: event.removed });
    case 'queueRead':
      return merge(facts, { queued: event.queue.prompts.length, queuePaused: event.queue.paused });
    case 'named':
      return merge(facts, { name: event.name });
    case 'tokensUsed':
      return merge(facts, { tokens: event.tokens, contextShare: event.contextShare });
    case 'readStateChanged':
      return merge(facts, { unread: event.unread, readRevision: event.revision });
    case 'goalChanged':
      return merge(facts, { goal: event.goal?.status === 'active' });
    case 'errorSaid':
      return merge(
        facts,
        event.willRetry
          ? withActivity(facts, { words: `retrying: ${oneLine(event.message, 160)}`, code: '' })
          : { error: event.message },
      );
    case 'settingsTold':
      return merge(facts, event.settings);
    case 'factsChanged':
      return merge(facts, event.patch);
    case 'cutOff':
      return cutOff(facts);
    case 'textGrew':
    case 'sentChanged':
    case 'detailChanged':
    case 'historyRead':
    case 'settled':
    case 'forgotten':
      return facts;
  }
}

function merge(facts: Facts, patch: Partial<Facts>): Facts {
  const changed = Object.entries(patch).some(([key, value]) => !same(facts[key as keyof Facts], value));
  return changed ? { ...facts, ...patch } : facts;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return isActivity(a) && isActivity(b) && a.words === b.words && a.code === b.code;
}

function isActivity(value: unknown): value is Activity {
  return typeof value === 'object' && value !== null && 'words' in value;
}

/** A process died under the thread: nothing of it runs, and nothing that was asked was done. */
function cutOff(facts: Facts): Facts {
  const ran = facts.lastTurn === 'inProgress';
  return merge(facts, {
    status: 'notLoaded',
    waiting: false,
    activeTurnId: null,
    settingsWait: false,
    queuePaused: facts.queued > 0,
    ...(ran && { lastTurn: 'interrupted', cutOff: true, activity: { words: 'cut off', code: '' } }),
  });
}

/** What stands in the row in the place of a message that is not to be shown. */
export const WITHHELD: Activity = { words: 'a message was withheld', code: '' };

/** Only what runs has an activity: a late event never overwrites how a turn ended. */
function withActivity(facts: Facts, activity: Activity): Partial<Facts> {
  return facts.lastTurn === 'inProgress' || facts.status === 'active' ? { activity } : {};
}

function afterItem(facts: Facts, item: Item): Partial<Facts> {
  if (item.type === 'agentMessage' && item.withheld === true) return withActivity(facts, WITHHELD);
  if (item.type === 'agentMessage' && item.text !== '') {
    return withActivity(facts, { words: firstSentence(item.text), code: '' });
  }
  return {};
}

function turnEnded(facts: Facts, turn: TurnFacts): Facts {
  // The end of an earlier turn may arrive after the next one began.
  if (facts.activeTurnId !== null && facts.activeTurnId !== turn.id) return facts;
  const lastTurn = turn.status === 'inProgress' ? 'completed' : turn.status;
  const ended: Partial<Facts> = { lastTurn, activeTurnId: null, waiting: false, settingsWait: false };
  if (lastTurn === 'failed')
    return merge(facts, { ...ended, error: turn.error ?? facts.error ?? 'The turn failed.' });
  if (lastTurn === 'interrupted') {
    return merge(facts, {
      ...ended,
      activity: { words: 'interrupted', code: '' },
      queuePaused: facts.queued > 0,
    });
  }
  return merge(facts, { ...ended, error: null });
}

/** The one state that every view shows. */
export function stateOf(facts: Facts): FleetRow['state'] {
  return threadState({
    ...facts,
    ownedElsewhere: facts.ownedElsewhere || facts.program !== null,
    disconnected: facts.disconnected !== null,
  });
}

/** What a person would call the thread: its name, which they or Codex gave it, else how it began. */
export function titleOf(facts: Pick<Facts, 'name' | 'preview'>): string {
  return facts.name ?? (shortTitle(facts.preview) || 'New thread');
}

/** What *Continue* would run, in words; null when there is nothing to go on with. */
export function continueWith(facts: Facts): string | null {
  if (facts.status === 'active' || facts.ownedElsewhere || facts.program !== null) return null;
  if (facts.queued > 0) {
    const what =
      facts.queued === 1 ? 'the queued prompt' : `the ${facts.queued} queued prompts, one after the other`;
    return `Continue runs ${what}.`;
  }
  if (facts.cutOff) return 'Continue asks the agent to go on where it was cut off.';
  return facts.lastTurn === 'failed' ? 'Continue asks the agent to try again.' : null;
}

/** The row that the fleet shows of it. */
export function fleetRow(facts: Facts): FleetRow {
  const state = stateOf(facts);
  const reason = reasonOf(facts, state);
  const shown = facts.wants !== null && needsPerson({ state }) ? facts.wants : facts.activity;
  return {
    id: facts.id,
    workspaceId: facts.workspaceId,
    parentId: facts.parentId,
    state,
    title: titleOf(facts),
    branch: facts.branch,
    activity: reason ?? shown.words,
    activityCode: reason === null ? shown.code : '',
    since: facts.since,
    activeAt: facts.activeAt,
    pinned: facts.pinnedAt !== null,
    snoozedUntil: facts.snoozedUntil,
    section: facts.section,
    continueAt: facts.continueAt,
    createdAt: facts.createdAt,
    added: facts.added,
    removed: facts.removed,
    tokens: facts.tokens,
    contextShare: facts.contextShare,
    queued: facts.queued,
    queuePaused: facts.queuePaused,
    interrupted: facts.cutOff,
    subAgents: facts.subAgents,
    conflicts: facts.conflicts,
    unread: facts.unread,
    reason,
  };
}

/** Why a thread cannot go on, a sentence for the person; null when nothing is wrong. */
export function reasonOf(facts: Facts, state = stateOf(facts)): string | null {
  if (state === 'failed') return facts.error;
  if (state === 'disconnected') return facts.disconnected;
  if (state === 'ownedElsewhere') {
    return facts.program === null
      ? 'Another program is writing this thread; here it can be read.'
      : `Started by ${facts.program}; here it can be read.`;
  }
  return null;
}
