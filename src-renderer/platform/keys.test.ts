import { describe, expect, it } from 'vitest';
import { KeyMatcher, mayRun, PENDING, pressName, SEQUENCE_MS } from './keys.ts';

const press = (key: string, more: Partial<Parameters<typeof pressName>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('pressName', () => {
  it('names presses alike on every platform', () => {
    expect(pressName(press('k', { metaKey: true }), true)).toBe('Mod+K');
    expect(pressName(press('k', { ctrlKey: true }), false)).toBe('Mod+K');
    expect(pressName(press('A', { shiftKey: true }), false)).toBe('Shift+A');
    expect(pressName(press('?', { shiftKey: true }), false)).toBe('?');
    expect(pressName(press('å', { altKey: true, code: 'KeyA' }), true)).toBe('Alt+A');
    expect(pressName(press('ArrowDown'), true)).toBe('ArrowDown');
  });
  it('ignores modifiers alone and keys in composition', () => {
    expect(pressName(press('Shift', { shiftKey: true }), true)).toBeNull();
    expect(pressName(press('Process'), true)).toBeNull();
  });
});

describe('KeyMatcher', () => {
  const shortcuts = ['G I', 'J', 'I'];
  it('finds single keys and sequences', () => {
    const matcher = new KeyMatcher();
    expect(matcher.press('J', 0, shortcuts)).toBe('J');
    expect(matcher.press('G', 0, shortcuts)).toBe(PENDING);
    expect(matcher.press('I', 100, shortcuts)).toBe('G I');
    expect(matcher.press('I', 200, shortcuts)).toBe('I');
  });
  it('runs a key of its own, and the sequence that it begins as well', () => {
    const matcher = new KeyMatcher();
    const both = ['Escape', 'Escape Escape'];
    expect(matcher.press('Escape', 0, both)).toBe('Escape');
    expect(matcher.press('Escape', 100, both)).toBe('Escape Escape');
    expect(matcher.press('Escape', 200, both)).toBe('Escape');
    expect(matcher.press('Escape', 200 + SEQUENCE_MS + 1, both)).toBe('Escape');
  });
  it('forgets a sequence that takes too long or goes elsewhere', () => {
    const matcher = new KeyMatcher();
    matcher.press('G', 0, shortcuts);
    expect(matcher.press('I', SEQUENCE_MS + 1, shortcuts)).toBe('I');
    matcher.press('G', 0, shortcuts);
    expect(matcher.press('J', 1, shortcuts)).toBe('J');
    expect(matcher.press('X', 2, shortcuts)).toBeNull();
  });
});

describe('mayRun', () => {
  it('keeps letters for those who type and the page quiet behind a dialog', () => {
    expect([
      mayRun('A', 'page'),
      mayRun('A', 'text'),
      mayRun('Mod+K', 'text'),
      mayRun('Mod+K', 'dialog'),
    ]).toEqual([true, false, true, false]);
  });
});
