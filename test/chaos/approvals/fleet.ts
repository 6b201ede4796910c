/** What the rounds of approvals break: a host in its own process, app-servers behind tees, and two people's clients. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { batchesTopic, fleetTopic, hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { codexConfigToml } from '../../../src-main/host/inference/codex-config.ts';
import { startScriptedModel, type ScriptedModel } from '../../../src-main/host/inference/scripted-model.ts';
import type { JournalLine, KnownProcess } from '../../support/answer-oracle.ts';
import { isRunning, TeedCodex } from '../../support/answer-tee.ts';
import { scriptedScenarios } from '../../support/scripted-scenarios.ts';
import { openSocket, type BreakableTransport } from '../../support/socket-transport.ts';
import { TestClient } from '../../support/test-client.ts';
import { HostChild } from '../host-child.ts';
import { makeRepository, type WorldWorkspace } from '../world.ts';

const WORKSPACES = 4;
const NAMES = ['the person', 'the phone'] as const;
const TOPICS = [hostTopic.topic, fleetTopic.topic, inboxTopic.topic, batchesTopic.topic];

/** Somebody who decides, at a page that can be reloaded and whose socket can break. */
export class Person {
  readonly name: string;
  readonly #url: () => string;
  #transport: BreakableTransport | undefined;
  client: TestClient;

  constructor(name: string, url: () => string) {
    this.name = name;
    this.#url = url;
    this.client = this.#open();
  }

  get connected(): boolean {
    return this.client.contract.state.type === 'connected';
  }

  /** The page is loaded anew: what was under way in it is forgotten. */
  reload(): void {
    this.client.dispose();
    this.#transport?.break();
    this.client = this.#open();
  }

  breakSocket(): void {
    this.#transport?.break();
  }

  #open(): TestClient {
    const client = new TestClient(async () => (this.#transport = await openSocket(this.#url())), this.name);
    for (const topic of TOPICS) client.open(topic);
    return client;
  }
}

export class ApprovalFleet {
  readonly root: string;
  readonly outside: string;
  readonly model: ScriptedModel;
  readonly host: HostChild;
  readonly people: readonly Person[];
  readonly workspaces: WorldWorkspace[] = [];
  readonly #teed: TeedCodex;
  readonly #dataDir: string;

  private constructor(root: string, script: string, model: ScriptedModel) {
    this.root = root;
    this.outside = join(root, 'outside');
    this.model = model;
    this.#dataDir = join(root, 'data');
    this.#teed = new TeedCodex(root);
    const codexHome = join(root, 'codex-home');
    mkdirSync(codexHome);
    mkdirSync(this.outside);
    const features = { request_permissions_tool: true, default_mode_request_user_input: true };
    writeFileSync(join(codexHome, 'config.toml'), codexConfigToml({ modelUrl: model.url, features }));
    this.host = new HostChild({ script, dataDir: this.#dataDir, codexHome, codex: this.#teed.path });
    this.people = NAMES.map((name) => new Person(name, () => this.host.url));
  }

  /** Starts it all; `script` is the built entry, which is also the host's process. */
  static async start(script: string): Promise<ApprovalFleet> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-chaos-')));
    const model = await startScriptedModel({ scenarios: scriptedScenarios });
    const fleet = new ApprovalFleet(root, script, model);
    await fleet.host.start();
    for (let at = 0; at < WORKSPACES; at += 1) {
      const path = makeRepository(join(root, `workspace-${at}`));
      const { workspaceId } = await fleet.client.call('workspace/add', { path });
      fleet.workspaces.push({ id: workspaceId, path });
    }
    await fleet.client.until(() => fleet.ready(), 'every workspace to be ready');
    return fleet;
  }

  /** The first person's, who starts the turns. */
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

  /** The pids of a workspace's app-server, that of the tee and that of Codex itself; none while it has none. */
  pidsOf({ path }: WorldWorkspace): readonly number[] {
    const found = this.processes().find((process) => process.cwd === path && process.lives);
    return found === undefined ? [] : [found.pid, found.codexPid];
  }

  /** Every app-server of a workspace so far. */
  processes(): KnownProcess[] {
    return this.#teed.read().flatMap((process) => {
      const { generation, cwd } = process;
      if (generation === null || !this.workspaces.some(({ path }) => path === cwd)) return [];
      return [{ ...process, generation, lives: isRunning(process) }];
    });
  }

  journal(): JournalLine[] {
    const db = new Database(join(this.#dataDir, 'muster.db'), { readonly: true });
    const rows = db.prepare('SELECT at, approval_id, event, decision, by FROM journal ORDER BY seq').all();
    db.close();
    return (rows as Record<string, unknown>[]).map((row) => ({
      at: Number(row['at']),
      approvalId: String(row['approval_id']),
      event: String(row['event']),
      decision: row['decision'] as string | null,
      by: row['by'] as string | null,
    }));
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
