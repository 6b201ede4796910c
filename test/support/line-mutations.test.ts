import { describe, expect, it } from 'vitest';
import { isAnswer, isNotification, mutate, MUTATIONS, randomFrom } from './line-mutations.mjs';

const LINE = Buffer.from(
  JSON.stringify({ method: 'item/completed', params: { threadId: 't', item: { id: 'i', text: 'é' } } }),
);

describe('mutations of a line', () => {
  it('are the same for the same seed, and others for another', () => {
    const row = (seed: number): string[] => {
      const random = randomFrom(seed);
      return MUTATIONS.map((kind) => mutate(random, kind, LINE).toString('base64'));
    };
    expect(row(7)).toEqual(row(7));
    expect(row(7)).not.toEqual(row(8));
  });

  it('change what they are meant to change, and leave the line itself alone', () => {
    const before = LINE.toString('base64');
    const random = randomFrom(1);
    for (const kind of MUTATIONS) {
      const changed = mutate(random, kind, LINE);
      expect(changed.equals(LINE), kind).toBe(kind === 'duplicate');
    }
    expect(LINE.toString('base64')).toBe(before);
  });

  it('know an answer from a notification and a request', () => {
    const kinds = (message: object): boolean[] =>
      [isAnswer, isNotification].map((test) => test(Buffer.from(JSON.stringify(message))));
    expect(kinds({ id: 1, result: {} })).toEqual([true, false]);
    expect(kinds({ method: 'm' })).toEqual([false, true]);
    expect(kinds({ id: 1, method: 'm' })).toEqual([false, false]);
    expect(isAnswer(Buffer.from('no json'))).toBe(false);
  });
});
