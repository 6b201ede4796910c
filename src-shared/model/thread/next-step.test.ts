import { describe, expect, it } from 'vitest';
import type { Item } from '../item/item.ts';
import { isInCall } from './next-step.ts';
import type { ItemEntity } from './thread.ts';

/** Items of a turn in their order: a type, with a dot where it has not ended. */
function items(...types: string[]): ItemEntity[] {
  return types.map((name, ord) => {
    const type = name.replace('.', '') as Item['type'];
    const item = { type, id: `${ord}` } as Item;
    return { id: `${ord}`, turnId: 't', ord, item, done: !name.endsWith('.'), live: [], omitted: 0 };
  });
}

describe('isInCall', () => {
  it.each([
    [['userMessage'], false],
    [['userMessage', 'commandExecution.'], true],
    [['userMessage', 'commandExecution'], false],
    // Of several calls at once the last one counts.
    [['commandExecution', 'commandExecution.', 'fileChange'], true],
    [['commandExecution.', 'toolCall.', 'userMessage'], true],
    // The agent went on: what still runs is in the background.
    [['commandExecution.', 'reasoning.'], false],
    [['commandExecution.', 'agentMessage', 'commandExecution'], false],
    [['agentMessage.'], false],
  ])('of %j says %s', (types, expected) => {
    expect(isInCall(items(...types), 't')).toBe(expected);
    expect(isInCall(items(...types), 'another')).toBe(false);
  });
});
