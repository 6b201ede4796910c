import { describe, expect, it } from 'vitest';
import { composerKey, type EnterSetting } from './composer-keys.ts';

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
