/** A fleet in which everybody asks: 20 real app-servers with 100 threads, each of which wants five commands at once. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fleetTopic, hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { codexConfigToml, type CodexConfigOptions } from '../../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../../src-main/host/inference/scripted-model.ts';
import { TeedCodex } from '../../support/answer-tee.ts';
import { reply, run, say, type Scenario } from '../../../src-main/host/inference/script.ts';
import { scratch } from './lifetime.ts';
import { seed, type Seeded } from './seed.ts';
import type { SocketClient } from './socket-client.ts';
import { startWebHost, type WebHost } from './web-host.ts';

/** The checkout that a built benchmark, `out/bench/NAME.js`, belongs to. */
export const CHECKOUT = resolve(dirname(process.argv[1] ?? ''), '../..');

/** Programs that agents ask for and that need not be on this machine: each does nothing. */
const PROGRAMS = ['npm', 'make', 'docker', 'gh', 'curl', 'psql', 'terraform', 'scp', 'git'];

export interface AskingFleet {
  readonly root: string;
  readonly seeded: Seeded;
  readonly model: ScriptedModel;
  readonly teed: TeedCodex;
  readonly host: WebHost;
  /** Follows the fleet and the inbox. */
  readonly client: SocketClient;
  /** Approvals that wait, as the host's client sees them. */
  pending(): Approval[];
  end(): Promise<void>;
}

/** Starts the host with its app-servers behind tees. Nobody asks yet. */
export async function startAskingFleet(
  name: string,
  workspaces: number,
  scenarios: (root: string) => readonly Scenario[],
  config: Partial<CodexConfigOptions> = {},
): Promise<AskingFleet> {
  const root = scratch(name);
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const program of PROGRAMS) {
    writeFileSync(join(bin, program), '#!/bin/sh\nexit 0\n');
    chmodSync(join(bin, program), 0o755);
  }
  const model = await startScriptedModel({ scenarios: scenarios(root) });
  const seeded = seed(root, { workspaces, modelUrl: model.url });
  writeFileSync(
    join(seeded.codexHome, 'config.toml'),
    codexConfigToml({
      modelUrl: model.url,
      trustedFolders: seeded.folders,
      commandEnvironment: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
      ...config,
    }),
  );
  const teed = new TeedCodex(root, CHECKOUT);
  const host = await startWebHost({ ...seeded, codex: teed.path });
  const client = host.client();
  await client.follow(fleetTopic.topic);
  await client.follow(inboxTopic.topic);
  await client.follow(hostTopic.topic);
  await client.when(() => (readyWorkspaces(client) === workspaces ? true : undefined));
  const pending = (): Approval[] =>
    inboxTopic.approval.all(client.client.values(inboxTopic.topic)).filter(({ outcome }) => outcome === null);
  return {
    root,
    seeded,
    model,
    teed,
    host,
    client,
    pending,
    end: async () => {
      client.dispose();
      await host.end();
      await model.close();
    },
  };
}

function readyWorkspaces({ client }: SocketClient): number {
  return hostTopic.workspace.count(client.values(hostTopic.topic), ({ status }) => status.type === 'ready');
}

/** What agents of a whole fleet want alike. */
const COMMON = [
  'git commit -qam checkpoint',
  'git push origin HEAD',
  'npm install',
  'git fetch origin',
  'npm run build -- --release',
  'docker compose up -d',
  'gh pr create --fill',
  'git rebase origin/main',
  'npm publish --dry-run',
  'make deploy-preview',
];

/** Five commands of one thread: most of them asked for by others as well, one of its own. */
function commandsOf(thread: number): string[] {
  const common = [0, 3, 5, 8].map((step) => COMMON[(thread + step) % COMMON.length] ?? '');
  return [...common, `git push origin HEAD:refs/heads/agent-${thread}-done`];
}

const titleOf = (thread: number): string => `Finish task ${thread + 1} of the release`;

/** For each of so many threads: five commands at once, and the end. */
export function fiveAtOnce(threads: number): Scenario[] {
  return Array.from({ length: threads }, (_, thread) => ({
    name: `five-${thread}`,
    prompt: titleOf(thread),
    script: () => [
      reply(...commandsOf(thread).map((command) => run(command, { escalate: 'It needs the network.' }))),
      reply(say('Done.')),
    ],
  }));
}

/** Starts a turn in each of so many threads, or in those there are. Resolves when each of them waits with five. */
export async function askEverywhere(
  { client, seeded, pending }: AskingFleet,
  threads: number,
  known: readonly ThreadId[] = [],
): Promise<ThreadId[]> {
  const ids: ThreadId[] = [];
  // As many at once as there are workspaces: a client may have 64 calls under way.
  for (let from = 0; from < threads; from += seeded.workspaceIds.length) {
    const some = seeded.workspaceIds.slice(0, threads - from);
    const asked = some.map(async (workspaceId, at) => {
      const text = titleOf(from + at);
      const threadId = known[from + at];
      if (threadId === undefined)
        return (await client.client.call('thread/start', { workspaceId, text, place: 'folder' })).threadId;
      await client.client.call('thread/send', { threadId, text, mode: 'send' });
      return threadId;
    });
    ids.push(...(await Promise.all(asked)));
  }
  await client.when(() => (pending().length === threads * 5 ? true : undefined));
  return ids;
}
