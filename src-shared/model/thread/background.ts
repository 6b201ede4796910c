import type { ItemEntity, TurnEntity } from './thread.ts';

/**
 * The commands that go on while the agent does not wait for them, oldest first: those of turns that ended, and those
 * behind which the agent went on with something else than commands, which can run side by side.
 */
export function inBackground(
  items: Iterable<ItemEntity>,
  running: (turnId: TurnEntity['id']) => boolean,
): readonly ItemEntity[] {
  const all = [...items];
  const latest = new Map<string, number>();
  for (const { turnId, ord, item } of all)
    if (item.type !== 'commandExecution') latest.set(turnId, Math.max(latest.get(turnId) ?? -1, ord));
  return all
    .filter(
      ({ item, done, cutOff, turnId, ord }) =>
        item.type === 'commandExecution' &&
        !done &&
        cutOff !== true &&
        (!running(turnId) || (latest.get(turnId) ?? -1) > ord),
    )
    .sort((a, b) => a.ord - b.ord);
}
