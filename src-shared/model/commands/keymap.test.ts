import { describe, expect, it } from 'vitest';
import { Keymap } from './keymap.ts';

describe('Keymap', () => {
  it('has the keys that commands come with, unless they were changed', () => {
    const keymap = new Keymap({ 'go.inbox': ['Mod+1', 'G I'], 'go.fleet': [] });
    expect(keymap.keysOf('go.inbox')).toEqual(['Mod+1', 'G I']);
    expect(keymap.keysOf('go.fleet')).toEqual([]);
    expect(keymap.keysOf('thread.new')).toEqual(['N']);
    expect(keymap.isChanged('go.fleet')).toBe(true);
    expect(keymap.isChanged('thread.new')).toBe(false);
  });

  it('takes a key from whoever has it', () => {
    const keymap = new Keymap();
    expect(keymap.conflicts('go.inbox', 'N')).toEqual(['thread.new']);
    expect(keymap.give('go.inbox', ['G I', 'N'])).toEqual({ 'go.inbox': ['G I', 'N'], 'thread.new': [] });
  });

  it('takes a sequence from whom its beginning would cut off', () => {
    const keymap = new Keymap();
    expect(keymap.conflicts('thread.archive', 'G')).toContain('go.inbox');
    const changed = keymap.give('thread.archive', ['G']);
    expect(changed['go.inbox']).toEqual([]);
    expect(new Keymap(changed).conflicts('go.inbox', 'G I')).toEqual(['thread.archive']);
  });

  it('leaves those alone that come with such a pair', () => {
    expect(new Keymap().conflicts('list.back', 'Escape')).toEqual([]);
    expect(new Keymap({ 'list.back': [] }).give('list.back', ['Escape'])).toEqual({});
  });

  it('forgets what is as it came, and gives back what was taken', () => {
    const taken = new Keymap(new Keymap().give('go.inbox', ['N']));
    expect(taken.give('thread.new', ['N'])).toEqual({ 'go.inbox': [] });
    expect(new Keymap(taken.give('thread.new', ['N'])).give('go.inbox', ['G I'])).toEqual({});
  });
});
