import { describe, expect, it } from 'vitest';
import { composerKey, modesOf, sendWord, type EnterSetting } from './composer-keys.ts';

const press = (key: string, more: object = {}, enter: EnterSetting = 'sends') =>
  composerKey(
    {
      key,
      altKey: false,
      shiftKey: false,
      ctrlKey: false,
      metaKey: false,
      isComposing: false,
      keyCode: 13,
      ...more,
    },
    enter,
  );

describe('composerKey', () => {
  const presses = (enter: EnterSetting) => [
    press('Enter', {}, enter),
    press('Enter', { metaKey: true }, enter),
    press('Enter', { ctrlKey: true }, enter),
    press('Enter', { altKey: true }, enter),
    press('Enter', { shiftKey: true }, enter),
    press('Escape', {}, enter),
    press('a', {}, enter),
  ];
  it('sends with Enter, and does the other thing with a key beside it', () => {
    expect(presses('sends')).toEqual(['send', 'other', 'other', 'other', null, 'escape', null]);
  });
  it('makes a new line with Enter where that is wanted, and sends with Ctrl or ⌘', () => {
    expect(presses('newLine')).toEqual([null, 'send', 'send', 'other', null, 'escape', null]);
  });
  it('leaves the keys of a composition to the input method, in the order of Chromium and of Safari', () => {
    for (const key of ['Enter', 'Escape']) {
      expect(press(key, { isComposing: true })).toBeNull();
      // Safari has ended the composition before it tells of the key.
      expect(press(key, { isComposing: false, keyCode: 229 })).toBeNull();
    }
  });
});

describe('what sending does', () => {
  const BOTH = { queue: true, steer: true };
  const words = (running: boolean, can: typeof BOTH, wanted: 'steer' | 'queue') => {
    const { first, other } = modesOf(running, can, wanted);
    return [sendWord(running, first), other === null ? null : sendWord(running, other)];
  };
  it('is steering or queueing while a turn runs, by the setting, and the other with a key beside it', () => {
    expect(words(true, BOTH, 'steer')).toEqual(['Steer', 'Queue']);
    expect(words(true, BOTH, 'queue')).toEqual(['Queue', 'Steer']);
  });
  it('is the one of the two that the engine can do, and sending at rest', () => {
    expect(words(true, { queue: false, steer: true }, 'queue')).toEqual(['Steer', null]);
    expect(words(true, { queue: true, steer: false }, 'steer')).toEqual(['Queue', null]);
    expect(words(false, BOTH, 'queue')).toEqual(['Send', null]);
  });
});
