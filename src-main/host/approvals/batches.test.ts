import { batchesTopic } from '#shared/contract/topics.ts';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Batch } from '#shared/model/approval/batch.ts';
import { deciderWords } from '#shared/model/approval/decider.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import { Batches } from './batches.ts';

const a = asId<ApprovalId>('a');
const b = asId<ApprovalId>('b');
const c = asId<ApprovalId>('c');

function setUp() {
  const clock = manualClock();
  const shown = new Map<string, Batch>();
  const decided: string[] = [];
  const waiting = new Set<ApprovalId>();
  const faults: unknown[] = [];
  const batches = new Batches({
    inbox: {
      get: () => undefined,
      deciding: (ids, on) => {
        for (const id of ids) {
          if (on) waiting.add(id);
          else waiting.delete(id);
        }
      },
      decideAll: (ids, decision, by) => {
        const failed = new Map<ApprovalId, unknown>();
        for (const id of ids) {
          if (id === b)
            failed.set(
              id,
              new ContractFailure({ code: 'alreadyDecided', message: 'It was decided before.' }),
            );
          else if (id === asId('broken')) failed.set(id, new Error('a fault'));
          else decided.push(`${id} ${decision.id} by ${deciderWords(by(id))}`);
        }
        return failed;
      },
    },
    apply: (changes) => {
      for (const change of changes) {
        if (change.type === 'put') shown.set(change.key, change.value as Batch);
        else shown.delete(change.key);
      }
    },
    clock,
    onFault: (error) => faults.push(error),
  });
  const ask = (approvalIds: ApprovalId[], delayMs = 3000): string =>
    batches.decide({ approvalIds, decision: 'accept', delayMs }, 'me').batchId;
  return { batches, clock, shown, decided, waiting, faults, ask };
}

describe('Batches', () => {
  it('decide each when the delay is over, and not before; one failure stops none', () => {
    const { clock, shown, decided, waiting, ask } = setUp();
    const id = ask([a, b, c, a]);
    expect(waiting).toEqual(new Set([a, b, c]));
    clock.advance(2999);
    expect(decided).toEqual([]);
    expect(batchesTopic.batch.get(shown, id)).toMatchObject({ outcome: null, dueAt: clock.now() + 1 });
    clock.advance(1);
    expect(decided).toEqual(['a accept by me', 'c accept by me']);
    expect(waiting.size).toBe(0);
    expect(batchesTopic.batch.get(shown, id)?.outcome).toMatchObject({
      type: 'sent',
      decided: 2,
      failed: [{ approvalId: b, message: 'It was decided before.' }],
    });
  });

  it('decide nothing when they are taken back, and cannot be taken back later', () => {
    const { batches, clock, shown, decided, waiting, ask } = setUp();
    const id = ask([a, c]);
    clock.advance(2000);
    batches.undo({ batchId: id }, 'somebody');
    clock.advance(5000);
    expect(decided).toEqual([]);
    expect(waiting.size).toBe(0);
    expect(batchesTopic.batch.get(shown, id)?.outcome).toMatchObject({ type: 'undone', by: 'somebody' });
    expect(() => batches.undo({ batchId: id }, 'me')).toThrow('too late');
    const sent = ask([a], 0);
    clock.advance(0);
    expect(() => batches.undo({ batchId: sent }, 'me')).toThrow('too late');
  });

  it('go on after a fault of ours, and tell of it', () => {
    const { clock, shown, decided, faults, ask } = setUp();
    const id = ask([asId<ApprovalId>('broken'), a], 0);
    clock.advance(0);
    expect(decided).toEqual(['a accept by me']);
    expect(faults).toHaveLength(1);
    expect(batchesTopic.batch.get(shown, id)?.outcome).toMatchObject({
      decided: 1,
      failed: [{ approvalId: 'broken' }],
    });
  });

  it('run what is to be sent once, and never when they are taken back', () => {
    const { batches, clock, shown, faults } = setUp();
    const sent: string[] = [];
    const rule = { id: 'r', name: 'git push …' };
    const start = (ids: readonly ApprovalId[], send: () => ReadonlyMap<ApprovalId, unknown>): string =>
      batches.start({ approvalIds: ids, decision: 'accept', by: 'me', rule, delayMs: 3000 }, send);
    const undone = start([a], () => {
      sent.push('undone');
      return new Map();
    });
    const kept = start([a, c], () => {
      sent.push('kept');
      return new Map([[c, new ContractFailure({ code: 'refused', message: 'It waits.' })]]);
    });
    const faulty = start([a], () => {
      throw new Error('a fault');
    });
    batches.undo({ batchId: undone }, 'me');
    clock.advance(9000);
    expect(sent).toEqual(['kept']);
    expect(batchesTopic.batch.get(shown, kept)).toMatchObject({
      rule,
      outcome: { type: 'sent', decided: 1, failed: [{ approvalId: c, message: 'It waits.' }] },
    });
    expect(batchesTopic.batch.get(shown, faulty)?.outcome).toMatchObject({ type: 'sent', decided: 0 });
    expect(faults).toHaveLength(1);
  });

  it('decide nothing when the host ends first, and forget old ones', () => {
    const { batches, clock, shown, decided, ask } = setUp();
    ask([a]);
    batches.dispose();
    clock.advance(10_000);
    expect(decided).toEqual([]);
    for (let at = 0; at < 30; at += 1) ask([a], 0);
    clock.advance(0);
    expect([...shown.values()].filter(({ outcome }) => outcome !== null)).toHaveLength(20);
  });
});
