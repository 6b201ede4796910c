/**
 * A host with the real Codex behind it and a scripted model behind that, in folders of its own; and a client that
 * waits for things rather than for time.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContractClient } from '#shared/contract/client.ts';
import { memoryTransports } from '#shared/contract/memory-transport.ts';
import { FLEET_TOPIC, HOST_TOPIC, INBOX_TOPIC, threadTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { createHost, type Host, type HostOptions } from '../../src-main/host/host.ts';
import { codexConfigToml, type CodexConfigOptions } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel, type ScriptedModelOptions } from '../../src-main/host/inference/scripted-model.ts';
import { scriptedScenarios } from './scripted-scenarios.ts';

const clock = {
  now: Date.now,
  setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
  random: Math.random,
};

export interface HarnessOptions {
  readonly model?: Partial<ScriptedModelOptions>;
  readonly config?: Partial<CodexConfigOptions>;
  readonly host?: Partial<HostOptions>;
}

/** A host under test with everything around it; `dispose` ends and deletes all of it. */
export class Harness {
  readonly root: string;
  readonly codexHome: string;
  readonly dataDir: string;
  readonly model: ScriptedModel;
  readonly faults: unknown[] = [];
  readonly #options: HarnessOptions;
  readonly #clients: TestClient[] = [];
  host!: Host;

  private constructor(root: string, model: ScriptedModel, options: HarnessOptions) {
    this.root = root;
    this.codexHome = join(root, 'codex-home');
    this.dataDir = join(root, 'data');
    this.model = model;
    this.#options = options;
  }

  static async start(options: HarnessOptions = {}): Promise<Harness> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-test-')));
    const model = await startScriptedModel({ scenarios: scriptedScenarios, ...options.model });
    const harness = new Harness(root, model, options);
    mkdirSync(harness.codexHome);
    writeFileSync(join(harness.codexHome, 'config.toml'), codexConfigToml({ modelUrl: model.url, ...options.config }));
    await harness.startHost();
    return harness;
  }

  /** Starts a host on the same folders; after `stopHost`, it is the next life of the same Muster. */
  async startHost(): Promise<Host> {
    this.host = await createHost({
      dataDir: this.dataDir,
      codexHome: this.codexHome,
      onFault: (error) => this.faults.push(error),
      ...this.#options.host,
    });
    return this.host;
  }

  async stopHost(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.dispose();
    await this.host.dispose();
  }

  /** Makes a small git repository and adds it as a workspace. */
  async addRepository(name: string): Promise<{ path: string; workspaceId: WorkspaceId }> {
    const path = this.repository(name);
    const { workspaceId } = await this.host.call('workspace/add', { path });
    return { path, workspaceId };
  }

  repository(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path);
    writeFileSync(join(path, 'README.md'), `# ${name}\n`);
    const git = (...args: string[]): void => void execFileSync('git', args, { cwd: path, stdio: 'ignore' });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', 'commit', '-qm', 'Begin');
    return path;
  }

  client(name = 'test client'): TestClient {
    const client = new TestClient(() => this.host, name);
    this.#clients.push(client);
    return client;
  }

  async dispose(): Promise<void> {
    await this.stopHost();
    await this.model.close();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** A client in the same process. Its topics stay open until it is disposed. */
export class TestClient {
  readonly contract: ContractClient;
  readonly #open = new Set<string>();
  readonly #waiting = new Set<() => void>();

  constructor(host: () => Host, name: string) {
    this.contract = new ContractClient({
      connect: () => {
        const { host: hostEnd, client } = memoryTransports((deliver) => setImmediate(deliver));
        host().connect(hostEnd, { label: name });
        return Promise.resolve(client);
      },
      clientId: randomUUID(),
      name,
      clock,
    });
    this.contract.onState(() => this.#wake());
  }

  /** Calls the host once connected. */
  get call(): ContractClient['call'] {
    return async (method, params) => {
      await this.until(() => this.contract.state.type === 'connected', 'the connection');
      return this.contract.call(method, params);
    };
  }

  values<T>(topic: string, prefix: string): T[] {
    this.open(topic);
    return [...(this.contract.view(topic)?.mirror.values ?? [])].flatMap(([key, value]) => (key.startsWith(prefix) ? [value as T] : []));
  }

  rows(): FleetRow[] {
    return this.values<FleetRow>(FLEET_TOPIC, 'thread:');
  }

  row(id: ThreadId): FleetRow | undefined {
    return this.rows().find((row) => row.id === id);
  }

  approvals(): Approval[] {
    return this.values<Approval>(INBOX_TOPIC, 'approval:');
  }

  pending(threadId?: ThreadId): Approval[] {
    return this.approvals().filter((approval) => approval.outcome === null && (threadId === undefined || approval.threadId === threadId));
  }

  workspace(id: WorkspaceId): WorkspaceEntity | undefined {
    return this.values<WorkspaceEntity>(HOST_TOPIC, 'workspace:').find((workspace) => workspace.id === id);
  }

  thread(id: ThreadId, prefix: string): unknown[] {
    return this.values(threadTopic(id), prefix);
  }

  open(topic: string): void {
    if (this.#open.has(topic)) return;
    this.#open.add(topic);
    this.contract.open(topic, () => this.#wake());
  }

  /** Resolves with what `find` finds, as soon as it is neither undefined nor false; rejects after 30 s. */
  until<T>(find: () => T | undefined | false, what: string, timeoutMs = 30_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): boolean => {
        const found = find();
        if (found === undefined || found === false) return false;
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve(found);
        return true;
      };
      const wake = (): void => void check();
      const timer = setTimeout(() => {
        this.#waiting.delete(wake);
        reject(new Error(`waited in vain for ${what}; the fleet is ${JSON.stringify(this.rows(), null, 1)}`));
      }, timeoutMs);
      this.#waiting.add(wake);
      check();
    });
  }

  dispose(): void {
    this.contract.dispose();
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
