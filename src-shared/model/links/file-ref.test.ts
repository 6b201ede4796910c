import { expect, it } from 'vitest';
import { fileRef } from './file-ref.ts';

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
