import { describe, expect, it } from 'vitest';
import { asId, type ThreadId } from '../ids.ts';
import { findConflicts, sameConflicts, type ThreadEdits } from './conflicts.ts';

const thread = (id: string, paths: string[], parentId: string | null = null): ThreadEdits => ({
  id: asId<ThreadId>(id),
  parentId: parentId === null ? null : asId<ThreadId>(parentId),
  paths,
});

describe('findConflicts', () => {
  it('names the file and the others to each thread that edited it', () => {
    const found = findConflicts([
      thread('a', ['/r/x', '/r/y', '/r/only']),
      thread('b', ['/r/x']),
      thread('c', ['/r/y', '/r/x']),
      thread('d', ['/worktree/x']),
    ]);
    expect(Object.fromEntries(found)).toEqual({
      a: [
        { path: '/r/x', others: ['b', 'c'] },
        { path: '/r/y', others: ['c'] },
      ],
      b: [{ path: '/r/x', others: ['a', 'c'] }],
      c: [
        { path: '/r/x', others: ['a', 'b'] },
        { path: '/r/y', others: ['a'] },
      ],
    });
  });

  it('has nothing to say of a thread and its sub-agents', () => {
    expect(
      findConflicts([thread('a', ['/x']), thread('b', ['/x'], 'a'), thread('c', ['/x'], 'a')]).size,
    ).toBe(0);
  });
});

describe('sameConflicts', () => {
  it('looks at paths and threads', () => {
    const one = [{ path: '/x', others: [asId<ThreadId>('a')] }];
    expect(sameConflicts(one, [{ path: '/x', others: [asId<ThreadId>('a')] }])).toBe(true);
    expect(sameConflicts(one, [{ path: '/x', others: [asId<ThreadId>('b')] }])).toBe(false);
    expect(sameConflicts(one, [])).toBe(false);
  });
});
