import { randomUUID } from 'node:crypto';
import type { Disposable } from '#shared/base/disposable.ts';
import { ContractClient } from '#shared/contract/client.ts';
import { fleetTopic, hostTopic, inboxTopic, threadTopic } from '#shared/contract/topics.ts';
import type { ClientTransport } from '#shared/contract/transport.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Kind } from '#shared/model/topic.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { systemClock } from '../../src-main/host/base/system-clock.ts';

/** A client that waits for things rather than for time. Its topics stay open until they are closed or it is disposed. */
export class TestClient {
  readonly contract: ContractClient;
  readonly #open = new Map<string, Disposable>();
  readonly #waiting = new Set<() => void>();

  constructor(connect: () => Promise<ClientTransport>, name: string) {
    this.contract = new ContractClient({ connect, clientId: randomUUID(), name, clock: systemClock });
    this.contract.onState(() => this.#wake());
  }

  /** Calls the host once connected. */
  get call(): ContractClient['call'] {
    return async (method, params) => {
      await this.until(() => this.contract.state.type === 'connected', 'the connection');
      return this.contract.call(method, params);
    };
  }

  /** Every value of a kind that the client has of a topic, which is opened for it. */
  values<T>(topic: string, kind: Pick<Kind<string, T>, 'all'>): T[] {
    this.open(topic);
    return kind.all(this.contract.values(topic));
  }

  rows(): FleetRow[] {
    return this.values(fleetTopic.topic, fleetTopic.thread);
  }

  row(id: ThreadId): FleetRow | undefined {
    return this.rows().find((row) => row.id === id);
  }

  approvals(): Approval[] {
    return this.values(inboxTopic.topic, inboxTopic.approval);
  }

  pending(threadId?: ThreadId): Approval[] {
    return this.approvals().filter(
      (approval) => approval.outcome === null && (threadId === undefined || approval.threadId === threadId),
    );
  }

  workspace(id: WorkspaceId): WorkspaceEntity | undefined {
    return this.values(hostTopic.topic, hostTopic.workspace).find((workspace) => workspace.id === id);
  }

  thread<T>(id: ThreadId, kind: Pick<Kind<string, T>, 'all'>): T[] {
    return this.values(threadTopic(id), kind);
  }

  open(topic: string): void {
    if (this.#open.has(topic)) return;
    this.#open.set(
      topic,
      this.contract.open(topic, () => this.#wake()),
    );
  }

  close(topic: string): void {
    this.#open.get(topic)?.dispose();
    this.#open.delete(topic);
  }

  /** Resolves with what `find` finds, as soon as it is neither undefined nor false; rejects after a minute and a half, when it hangs. */
  until<T>(find: () => T | undefined | false, what: string, timeoutMs = 90_000): Promise<T> {
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
