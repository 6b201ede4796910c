/**
 * Twenty threads that are started at once in one workspace, each in a worktree of its own, over one alone: until the
 * last is accepted, so that the person goes on, and until the last runs its first turn.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetTopic, hostTopic } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import { runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { median, report } from './support/report.ts';
import type { SocketClient } from './support/socket-client.ts';
import { startWebHost } from './support/web-host.ts';

const AT_ONCE = 20;
const ROUNDS = 5;
const FILES = 500;

/** A repository with some files to check out. */
function repository(folder: string): string {
  const path = join(folder, 'repository');
  mkdirSync(path);
  const git = (...args: string[]): void => {
    const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid'];
    execFileSync('git', [...who, ...args], { cwd: path });
  };
  git('init', '-q', '-b', 'main');
  for (let at = 0; at < FILES; at += 1)
    writeFileSync(join(path, `file-${at}.txt`), `line ${at}\n`.repeat(40));
  git('add', '.');
  git('commit', '-qm', 'Begin');
  return path;
}

/** Starts so many at once: ms until all are accepted, and until all run. */
async function start(
  { client, when }: SocketClient,
  workspaceId: WorkspaceId,
  count: number,
  name: string,
): Promise<{ readonly accepted: number; readonly run: number }> {
  const began = performance.now();
  const asked = await Promise.all(
    Array.from({ length: count }, (_, at) =>
      client.call('start/begin', {
        workspaceId,
        text: `[script:say text=${name}-${at}]`,
        place: 'worktree',
      }),
    ),
  );
  const accepted = performance.now() - began;
  await when(() => {
    const values = client.values(fleetTopic.topic);
    const starts = asked.map(({ startId }) => fleetTopic.start.get(values, startId));
    const failed = starts.find((one) => one?.state === 'failed');
    if (failed !== undefined) throw new Error(`a thread did not start: ${failed.reason}`);
    return starts.every((one) => one?.state === 'started') ? true : undefined;
  });
  return { accepted, run: performance.now() - began };
}

async function run(): Promise<boolean> {
  const folder = scratch('start');
  const model = await startScriptedModel({ scenarios: scriptedScenarios });
  const codexHome = join(folder, 'codex-home');
  mkdirSync(codexHome);
  writeFileSync(join(codexHome, 'config.toml'), codexConfigToml({ modelUrl: model.url }));
  const path = repository(folder);
  const host = await startWebHost({ dataDir: join(folder, 'data'), codexHome });
  try {
    const client = host.client();
    for (const topic of [hostTopic.topic, fleetTopic.topic]) await client.follow(topic);
    const { workspaceId } = await client.client.call('workspace/add', { path });
    // The first one wakes everything, and writes the trust of the repository.
    await start(client, workspaceId, 1, 'first');
    const one: Awaited<ReturnType<typeof start>>[] = [];
    const many: Awaited<ReturnType<typeof start>>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      one.push(await start(client, workspaceId, 1, `one-${round}`));
      many.push(await start(client, workspaceId, AT_ONCE, `many-${round}`));
    }
    client.dispose();
    const of = (all: typeof one, what: 'accepted' | 'run'): number => median(all.map((each) => each[what]));
    return report('start', [
      {
        name: '20 threads at once: all accepted',
        value: of(many, 'accepted'),
        bound: null,
        unit: 'ms',
        beside: { name: 'one alone', value: of(one, 'accepted'), most: 4 },
      },
      { name: '20 threads at once: all run', value: of(many, 'run'), bound: null, unit: 'ms' },
      { name: 'one alone: it runs', value: of(one, 'run'), bound: null, unit: 'ms' },
      {
        name: '20 that run, over one alone that runs',
        value: of(many, 'run') / of(one, 'run'),
        bound: null,
        unit: 'x',
      },
    ]);
  } finally {
    await host.end();
    await model.close();
  }
}

runBench({
  about: 'start: 20 threads at once in one workspace, each in a worktree, over one alone.',
  run,
});
