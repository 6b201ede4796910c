import { describe, expect, it } from 'vitest';
import type { Item } from '../item/item.ts';
import { inBackground } from './background.ts';
import type { ItemEntity } from './thread.ts';

const entity = (
  id: string,
  ord: number,
  type: 'commandExecution' | 'agentMessage',
  done = false,
): ItemEntity => ({
  id,
  turnId: 'turn',
  ord,
  item: { id, type } as Item,
  done,
  live: [],
  omitted: 0,
});
const ids = (items: readonly ItemEntity[], runs: boolean): string[] =>
  inBackground(items, () => runs).map(({ id }) => id);

describe('commands in the background', () => {
  it('are those of a turn that ended', () => {
    const items = [entity('b', 2, 'commandExecution'), entity('a', 1, 'commandExecution')];
    expect(ids(items, false)).toEqual(['a', 'b']);
    expect(ids([entity('a', 1, 'commandExecution', true)], false)).toEqual([]);
    expect(ids([{ ...entity('a', 1, 'commandExecution'), cutOff: true }], false)).toEqual([]);
  });

  it('are in a turn that runs those that the agent went on from, not those that run side by side', () => {
    const side = [entity('a', 1, 'commandExecution'), entity('b', 2, 'commandExecution')];
    expect(ids(side, true)).toEqual([]);
    expect(ids([...side, entity('said', 3, 'agentMessage')], true)).toEqual(['a', 'b']);
    expect(ids([entity('said', 0, 'agentMessage'), ...side], true)).toEqual([]);
  });
});
