/** What the rounds of words break: a host in its own process, its app-servers, and two people at pages. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostTopic } from '#shared/contract/topics.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { codexConfigToml } from '../../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../../src-main/host/inference/scripted-model.ts';
import { scriptedScenarios } from '../../support/scripted-scenarios.ts';
import { TestClient } from '../../support/test-client.ts';
import { openSocket } from '../../support/socket-transport.ts';
import { Person } from '../approvals/fleet.ts';
import { HostChild } from '../host-child.ts';
import { makeRepository, type WorldWorkspace } from '../world.ts';

const WORKSPACES = 2;
/** Slow enough that what is sent meets something at work. */
const PACE = { deltaChars: 12, deltaMs: 8, replyMs: 20, pauseScale: 1 };

export class WordsFleet {
  readonly root: string;
  readonly model: ScriptedModel;
  readonly host: HostChild;
  readonly people: readonly Person[];
  readonly workspaces: WorldWorkspace[] = [];

  private constructor(root: string, script: string, model: ScriptedModel) {
    this.root = root;
    this.model = model;
    const codexHome = join(root, 'codex-home');
    mkdirSync(codexHome);
    writeFileSync(join(codexHome, 'config.toml'), codexConfigToml({ modelUrl: model.url }));
    this.host = new HostChild({ script, dataDir: join(root, 'data'), codexHome });
    this.people = ['the person', 'the phone'].map((name) => new Person(name, () => this.host.url));
  }

  /** Starts it all; `script` is the built entry, which is also the host's process. */
  static async start(script: string): Promise<WordsFleet> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-chaos-')));
    const model = await startScriptedModel({ scenarios: scriptedScenarios, pace: PACE });
    const fleet = new WordsFleet(root, script, model);
    await fleet.host.start();
    for (let at = 0; at < WORKSPACES; at += 1) {
      const path = makeRepository(join(root, `workspace-${at}`));
      const { workspaceId } = await fleet.client.call('workspace/add', { path });
      fleet.workspaces.push({ id: workspaceId, path });
    }
    await fleet.client.until(() => fleet.ready(), 'every workspace to be ready');
    return fleet;
  }

  /** The first person's. */
  get client(): TestClient {
    return (this.people[0] as Person).client;
  }

  shown(): WorkspaceEntity[] {
    return this.client.values(hostTopic.topic, hostTopic.workspace);
  }

  ready(): boolean {
    const shown = this.shown();
    return shown.length === WORKSPACES && shown.every(({ status }) => status.type === 'ready');
  }

  /** A page that starts with nothing: what it sees is what the host has. */
  freshClient(): TestClient {
    return new TestClient(() => openSocket(this.host.url), 'a fresh page');
  }

  /** Ends the host in order. Resolves when its process is gone. */
  async stop(): Promise<void> {
    for (const { client } of this.people) client.dispose();
    await this.host.stop();
    await this.model.close();
  }

  delete(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
