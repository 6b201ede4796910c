/**
 * A host with the real Codex behind it and a scripted model behind that, in folders of its own; and a client that
 * waits for things rather than for time.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryTransports } from '#shared/contract/memory-transport.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { createHost, type Host, type HostOptions } from '../../src-main/host/host.ts';
import { codexConfigToml, type CodexConfigOptions } from '../../src-main/host/inference/codex-config.ts';
import {
  startScriptedModel,
  type ScriptedModel,
  type ScriptedModelOptions,
} from '../../src-main/host/inference/scripted-model.ts';
import { makeRepository } from './repository.ts';
import { scriptedScenarios } from './scripted-scenarios.ts';
import { TestClient } from './test-client.ts';

export { TestClient };

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
    writeFileSync(
      join(harness.codexHome, 'config.toml'),
      codexConfigToml({ modelUrl: model.url, ...options.config }),
    );
    await harness.startHost();
    return harness;
  }

  /** Starts a host on the same folders; after `stopHost`, it is the next life of the same Muster. */
  async startHost(more: Partial<HostOptions> = {}): Promise<Host> {
    this.host = await createHost({
      dataDir: this.dataDir,
      codexHome: this.codexHome,
      onFault: (error) => this.faults.push(error),
      ...this.#options.host,
      ...more,
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
    return makeRepository(this.root, name);
  }

  client(name = 'test client'): TestClient {
    const client = new TestClient(() => {
      const { host: hostEnd, client } = memoryTransports((deliver) => setImmediate(deliver));
      this.host.connect(hostEnd, { label: name });
      return Promise.resolve(client);
    }, name);
    this.#clients.push(client);
    return client;
  }

  async dispose(): Promise<void> {
    await this.stopHost();
    await this.model.close();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
