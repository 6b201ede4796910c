import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowControl, HIGH_WATER, LOW_WATER, STALL_MS } from './flow.ts';

describe('FlowControl', () => {
  it('holds the program up for the host’s own screen, and lets go only when little waits', () => {
    const flow = new FlowControl();
    flow.wrote(HIGH_WATER, 0);
    expect(flow.paused).toBe(false);
    flow.wrote(1, 0);
    expect(flow.paused).toBe(true);
    flow.parsed(HIGH_WATER - LOW_WATER);
    expect(flow.paused).toBe(true);
    flow.parsed(HIGH_WATER - LOW_WATER + 1);
    expect(flow.paused).toBe(false);
  });

  it('holds it up for the slowest client that follows, from its first word on', () => {
    const flow = new FlowControl();
    const write = (units: number): void => {
      flow.wrote(units, 0);
      flow.parsed(flow.received);
    };
    write(10 * HIGH_WATER);
    expect(flow.paused).toBe(false);
    flow.restarted('a', flow.received, 0);
    flow.restarted('b', flow.received, 0);
    write(HIGH_WATER + 1);
    flow.seen('a', flow.received, 0);
    expect(flow.paused).toBe(true);
    flow.seen('b', flow.received, 0);
    expect(flow.paused).toBe(false);
  });

  it('waits for nobody who leaves, or makes no progress for a second', () => {
    const flow = new FlowControl();
    flow.restarted('dead', 0, 0);
    flow.restarted('left', 0, 0);
    flow.wrote(HIGH_WATER + 1, 100);
    flow.parsed(flow.received);
    flow.left('left');
    expect([flow.paused, flow.nextLook(100)]).toEqual([true, STALL_MS]);
    flow.look(100 + STALL_MS - 1);
    expect(flow.paused).toBe(true);
    flow.look(100 + STALL_MS);
    expect([flow.paused, flow.followers, flow.nextLook(100 + STALL_MS)]).toEqual([false, [], null]);
  });

  it('waits on for a slow client that moves', () => {
    const flow = new FlowControl();
    flow.restarted('slow', 0, 0);
    flow.wrote(HIGH_WATER + 1, 0);
    flow.parsed(flow.received);
    for (let at = 1; at < 10; at += 1) {
      flow.seen('slow', at, at * (STALL_MS - 1));
      flow.look(at * (STALL_MS - 1));
    }
    expect(flow.followers).toEqual(['slow']);
  });

  it('believes no client that says it has seen what was never written, or less than before', () => {
    const flow = new FlowControl();
    flow.wrote(100, 0);
    flow.parsed(100);
    flow.seen('liar', 1e9, 0);
    flow.wrote(HIGH_WATER + 1, 0);
    flow.parsed(flow.received);
    expect(flow.paused).toBe(true);
    flow.seen('liar', 200, 0);
    flow.seen('liar', 50, 500);
    flow.look(STALL_MS);
    expect(flow.followers).toEqual([]);
  });

  it('never lets more wait than the high mark and one write, and never forgets to let go', () => {
    const ids = fc.constantFrom('a', 'b', 'c');
    const op = fc.oneof(
      fc.record({ type: fc.constant('write' as const), units: fc.integer({ min: 1, max: HIGH_WATER }) }),
      fc.record({ type: fc.constant('parse' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({
        type: fc.constant('seen' as const),
        id: ids,
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({ type: fc.constant('left' as const), id: ids }),
      fc.record({ type: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 700 }) }),
    );
    fc.assert(
      fc.property(fc.array(op, { maxLength: 200 }), (ops) => {
        const flow = new FlowControl();
        const seen = new Map<string, number>();
        let now = 0;
        let parsed = 0;
        for (const step of ops) {
          // The program writes only while it is not held up.
          if (step.type === 'write' && !flow.paused) flow.wrote(step.units, now);
          else if (step.type === 'parse') {
            parsed += Math.floor((flow.received - parsed) * step.share);
            flow.parsed(parsed);
          } else if (step.type === 'seen') {
            const at = seen.get(step.id) ?? 0;
            seen.set(step.id, at + Math.floor((flow.received - at) * step.share));
            flow.seen(step.id, seen.get(step.id) ?? 0, now);
          } else if (step.type === 'left') flow.left(step.id);
          else if (step.type === 'time') flow.look((now += step.ms));
          expect(flow.received - parsed).toBeLessThanOrEqual(2 * HIGH_WATER);
        }
        flow.parsed(flow.received);
        flow.look(now + STALL_MS);
        for (const id of flow.followers) flow.seen(id, flow.received, now);
        expect(flow.paused).toBe(false);
      }),
    );
  });
});
