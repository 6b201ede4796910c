import { describe, expect, it } from 'vitest';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { panesAfter, withoutPane, withPane } from './panes.ts';

const id = (name: string): ThreadId => asId<ThreadId>(name);
const ids = (names: string): ThreadId[] => names.split('').map(id);
const text = (panes: readonly ThreadId[]): string => panes.join('');

describe('threads side by side', () => {
  it('stay where they are when one that has a pane is opened, and give the active pane to any other', () => {
    expect(text(panesAfter(ids('abc'), id('a'), id('c')))).toBe('abc');
    expect(text(panesAfter(ids('abc'), id('b'), id('x')))).toBe('axc');
    expect(text(panesAfter([], null, id('x')))).toBe('x');
    expect(text(panesAfter(ids('ab'), null, id('x')))).toBe('x');
    expect(text(panesAfter(ids('ab'), id('a'), null))).toBe('');
  });
  it('get one more right of the active one, four at most', () => {
    expect(text(withPane(ids('ab'), id('a'), id('x')))).toBe('axb');
    expect(text(withPane(ids('ab'), id('a'), id('b')))).toBe('ab');
    expect(text(withPane(ids('abcd'), id('d'), id('x')))).toBe('abdx');
    expect(text(withPane(ids('abcd'), id('a'), id('x')))).toBe('axbc');
    expect(text(withPane([], null, id('x')))).toBe('x');
  });
  it('close, and the one beside gets the keys', () => {
    expect(withoutPane(ids('abc'), id('b'))).toEqual({ panes: ids('ac'), active: id('c') });
    expect(withoutPane(ids('abc'), id('c'))).toEqual({ panes: ids('ab'), active: id('b') });
    expect(withoutPane(ids('a'), id('a'))).toEqual({ panes: [], active: null });
  });
});
