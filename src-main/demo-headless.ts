/**
 * Runs the demo's fleet without a window: the same host, spoken to over the same contract as a window would. Ends
 * with one JSON line on stdout when asked, and with exit code 0 only if every thread came to its foreseen end.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorReport } from '#shared/base/words.ts';
import { ContractClient } from '#shared/contract/client.ts';
import { memoryTransports } from '#shared/contract/memory-transport.ts';
import { hostTopic, inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import { asId, type ApprovalId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { shownCommand } from '#shared/model/thread/describe.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { DEMO_RULE, runDemo, type DemoEvent, type DemoHost } from './host/demo/demo-director.ts';
import { DemoSession } from './host/demo/demo-session.ts';
import { createHost, type Host } from './host/host.ts';
import { scriptedDemo } from './host/inference/demo/scripted-demo.ts';
import { PACES } from './host/inference/pace.ts';
import { systemClock } from './host/base/system-clock.ts';

const say = (line: string): void => void process.stderr.write(`muster demo: ${line}\n`);

/** The demo's view of a host through a client: it sees what a person would see. */
class DemoClient implements DemoHost {
  readonly #host: Host;
  readonly #client: ContractClient;
  readonly #listeners = new Set<(event: DemoEvent) => void>();
  readonly #told = new Set<string>();

  constructor(host: Host) {
    this.#host = host;
    this.#client = new ContractClient({
      connect: () => {
        const { host: hostEnd, client } = memoryTransports((deliver) => setImmediate(deliver));
        host.connect(hostEnd, { label: 'demo' });
        return Promise.resolve(client);
      },
      clientId: randomUUID(),
      name: 'demo',
      clock: systemClock,
    });
    this.#client.open(hostTopic.topic, () => {});
    this.#client.open(inboxTopic.topic, () => this.#lookAtInbox());
  }

  async addWorkspace(path: string, codexHome: string): Promise<string> {
    return (await this.#host.addDemoWorkspace(path, codexHome)).workspaceId;
  }

  async startThread({ workspaceId, prompt }: { workspaceId: string; prompt: string }): Promise<string> {
    const { threadId } = await this.#host.call('thread/start', {
      workspaceId: asId<WorkspaceId>(workspaceId),
      text: prompt,
      place: 'folder',
    });
    this.#client.open(threadTopic(threadId), () => this.#lookAtThread(threadId));
    return threadId;
  }

  onEvent(listener: (event: DemoEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async decide(approvalId: string, decision: 'accept' | 'decline'): Promise<void> {
    await this.#client.call('approval/decide', { approvalId: asId<ApprovalId>(approvalId), decision });
  }

  codexVersion(): string {
    const info = hostTopic.info.get(this.#client.values(hostTopic.topic));
    return info?.codex.version ?? '';
  }

  dispose(): void {
    this.#client.dispose();
  }

  #lookAtInbox(): void {
    const values = this.#client.values(inboxTopic.topic);
    for (const { id, threadId, body, outcome } of inboxTopic.approval.all(values)) {
      if (outcome !== null) continue;
      const command = body.kind === 'command' ? { command: shownCommand(body.command) } : {};
      this.#tell(`approval ${id}`, {
        type: 'approval',
        threadId,
        approvalId: id,
        kind: body.kind,
        ...command,
      });
    }
  }

  #lookAtThread(threadId: ThreadId): void {
    const values = this.#client.values(threadTopic(threadId));
    for (const item of threadTopic.item.all(values)) this.#lookAtItem(threadId, item);
    for (const { id, status, error } of threadTopic.turn.all(values)) {
      if (status === 'inProgress') continue;
      this.#tell(`turn ${id}`, { type: 'turnEnded', threadId, status, ...(error !== null && { error }) });
    }
  }

  #lookAtItem(threadId: ThreadId, { id, item, done }: ItemEntity): void {
    if (!done) return;
    if (item.type === 'commandExecution' && item.status !== 'declined') {
      this.#tell(`item ${id}`, { type: 'commandRan', threadId, exitCode: item.exitCode });
    }
    if (item.type === 'fileChange' && item.status === 'completed') {
      this.#tell(`item ${id}`, {
        type: 'filesChanged',
        threadId,
        paths: item.changes.map(({ path }) => path),
      });
    }
  }

  #tell(once: string, event: DemoEvent): void {
    if (this.#told.has(once)) return;
    this.#told.add(once);
    for (const listener of this.#listeners) listener(event);
  }
}

async function main(args: readonly string[]): Promise<boolean> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'muster-demo-')));
  const resources = join(import.meta.dirname, '..', '..', 'resources', 'demo');
  const session = new DemoSession({
    places: { resources, directory: join(directory, 'demo') },
    ...scriptedDemo(PACES.brisk),
    info: { value: { demo: 'off' }, set: () => {} },
  });
  try {
    const demo = await session.prepare();
    const host = await createHost({
      dataDir: directory,
      codexHome: demo.codexHome,
      onFault: (error) => say(`fault: ${String(error)}`),
    });
    const client = new DemoClient(host);
    try {
      say(`${demo.threads.length} threads in ${demo.workspaces.length} repositories; the rule: ${DEMO_RULE}`);
      const { summary, ok, reports } = await runDemo(client, demo);
      for (const { name, asForeseen, differences } of reports) {
        say(asForeseen ? `${name}: as foreseen` : `${name}: ${differences.join('; ')}`);
      }
      if (args.includes('--json')) process.stdout.write(`${JSON.stringify(summary)}\n`);
      else say(JSON.stringify(summary, null, 2));
      return ok;
    } finally {
      client.dispose();
      await host.dispose();
    }
  } finally {
    await session.dispose();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

main(process.argv.slice(2)).then(
  (ok) => process.exit(ok ? 0 : 1),
  (error: unknown) => {
    say(errorReport(error));
    process.exit(1);
  },
);
