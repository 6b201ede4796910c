/**
 * What the pool costs beyond its app-servers: the time until 20 workspaces are ready against 20 bare spawns of the
 * same Codex, and the host's memory with 100 threads that have a history.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fleetTopic, hostTopic, inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { bundledCodexPath } from '../../src-main/host/engines/codex/app-server/codex-binary.ts';
import { createHost } from '../../src-main/host/host.ts';
import { startScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import { NAMED_CODEX } from '../support/tested-codex.ts';
import { pause, runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import type { Memory } from './support/memory.ts';
import { median, report, type Figure } from './support/report.ts';
import { startRole, type Role } from './support/role.ts';
import { seed, type Seeded } from './support/seed.ts';
import type { SocketClient } from './support/socket-client.ts';
import { startWebHost } from './support/web-host.ts';

const WORKSPACES = 20;
const THREADS = 100;
const ITEMS = 200;
const OUTPUT_BYTES = 2 ** 20;
const ROUNDS = 5;
/** Threads that work at the same time while the histories are made: two cores have no use for more. */
const AT_ONCE = 8;
const LOOK_MS = 5;

/** 20 bare spawns: the process, the handshake, and nothing else. */
const spawnsRole: Role<Seeded> = async ({ folders, codexHome }) => {
  const codex = NAMED_CODEX ?? bundledCodexPath(import.meta.url);
  if (codex === null) throw new Error('the bundled Codex is not installed; run npm ci');
  const children: ChildProcess[] = [];
  const one = (cwd: string): Promise<void> => {
    const env = { ...process.env, CODEX_HOME: codexHome };
    const child = spawn(codex, ['app-server'], { cwd, env, stdio: ['pipe', 'pipe', 'ignore'] });
    children.push(child);
    const clientInfo = { name: 'muster', title: 'Muster', version: '0' };
    const params = { clientInfo, capabilities: { experimentalApi: true } };
    child.stdin.write(`${JSON.stringify({ id: 0, method: 'initialize', params })}\n`);
    return new Promise((done, failed) => {
      child.once('exit', () => failed(new Error('Codex ended')));
      let text = '';
      const hear = (chunk: Buffer): void => {
        text += chunk.toString();
        if (!/^\{"id":0,"result"/m.test(text)) return;
        child.stdout.off('data', hear).resume();
        child.stdin.write(`${JSON.stringify({ method: 'initialized' })}\n`);
        done();
      };
      child.stdout.on('data', hear);
    });
  };
  return {
    answers: {
      start: async () => {
        const begin = performance.now();
        await Promise.all(folders.map(one));
        return performance.now() - begin;
      },
    },
    end: async () => {
      await Promise.all(
        children.map((child) => {
          child.removeAllListeners('exit');
          const gone = new Promise((done) => child.once('exit', done));
          child.stdin?.end();
          return gone;
        }),
      );
    },
  };
};

/** A host on a data folder with 20 workspaces, in a process that has loaded its code. */
const poolRole: Role<Seeded> = async ({ dataDir, codexHome }) => {
  let end = async (): Promise<void> => {};
  return {
    answers: {
      start: async () => {
        const begin = performance.now();
        const host = await createHost({ dataDir, codexHome });
        end = () => host.dispose();
        for (;;) {
          const { appServers } = await host.call('diagnostics/read', {});
          const ready = appServers.filter(({ name, status }) => name !== codexHome && status === 'ready');
          if (ready.length === WORKSPACES) return performance.now() - begin;
          await pause(LOOK_MS);
        }
      },
    },
    end: () => end(),
  };
};

async function timeOf(role: string, seeded: Seeded): Promise<number> {
  const child = startRole(role, seeded);
  try {
    return await child.ask<number>('start');
  } finally {
    await child.end();
  }
}

async function startTimes(): Promise<Figure[]> {
  const seeded = seed(scratch('pool'), { workspaces: WORKSPACES });
  // The first start of a CODEX_HOME makes its databases: that is nobody's doing.
  await timeOf('spawns', seeded);
  const bare: number[] = [];
  const pool: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await timeOf('spawns', seeded));
    pool.push(await timeOf('pool', seeded));
  }
  const ratio = median(pool.map((ms, round) => ms / (bare[round] ?? Number.NaN)));
  return [
    { name: '20 workspaces ready, over 20 bare spawns', value: ratio, bound: 2, unit: 'x' },
    { name: '20 workspaces ready', value: median(pool), bound: null, unit: 'ms' },
    { name: '20 bare spawns with a handshake', value: median(bare), bound: null, unit: 'ms' },
  ];
}

