import { describe, expect, it } from 'vitest';
import { hangingColumns } from './hanging.ts';

describe('what goes on of a wrapped line', () => {
  it.each([
    ['x', 4],
    ['', 4],
    ['  two', 4],
    ['    four', 8],
    ['\tone', 8],
    ['  \tone', 8],
    ['\t\t\ttabs', 16],
    [' '.repeat(200), 24],
  ])('stands in deeper than %j, by whole tabs', (text, columns) =>
    expect(hangingColumns(text)).toBe(columns),
  );
});
