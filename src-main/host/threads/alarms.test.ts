import { describe, expect, it } from 'vitest';
import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { MemoryTopic } from '../../../test/support/memory-topic.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { Events } from '../base/events.ts';
import { Alarms, dueAt } from './alarms.ts';
import type { RegistryHears, ThreadEvents } from './events.ts';
import { markThreads } from './marks.ts';
import { ThreadRegistry } from './registry.ts';

function setUp(go: (id: ThreadId) => Promise<unknown> = async () => {}) {
  const clock = manualClock(1_000);
  const events = new Events<ThreadEvents & RegistryHears>((error) => {
    throw error;
  });
  const registry = new ThreadRegistry(
    () => new MemoryTopic(),
    { apply: () => {} },
    { save: () => {}, remove: () => {}, archive: () => {} },
    events,
    clock.now,
  );
  const threads = ['a', 'b'].map((id) =>
    registry.add({ id: asId<ThreadId>(id), workspaceId: asId<WorkspaceId>('w'), cwd: '/', createdAt: 0 }),
  );
  const failed: string[] = [];
  const alarms = new Alarms({ registry, go, clock, failed: ({ id }) => failed.push(id) });
  const mark = (id: string, snoozedUntil: number | null): void => {
    markThreads(registry, { threadIds: [asId<ThreadId>(id)], change: { snoozedUntil } }, clock.now());
    alarms.arm();
  };
  const facts = (id: string) => registry.require(asId<ThreadId>(id)).facts;
  return { clock, registry, alarms, mark, facts, failed, threads };
}

describe('what was put off', () => {
  it('comes back at its time, unread, and not before', () => {
    const { clock, mark, facts } = setUp();
    mark('a', 5_000);
    mark('b', 3_000);
    clock.advance(1_999);
    expect(facts('b')).toMatchObject({ snoozedUntil: 3_000, unread: false });
    clock.advance(1);
    expect(facts('b')).toMatchObject({ snoozedUntil: null, unread: true });
    expect(facts('a')).toMatchObject({ snoozedUntil: 5_000, unread: false });
    clock.advance(2_000);
    expect(facts('a')).toMatchObject({ snoozedUntil: null, unread: true });
    expect(clock.next()).toBeUndefined();
  });

  it('is woken no later than a minute after its time where the machine slept', () => {
    const { clock, mark } = setUp();
    mark('a', 86_400_000);
    expect(clock.next()).toBe(60_000);
  });

  it('goes on by itself once, and tells who did not', async () => {
    const gone: string[] = [];
    const { clock, registry, alarms, facts, failed, threads } = setUp(async (id) => {
      gone.push(id);
      if (id === 'b') throw new Error('no');
    });
    for (const thread of threads)
      registry.apply(thread, { type: 'factsChanged', patch: { continueAt: 2_000 } });
    alarms.arm();
    clock.advance(10_000);
    await Promise.resolve();
    await Promise.resolve();
    expect(gone).toEqual(['a', 'b']);
    expect(failed).toEqual(['b']);
    expect(facts('a').continueAt).toBe(null);
  });

  it('is due at the first of all moments, and never where there is none', () => {
    expect(dueAt([])).toBe(null);
    expect(
      dueAt([
        { snoozedUntil: null, continueAt: 7 },
        { snoozedUntil: 5, continueAt: null },
      ]),
    ).toBe(5);
  });

  it('snoozes nothing to a time that has passed', () => {
    const { mark, facts } = setUp();
    mark('a', 999);
    expect(facts('a').snoozedUntil).toBe(null);
  });
});