async function memory(): Promise<Figure[]> {
  const model = await startScriptedModel({ scenarios: scriptedScenarios });
  const seeded = seed(scratch('pool'), { workspaces: WORKSPACES, modelUrl: model.url });
  const host = await startWebHost(seeded);
  try {
    const client = host.client();
    for (const topic of [hostTopic.topic, fleetTopic.topic, inboxTopic.topic]) await client.follow(topic);
    await client.when(() => (readyWorkspaces(client) === WORKSPACES ? true : undefined));
    await pause(2_000);
    const empty = await settled(host.memory);
    const threads = await makeHistories(client, seeded);
    const [first] = threads;
    if (first === undefined) throw new Error('no thread was made');
    await client.follow(threadTopic(first));
    await client.when(() => (detailOf(client, first)?.loaded === true ? true : undefined));
    const full = await settled(host.memory);
    const { appServers } = await client.client.call('diagnostics/read', {});
    const held = appServers.reduce((sum, { heldThreads }) => sum + heldThreads, 0);
    const items = await countItems(client, first);
    if (items < ITEMS) throw new Error(`a thread has ${items} items instead of ${ITEMS}`);
    client.dispose();
    return [
      { name: 'host’s PSS with 20 workspaces and 100 threads', value: full.pss, bound: 180, unit: 'MiB' },
      { name: 'its pages that nobody shares', value: full.own, bound: null, unit: 'MiB' },
      { name: 'its PSS before the threads', value: empty.pss, bound: null, unit: 'MiB' },
      { name: 'threads that the host holds', value: held, bound: null, unit: '' },
      { name: 'items of a thread', value: items, bound: null, unit: '' },
    ];
  } finally {
    await host.end();
    await model.close();
  }
}

function readyWorkspaces({ client }: SocketClient): number {
  return hostTopic.workspace.count(client.values(hostTopic.topic), ({ status }) => status.type === 'ready');
}

function detailOf({ client }: SocketClient, id: ThreadId): ThreadDetail | undefined {
  return threadTopic.thread.get(client.values(threadTopic(id)));
}

/** All items of an open thread: those in its topic, and those of the older pages. */
async function countItems(client: SocketClient, threadId: ThreadId): Promise<number> {
  let count = threadTopic.item.all(client.client.values(threadTopic(threadId))).length;
  let cursor = detailOf(client, threadId)?.olderCursor ?? null;
  while (cursor !== null) {
    const page = await client.client.call('thread/history', { threadId, cursor });
    count += page.items.length;
    cursor = page.cursor;
  }
  return count;
}

/** Starts all threads, so many at a time, and resolves when the last one has ended. */
async function makeHistories(client: SocketClient, { workspaceIds }: Seeded): Promise<ThreadId[]> {
  const waiting = Array.from({ length: THREADS }, (_, at) => at);
  const made: ThreadId[] = [];
  const text = `[script:history items=${ITEMS} bytes=${OUTPUT_BYTES}]`;
  const worker = async (): Promise<void> => {
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      const workspaceId = workspaceIds[at % WORKSPACES];
      if (workspaceId === undefined) throw new Error('no workspace');
      const { threadId } = await client.client.call('thread/start', {
        workspaceId,
        text,
        place: 'folder',
      });
      made.push(threadId);
      await client.when(() => {
        const row = client.rows().find(({ id }) => id === threadId);
        if (row?.state === 'failed') throw new Error(`a thread failed: ${row.reason}`);
        return row?.state === 'finished' ? true : undefined;
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return made;
}

/** Memory as it stands when nothing happens: the median of ten looks over five seconds. */
async function settled(look: () => Memory): Promise<Memory> {
  const looks: Memory[] = [];
  for (let at = 0; at < 10; at += 1) {
    await pause(500);
    looks.push(look());
  }
  return { pss: median(looks.map(({ pss }) => pss)), own: median(looks.map(({ own }) => own)) };
}

runBench({
  about: 'pool: the start of 20 workspaces against 20 bare spawns, and the host’s memory with 100 threads.',
  roles: { spawns: spawnsRole, pool: poolRole },
  run: async () => report('pool', [...(await startTimes()), ...(await memory())]),
});
