import { describe, expect, it } from 'vitest';
import { composerKey } from './composer-keys.ts';

const press = (key: string, more: object = {}) =>
  composerKey({
    key,
    altKey: false,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    ...more,
  });

describe('composerKey', () => {
  it('tells sending from queueing and from a new line', () => {
    expect([
      press('Enter'),
      press('Enter', { metaKey: true }),
      press('Enter', { altKey: true }),
      press('Enter', { shiftKey: true }),
      press('a'),
    ]).toEqual(['send', 'send', 'queue', null, null]);
  });
  it('leaves Enter to an input method', () => {
    expect(press('Enter', { isComposing: true })).toBeNull();
  });
});
