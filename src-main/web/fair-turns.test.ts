import { expect, it } from 'vitest';
import { FairTurns } from './fair-turns.ts';

/** A clock that each handled thing moves on by a millisecond. */
function flooded(count: number) {
  const order: string[] = [];
  let time = 0;
  const reading: string[] = [];
  const make = (name: string) =>
    new FairTurns<number>({
      handle: (one) => {
        time += 1;
        order.push(`${name}${one}`);
      },
      pause: () => reading.push(`${name} stops`),
      resume: () => reading.push(`${name} goes on`),
      now: () => time,
    });
  const [flood, other] = [make('f'), make('o')];
  for (let at = 0; at < count; at += 1) flood.push(at);
  other.push(0);
  return { order, reading, flood, other };
}

const all = (turns: FairTurns<number>): Promise<void> => new Promise((resolve) => turns.afterAll(resolve));

it('lets a flood of one delay another by no more than a slice', async () => {
  const { order, flood, other } = flooded(20_000);
  expect(order.length).toBeLessThan(10);
  await all(other);
  expect(order.indexOf('o0')).toBeLessThan(10);
  await all(flood);
  expect(order.filter((one) => one.startsWith('f'))).toEqual(
    Array.from({ length: 20_000 }, (_, at) => `f${at}`),
  );
});

it('does not read on while much waits, and reads on when little does', async () => {
  const { reading, flood } = flooded(1_000);
  expect(reading).toEqual(['f stops']);
  await all(flood);
  expect(reading).toEqual(['f stops', 'f goes on']);
});

it('handles at once what comes alone', () => {
  const { order, other } = flooded(0);
  other.push(1);
  expect(order).toEqual(['o0', 'o1']);
});
