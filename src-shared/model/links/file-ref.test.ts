import { expect, it } from 'vitest';
import { fileRef, linkedParts } from './file-ref.ts';

it.each([
  ['src/refunds/split.ts:41', 'src/refunds/split.ts', 41],
  ['split.ts:41:7', 'split.ts', 41],
  ['/home/ada/a.rs#L3', '/home/ada/a.rs', 3],
  ['C:\\x\\a.cs:9', 'C:\\x\\a.cs', 9],
  ['./a/b.test.tsx', './a/b.test.tsx', null],
])('reads %s', (word, path, line) => {
  expect(fileRef(word)).toEqual({ path, line });
});

it.each([
  'split.ts',
  'npm test',
  'https://a.dev/b.ts',
  'a:b',
  'splitRefund',
  '503',
  'src/',
  'javascript:alert(1)',
  'x y/z.ts',
])('leaves %s alone', (word) => {
  expect(fileRef(word)).toBeNull();
});

it('finds the places that an output names, and keeps every character of it', () => {
  const text = [
    "src/a.ts:41:3: error: no overload (see 'src/b.test.ts:7')",
    '    at run (/work/x/lib/c.js:12:9)',
    'http://a.dev/d.ts:1 is up at 127.0.0.1:8080, v1.2:3, 12:30',
    'src/e.ts has no line',
  ].join('\n');
  const parts = linkedParts(text);
  expect(parts.map((part) => part.text).join('')).toBe(text);
  expect(parts.flatMap(({ ref }) => (ref === null ? [] : [`${ref.path} ${ref.line}`]))).toEqual([
    'src/a.ts 41',
    'src/b.test.ts 7',
    '/work/x/lib/c.js 12',
  ]);
});

it('links no more than so many, and nothing of a text that is very long', () => {
  expect(linkedParts('a.ts:1 '.repeat(1000)).filter(({ ref }) => ref !== null)).toHaveLength(200);
  expect(linkedParts('a.ts:1 '.repeat(10_000))).toHaveLength(1);
});
