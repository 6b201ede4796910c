import { randomUUID } from 'node:crypto';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { ContractClient } from '#shared/contract/client.ts';
import { memoryTransports } from '#shared/contract/memory-transport.ts';
import { fleetTopic, hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import type { Key } from '#shared/model/collection.ts';
import type { HostDoor } from '../web/server.ts';
import { NOTHING, glanceAt, type Glance } from './glance.ts';

const TOPICS = [hostTopic.topic, fleetTopic.topic, inboxTopic.topic];

/**
 * The shell's own client of the host: it follows the host by the same contract as every window, inside the process, and
 * tells what is to be seen at a glance each time that changed. It opens no thread, so it holds none.
 */
export class HostFollower implements Disposable {
  readonly #client: ContractClient;
  readonly #changed = new Emitter<Glance>();
  #glance = NOTHING;
  #text = '';

  constructor(host: HostDoor, clock: Clock) {
    this.#client = new ContractClient({
      connect: () => {
        const { host: hostEnd, client } = memoryTransports((deliver) => setImmediate(deliver));
        host.connect(hostEnd, { label: 'desktop shell' });
        return Promise.resolve(client);
      },
      clientId: randomUUID(),
      name: 'Desktop shell',
      clock,
    });
    for (const topic of TOPICS) this.#client.open(topic, () => this.#look());
  }

  readonly onChange = this.#changed.event;

  get glance(): Glance {
    return this.#glance;
  }

  /** Calls the host as a window would. */
  get call(): ContractClient['call'] {
    return this.#client.call.bind(this.#client);
  }

  dispose(): void {
    this.#client.dispose();
  }

  #look(): void {
    const values = (topic: string): ReadonlyMap<Key<unknown>, unknown> => this.#client.values(topic);
    const next = glanceAt(values(hostTopic.topic), values(fleetTopic.topic), values(inboxTopic.topic));
    // Rows change with every step of an agent; menus are made anew only for what they show.
    const text = JSON.stringify(next);
    if (text === this.#text) return;
    this.#text = text;
    this.#glance = next;
    this.#changed.fire(next);
  }
}
