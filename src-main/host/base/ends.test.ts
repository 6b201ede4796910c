import { expect, it } from 'vitest';
import { Ends } from './ends.ts';

function setUp() {
  const ended: string[] = [];
  const faults: string[] = [];
  const ends = new Ends((error) => faults.push((error as Error).message));
  const part = (name: string, end: () => void | Promise<void> = () => {}) => ({
    dispose: () => {
      ended.push(name);
      return end();
    },
  });
  return { ended, faults, ends, part };
}

it('ends what was made last first, and each whatever another throws', async () => {
  const { ended, faults, ends, part } = setUp();
  const fails = (words: string) => (): never => {
    throw new Error(words);
  };
  ends.own(part('first'));
  ends.own(part('second', fails('thrown')));
  ends.own(part('third', () => Promise.reject(new Error('rejected'))));
  await ends.dispose();
  expect(ended).toEqual(['third', 'second', 'first']);
  expect(faults).toEqual(['thrown', 'rejected']);
});

it('ends what takes a while at the same time, and what stands below only after all of it', async () => {
  const { ended, ends, part } = setUp();
  let gone = (): void => {};
  ends.ownBelow(part('storage'));
  ends.own(part('terminals', () => new Promise<void>((resolve) => (gone = resolve))));
  ends.own(part('app-servers', () => Promise.resolve()));
  const over = ends.dispose();
  await Promise.resolve();
  expect(ended).toEqual(['app-servers', 'terminals']);
  gone();
  await over;
  expect(ended).toEqual(['app-servers', 'terminals', 'storage']);
});

it('ends a part once', async () => {
  const { ended, ends, part } = setUp();
  ends.own(part('one'));
  await Promise.all([ends.dispose(), ends.dispose()]);
  await ends.dispose();
  expect(ended).toEqual(['one']);
});
