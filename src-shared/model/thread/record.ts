import type { ThreadId, WorkspaceId } from '../ids.ts';
import type { Facts, newFacts } from './facts.ts';

/** What storage keeps of a thread: what the fleet shows of it before its app-server is there. */
export interface ThreadRecord {
  readonly id: ThreadId;
  readonly workspaceId: WorkspaceId;
  readonly parentId: ThreadId | null;
  readonly name: string | null;
  readonly preview: string;
  readonly cwd: string;
  readonly branch: string | null;
  readonly model: string | null;
  readonly createdAt: number;
  readonly since: number;
  readonly lastTurn: Facts['lastTurn'];
  readonly error: string | null;
  readonly cutOff: boolean;
  readonly unread: boolean;
  readonly queued: number;
  readonly tokens: number;
  readonly contextShare: number | null;
  readonly added: number;
  readonly removed: number;
  readonly activity: string;
}

/** The record of a thread; a preview is cut to what a title can show. */
export function threadRecord(facts: Facts): ThreadRecord {
  const {
    id,
    workspaceId,
    parentId,
    name,
    cwd,
    branch,
    model,
    createdAt,
    since,
    lastTurn,
    error,
    cutOff,
    unread,
    queued,
  } = facts;
  const { tokens, contextShare, added, removed, activity } = facts;
  return {
    id,
    workspaceId,
    parentId,
    name,
    cwd,
    branch,
    model,
    createdAt,
    since,
    lastTurn,
    error,
    cutOff,
    unread,
    queued,
    tokens,
    contextShare,
    added,
    removed,
    preview: facts.preview.slice(0, 500),
    activity: activity.code === '' ? activity.words : `${activity.words} ${activity.code}`,
  };
}

/** The facts a record stands for after the host was away: what ran has no process any more, what was queued waits. */
export function rememberedFacts(record: ThreadRecord): Parameters<typeof newFacts>[0] {
  const { activity, ...facts } = record;
  const ran = record.lastTurn === 'inProgress';
  return {
    ...facts,
    ...(ran && { lastTurn: 'interrupted', cutOff: true }),
    activity: { words: ran ? 'cut off' : activity, code: '' },
    queuePaused: record.queued > 0,
  };
}
