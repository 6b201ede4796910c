import { describe, expect, it } from 'vitest';
import type { KeptItem } from '#shared/model/thread/kept.ts';
import type { Item } from '#shared/model/item/item.ts';
import { inShownOrder, withKept } from './page-order.ts';

const item = (id: string, startedAtMs?: number): Item =>
  ({
    type: 'agentMessage',
    id,
    text: id,
    ...(startedAtMs !== undefined && { startedAtMs }),
  }) as unknown as Item;
const entry = (turnId: string, id: string, startedAtMs?: number) => ({ turnId, item: item(id, startedAtMs) });
const turn = (id: string) => ({
  id,
  status: 'completed' as const,
  error: null,
  startedAt: null,
  durationMs: null,
});
const kept = (turnId: string, id: string, more: Partial<KeptItem> = {}, startedAtMs?: number): KeptItem => ({
  turnId,
  beforeId: null,
  place: 0,
  why: 'cutOff',
  item: item(id, startedAtMs),
  omitted: 0,
  ...more,
});
const whole = { older: false, until: null };
const ids = ({ items }: { items: readonly { item: Item }[] }): string[] =>
  items.map(({ item: { id } }) => id);

describe('inShownOrder', () => {
  it('puts what ended late where it began, in its own turn', () => {
    const turns = [turn('1'), turn('2')];
    const record = [
      entry('1', 'asked', 10),
      entry('1', 'answer', 30),
      entry('2', 'asked again', 50),
      entry('1', 'late command', 20),
      entry('2', 'second answer', 60),
    ];
    expect(ids({ items: inShownOrder(turns, record) })).toEqual([
      'asked',
      'late command',
      'answer',
      'asked again',
      'second answer',
    ]);
  });

  it('leaves an item without a time behind the one it stood behind', () => {
    const record = [entry('1', 'a', 10), entry('1', 'timeless'), entry('1', 'c', 20), entry('1', 'b', 10)];
    expect(ids({ items: inShownOrder([turn('1')], record) })).toEqual(['a', 'timeless', 'b', 'c']);
  });
});

describe('withKept', () => {
  const page = {
    turns: [turn('1'), turn('2')],
    items: [entry('1', 'a', 10), entry('1', 'c', 30), entry('2', 'd', 40)],
  };

  it.each([
    ['by its time', kept('1', 'k', {}, 20), ['a', 'k', 'c', 'd']],
    ['at the end of its turn', kept('1', 'k', {}, 35), ['a', 'c', 'k', 'd']],
    ['behind the one it stood behind', kept('1', 'k', { beforeId: 'a' }), ['a', 'k', 'c', 'd']],
    ['in a turn that the record lost, which is made', kept('3', 'k', {}, 50), ['a', 'c', 'd', 'k']],
  ])('puts an item %s', (_where, one, order) => {
    const result = withKept(page, [one], whole, () => false);
    expect(ids(result)).toEqual(order);
    expect(result.items.find((found) => found.item.id === 'k')).toMatchObject({ cutOff: true });
    expect(result.turns.map(({ id }) => id)).toContain(one.turnId);
  });

  it('leaves to older and newer pages what is theirs', () => {
    const old = kept('0', 'old', {}, 5);
    const late = kept('2', 'late', {}, 45);
    expect(ids(withKept(page, [old, late], { older: true, until: null }, () => false))).toEqual([
      'a',
      'c',
      'd',
      'late',
    ]);
    const before = { turns: [turn('0')], items: [entry('0', 'z', 1)] };
    expect(ids(withKept(before, [old, late], { older: false, until: 10 }, () => false))).toEqual([
      'z',
      'old',
    ]);
  });

  it('says nothing of what grows here now, and calls what was declined or said whole', () => {
    const running = kept('2', 'running', { why: 'running' }, 45);
    const declined = kept('2', 'declined', { why: 'declined' }, 46);
    const result = withKept(page, [running, declined], whole, (id) => id === 'running');
    expect(ids(result)).toEqual(['a', 'c', 'd', 'declined']);
    expect(result.items.at(-1)).not.toHaveProperty('cutOff');
    // The record lacks the output of a command that was cut off; the kept item has it.
    const again = withKept(page, [kept('1', 'c', { why: 'running', beforeId: 'a' }, 30)], whole, () => false);
    expect([ids(again), again.items[1]?.cutOff]).toEqual([['a', 'c', 'd'], true]);
  });
});
