import type { Facts, newFacts } from './facts.ts';

/** What storage keeps of a thread as it is: what the fleet shows of it before its app-server is there. */
const KEPT = [
  'id',
  'workspaceId',
  'parentId',
  'name',
  'preview',
  'cwd',
  'branch',
  'model',
  'effort',
  'permission',
  'plan',
  'createdAt',
  'since',
  'activeAt',
  'pinnedAt',
  'snoozedUntil',
  'section',
  'dismissed',
  'continueAt',
  'lastTurn',
  'error',
  'cutOff',
  'unread',
  'queued',
  'tokens',
  'contextShare',
  'added',
  'removed',
  'program',
] as const satisfies readonly (keyof Facts)[];

export type ThreadRecord = Pick<Facts, (typeof KEPT)[number]> & {
  /** In words, without what was code in it. */
  readonly activity: string;
};

/** The record of a thread; a preview is cut to what a title can show. */
export function threadRecord(facts: Facts): ThreadRecord {
  const { words, code } = facts.activity;
  return {
    ...(Object.fromEntries(KEPT.map((key) => [key, facts[key]])) as Pick<Facts, (typeof KEPT)[number]>),
    preview: facts.preview.slice(0, 500),
    activity: code === '' ? words : `${words} ${code}`,
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
