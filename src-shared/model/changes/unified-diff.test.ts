import { describe, expect, it } from 'vitest';
import { editTotals, parseDiff, parseEdit } from './unified-diff.ts';

const DIFF = `--- a/x.ts
+++ b/x.ts
@@ -41,3 +41,4 @@ class Client {
 a
-b
+c
+d
 e
@@ -90 +91 @@
--- looks like a header
+++ looks like one, too
\\ No newline at end of file
`;

describe('parseDiff', () => {
  it('numbers both sides and counts', () => {
    const { hunks, added, removed } = parseDiff(DIFF);
    expect([added, removed]).toEqual([3, 2]);
    expect(hunks[0]?.header).toBe('class Client {');
    expect(hunks[0]?.lines.map((line) => [line.type, line.before, line.after, line.text])).toEqual([
      ['same', 41, 41, 'a'],
      ['del', 42, null, 'b'],
      ['add', null, 42, 'c'],
      ['add', null, 43, 'd'],
      ['same', 43, 44, 'e'],
    ]);
  });
  it('does not take content for headers', () => {
    expect(parseDiff(DIFF).hunks[1]?.lines.map((line) => line.text)).toEqual([
      '-- looks like a header',
      '++ looks like one, too',
      'No newline at end of file',
    ]);
    expect(parseDiff('@@ -1,2 +1,2 @@\n-@@ -1 +1 @@\n+x\n y\n').hunks).toHaveLength(1);
  });
  it('survives garbage and empty lines without their space', () => {
    expect(parseDiff('not a diff at all').hunks).toEqual([]);
    expect(parseDiff('@@ -1,3 +1,3 @@\n a\n\n b\n').hunks[0]?.lines).toHaveLength(3);
  });
});

describe('parseEdit', () => {
  it('takes a new file by its content', () => {
    const edit = { path: 'a', kind: { type: 'add' }, diff: 'one\ntwo\n' };
    expect(parseEdit(edit)).toMatchObject({ added: 2, removed: 0 });
    expect(parseEdit({ ...edit, kind: { type: 'delete' } })).toMatchObject({ added: 0, removed: 2 });
    expect(editTotals([edit, edit])).toEqual({ added: 4, removed: 0 });
  });
});
