import { threadTopic } from '#shared/contract/topics.ts';
import type { Clock } from '#shared/base/clock.ts';
import { systemClock } from '../../src-main/host/base/system-clock.ts';
import { afterEach, beforeEach, expect } from 'vitest';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { Harness, type HarnessOptions, type TestClient } from './host-harness.ts';

/** A host and a client for each test of a file; a fault of the host fails the test. */
export interface Used {
  readonly harness: Harness;
  /** A test that starts another host gets another client. */
  client: TestClient;
}

/** Starts a host before each test and ends it after. */
export function useHarness(options: HarnessOptions = {}): Used {
  const used: { harness: Harness; client: TestClient } = {} as never;
  beforeEach(async () => {
    used.harness = await Harness.start(options);
    used.client = used.harness.client();
  });
  afterEach(async () => {
    await used.harness.dispose();
    expect(used.harness.faults).toEqual([]);
  });
  return used;
}

/** A clock on which everything waits a tenth of its time: for backoffs that a test would otherwise sit out. */
export const hastyClock: Clock = {
  ...systemClock,
  setTimeout: (run, ms) => systemClock.setTimeout(run, ms / 10),
};

/** Resolves when the thread's row is in a state. */
export function inState(client: TestClient, id: ThreadId, state: FleetRow['state']): Promise<FleetRow> {
  return client.until(() => {
    const row = client.row(id);
    return row?.state === state ? row : undefined;
  }, `thread ${id} to be ${state}`);
}

/** The thread's items, in order. */
export function itemsOf(client: TestClient, id: ThreadId): ItemEntity[] {
  return client.thread(id, threadTopic.item).sort((a, b) => a.ord - b.ord);
}

/** The texts of what the agent said, in order. */
export function said(client: TestClient, id: ThreadId): string[] {
  return itemsOf(client, id).flatMap(({ item }) => (item.type === 'agentMessage' ? [item.text] : []));
}
