/** What the fault rounds break: a host in its own process, app-servers, a scripted model, and one client. */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST_TOPIC, INBOX_TOPIC, FLEET_TOPIC } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { HomeEntity, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { ProxiedCodex } from '../support/proxied-codex.ts';
import { scriptedScenarios } from '../support/scripted-scenarios.ts';
import { openSocket, type BreakableTransport } from '../support/socket-transport.ts';
import { TestClient } from '../support/test-client.ts';
import type { HostWord } from './host-process.ts';

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
  /** Errors that nobody handled, and those that the host calls its own fault. */
  readonly faults: string[] = [];
  readonly #script: string;
  #host: ChildProcess | undefined;
  #port = 0;
  #transport: BreakableTransport | undefined;

  private constructor(root: string, script: string, model: ScriptedModel, proxy: ProxiedCodex) {
    this.root = root;
    this.#script = script;
    this.codexHome = join(root, 'codex-home');
    this.outside = join(root, 'outside');
    this.model = model;
    this.proxy = proxy;
    this.client = new TestClient(async () => (this.#transport = await openSocket(this.#url)), 'the person');
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
    for (const topic of [HOST_TOPIC, FLEET_TOPIC, INBOX_TOPIC]) world.client.open(topic);
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
    return this.#host?.pid ?? 0;
  }

  get #url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  shownWorkspaces(): WorkspaceEntity[] {
    return this.client.values<WorkspaceEntity>(HOST_TOPIC, 'workspace:');
  }

  home(): HomeEntity | undefined {
    return this.client.values<HomeEntity>(HOST_TOPIC, 'home:')[0];
  }

  /** Starts a host on the folders there are: the next life of the same Muster. */
  async startHost(): Promise<void> {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(MUSTER_|CODEX_)/.test(name)),
    );
    const host = fork(this.#script, ['--host', join(this.root, 'data'), this.codexHome], {
      env,
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#host = host;
    host.on('exit', (code, signal) => {
      if (this.#host === host) this.faults.push(`the host ended by itself (${code ?? signal})`);
    });
    const port = new Promise<number>((resolve, reject) => {
      host.on('message', (word: HostWord) => {
        if (word.fault !== undefined) this.faults.push(word.fault);
        if (word.port !== undefined) resolve(word.port);
      });
      host.once('exit', () => reject(new Error('the host did not start')));
    });
    this.#port = await port;
  }

  async killHost(): Promise<void> {
    const host = this.#host as ChildProcess;
    this.#host = undefined;
    host.kill('SIGKILL');
    await once(host, 'exit');
  }

  breakSocket(): void {
    this.#transport?.break();
  }

  /** A second client that starts with nothing: what it sees is what the host has. */
  freshClient(): TestClient {
    return new TestClient(() => openSocket(this.#url), 'a fresh client');
  }

  /** Ends the host in order. Resolves when its process is gone. */
  async stop(): Promise<void> {
    this.client.dispose();
    const host = this.#host;
    this.#host = undefined;
    if (host !== undefined && host.exitCode === null) {
      const gone = once(host, 'exit');
      host.disconnect();
      await gone;
    }
    this.proxy.close();
    await this.model.close();
  }

  delete(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function makeRepository(path: string): string {
  mkdirSync(path);
  writeFileSync(join(path, 'README.md'), 'A folder to break things in.\n');
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: path, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=Chaos', '-c', 'user.email=chaos@example.invalid', 'commit', '-qm', 'Begin');
  return path;
}
