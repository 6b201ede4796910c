/** What the fault rounds break: a host in its own process, app-servers, a scripted model, and one client. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostTopic, inboxTopic, fleetTopic } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { HomeEntity, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { ProxiedCodex } from '../support/proxied-codex.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import { openSocket, type BreakableTransport } from '../support/socket-transport.ts';
import { TestClient } from '../support/test-client.ts';
import { HostChild } from './host-child.ts';

const WORKSPACES = 5;
/** Slow enough that a turn lasts seconds, fast enough that twenty are a load. */
const PACE = { deltaChars: 24, deltaMs: 10, replyMs: 20, pauseScale: 1 };

export interface WorldWorkspace {
  readonly id: WorkspaceId;
  readonly path: string;
}

/** Everything around the rounds; `dispose` ends and deletes all of it. */
export class World {
  readonly root: string;
  readonly codexHome: string;
  /** A folder that no sandbox may write to. */
  readonly outside: string;
  readonly model: ScriptedModel;
  /** In front of the app-server of the first workspace. */
  readonly proxy: ProxiedCodex;
  readonly client: TestClient;
  readonly workspaces: WorldWorkspace[] = [];
  readonly #host: HostChild;
  #transport: BreakableTransport | undefined;

  private constructor(root: string, script: string, model: ScriptedModel, proxy: ProxiedCodex) {
    this.root = root;
    this.codexHome = join(root, 'codex-home');
    this.outside = join(root, 'outside');
    this.model = model;
    this.proxy = proxy;
    this.#host = new HostChild({ script, dataDir: join(root, 'data'), codexHome: this.codexHome });
    this.client = new TestClient(
      async () => (this.#transport = await openSocket(this.#host.url)),
      'the person',
    );
  }

  /** Starts it all; `script` is the built entry, which is also the host's process. */
  static async start(script: string): Promise<World> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-chaos-')));
    const model = await startScriptedModel({ scenarios: scriptedScenarios, pace: PACE });
    const world = new World(root, script, model, await ProxiedCodex.make(root));
    mkdirSync(world.codexHome);
    mkdirSync(world.outside);
    writeFileSync(join(world.codexHome, 'config.toml'), codexConfigToml({ modelUrl: model.url }));
    await world.startHost();
    for (const topic of [hostTopic.topic, fleetTopic.topic, inboxTopic.topic]) world.client.open(topic);
    for (let at = 0; at < WORKSPACES; at += 1) {
      const path = makeRepository(join(root, `workspace-${at}`));
      const { workspaceId } = await world.client.call('workspace/add', { path });
      world.workspaces.push({ id: workspaceId, path });
    }
    const first = world.workspaces[0] as WorldWorkspace;
    await world.client.call('workspace/update', { workspaceId: first.id, codexPath: world.proxy.path });
    await world.proxy.joined();
    await world.client.until(
      () =>
        world.shownWorkspaces().length === WORKSPACES &&
        world.shownWorkspaces().every(({ status }) => status.type === 'ready'),
      'every workspace to be ready',
    );
    return world;
  }

  get hostPid(): number {
    return this.#host.pid;
  }

  /** Errors that nobody handled, and those that the host calls its own fault. */
  get faults(): string[] {
    return this.#host.faults;
  }

  shownWorkspaces(): WorkspaceEntity[] {
    return this.client.values(hostTopic.topic, hostTopic.workspace);
  }

  home(): HomeEntity | undefined {
    return this.client.values(hostTopic.topic, hostTopic.home)[0];
  }

  /** Starts a host on the folders there are: the next life of the same Muster. */
  startHost(): Promise<void> {
    return this.#host.start();
  }

  killHost(): Promise<void> {
    return this.#host.kill();
  }

  breakSocket(): void {
    this.#transport?.break();
  }

  /** A second client that starts with nothing: what it sees is what the host has. */
  freshClient(): TestClient {
    return new TestClient(() => openSocket(this.#host.url), 'a fresh client');
  }

  /** Ends the host in order. Resolves when its process is gone. */
  async stop(): Promise<void> {
    this.client.dispose();
    await this.#host.stop();
    this.proxy.close();
    await this.model.close();
  }

  delete(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** A folder with a git repository of one commit. */
export function makeRepository(path: string): string {
  mkdirSync(path);
  writeFileSync(join(path, 'README.md'), 'A folder to break things in.\n');
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: path, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=Chaos', '-c', 'user.email=chaos@example.invalid', 'commit', '-qm', 'Begin');
  return path;
}
