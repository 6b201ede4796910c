/** Holds what Muster shows against what is true. */
import { isDeepStrictEqual } from 'node:util';
import { fleetTopic, inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { JournalEntry } from '#shared/contract/requests.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ItemEntity, TurnEntity } from '#shared/model/thread/thread.ts';
import type { TestClient } from '../support/test-client.ts';
import type { TrueThread, Truth } from './truth.ts';
import type { World } from './world.ts';

export interface Compared {
  readonly items: number;
  /** Items that the record has as ended and Muster does not show so. */
  readonly lost: readonly string[];
  /** Shown, but not as the record has it. */
  readonly wrong: readonly string[];
}

/** A thread that is not read by then is not read at all. */
const READ_MS = 60_000;

interface Shown {
  readonly items: ReadonlyMap<string, ItemEntity>;
  readonly turns: ReadonlyMap<string, TurnEntity>;
}

/** Compares one thread. `exact` is false where lines were tampered with: then only a loss counts. */
export async function compareThread(
  client: TestClient,
  threadId: ThreadId,
  truth: TrueThread,
  exact: boolean,
): Promise<Compared> {
  const shown = await showThread(client, threadId);
  const lost: string[] = [];
  const wrong: string[] = [];
  const ended = truth.items.filter(({ status }) => status !== 'inProgress');
  for (const item of ended) {
    const entity = shown.items.get(item.id);
    const name = `${item.type} ${item.id} of thread ${threadId}`;
    if (entity?.done !== true) lost.push(entity === undefined ? name : `${name} (not ended)`);
    else if (exact && !agrees(entity, item))
      wrong.push(
        `${name} is ${JSON.stringify(item).slice(0, 200)} and shown as ${JSON.stringify(entity.item).slice(0, 300)}`,
      );
  }
  if (exact) {
    // A turn that was killed before its first item has nothing to show.
    const begun = new Set(truth.items.map(({ turnId }) => turnId));
    for (const [id, status] of truth.turns) {
      if (!begun.has(id)) continue;
      const expected = status === 'inProgress' ? 'interrupted' : status;
      const turn = shown.turns.get(id);
      if (turn?.status !== expected)
        wrong.push(`turn ${id} of thread ${threadId} is ${expected} and shown as ${turn?.status}`);
    }
    wrong.push(...inventions(shown, truth, threadId));
  }
  return { items: ended.length, lost, wrong };
}

function agrees({ item }: ItemEntity, truth: TrueThread['items'][number]): boolean {
  if (item.type !== truth.type) return false;
  if (truth.status !== undefined && (!('status' in item) || item.status !== truth.status)) return false;
  return truth.text === undefined || !('text' in item) || item.text === truth.text;
}

/**
 * What is shown and no record has, in turns that ended as they should: an interrupted one may show what it lost, and
 * Codex keeps no record of a command that was declined.
 */
function inventions(shown: Shown, truth: TrueThread, threadId: ThreadId): string[] {
  const known = new Set(truth.items.map(({ id }) => id));
  return [...shown.items.values()]
    .filter(({ id, turnId }) => !known.has(id) && truth.turns.get(turnId) === 'completed')
    .filter(({ item }) => !('status' in item) || item.status !== 'declined')
    .map(
      ({ id, item }) =>
        `${item.type} ${id} of thread ${threadId} is shown and in no record: ${JSON.stringify(item).slice(0, 300)}`,
    );
}

/** Opens a thread and reads all of it: the topic, then the older pages. */
async function showThread(client: TestClient, threadId: ThreadId): Promise<Shown> {
  const topic = threadTopic(threadId);
  const detail = await client.until(
    () => {
      const [shown] = client.thread(threadId, threadTopic.thread);
      return shown?.loaded === true || shown?.loadError != null ? shown : undefined;
    },
    `thread ${threadId} to be read`,
    READ_MS,
  );
  if (detail.loadError !== null) throw new Error(`thread ${threadId} cannot be read: ${detail.loadError}`);
  const items = client.thread(threadId, threadTopic.item);
  const turns = client.thread(threadId, threadTopic.turn);
  for (let cursor = detail.olderCursor; cursor !== null;) {
    const page = await client.call('thread/history', { threadId, cursor });
    items.push(...page.items);
    turns.push(...page.turns);
    cursor = page.cursor;
  }
  client.close(topic);
  return {
    items: new Map(items.map((item) => [item.id, item])),
    turns: new Map(turns.map((turn) => [turn.id, turn])),
  };
}

/** A client that starts with nothing must come to see just what the one that was there all the time sees. */
export async function compareClients(world: World): Promise<string[]> {
  const fresh = world.freshClient();
  try {
    const differ = (topic: string): boolean =>
      !isDeepStrictEqual(new Map(entries(world.client, topic)), new Map(entries(fresh, topic)));
    const problems: string[] = [];
    for (const topic of [fleetTopic.topic, inboxTopic.topic]) {
      fresh.open(topic);
      const ready = (): boolean => fresh.contract.view(topic)?.mirror.ready === true && !differ(topic);
      await fresh
        .until(ready, topic, 3000)
        .catch(() => problems.push(`the client and a fresh one differ on the ${topic}`));
    }
    return problems;
  } finally {
    fresh.dispose();
  }
}

function entries(client: TestClient, topic: string): [string, unknown][] {
  return [...client.contract.values(topic)];
}

/** Approvals that nobody can see the end of: open in the journal, or pending, without a process that waits for them. */
export async function endlessApprovals(client: TestClient): Promise<{ asked: number; endless: string[] }> {
  const journal: JournalEntry[] = [];
  for (let before: number | undefined; ;) {
    const { entries: page } = await client.call('journal/list', {
      limit: 500,
      ...(before !== undefined && { before }),
    });
    journal.push(...page);
    before = page.at(-1)?.seq;
    if (page.length < 500) break;
  }
  const { appServers } = await client.call('diagnostics/read', {});
  const alive = new Set(appServers.map(({ generation }) => generation));
  const pending = client.pending();
  const waiting = new Set<string>(
    pending.filter(({ generation }) => alive.has(generation)).map(({ id }) => id),
  );
  const ended = new Set(
    journal
      .filter(({ event }) => event === 'decided' || event === 'expired')
      .map(({ approvalId }) => approvalId),
  );
  const asked = journal.filter(({ event }) => event === 'asked');
  const endless = [
    ...asked
      .filter(({ approvalId }) => !ended.has(approvalId) && !waiting.has(approvalId))
      .map(({ approvalId }) => `${approvalId} in the journal`),
    ...pending.filter(({ id }) => !waiting.has(id)).map(({ id }) => `${id} in the inbox`),
  ];
  return { asked: asked.length, endless };
}

/** Threads of the app-servers' own list that the fleet does not show. */
export async function missingThreads(world: World, truth: Truth): Promise<string[]> {
  const shown = new Set<string>(world.client.rows().map(({ id }) => id));
  const all = await truth.threads(world.workspaces.map(({ path }) => path));
  return all.filter((id) => !shown.has(id)).map((id) => `thread ${id} is not in the fleet`);
}
