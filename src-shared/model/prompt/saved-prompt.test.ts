import { expect, it } from 'vitest';
import { nextPlaceholder } from './saved-prompt.ts';

it('steps through the placeholders of a text, and begins again after the last', () => {
  const text = 'Move {{what}} to {{where}}';
  const first = nextPlaceholder(text, 0);
  const second = nextPlaceholder(text, first?.end ?? 0);
  expect([first, second, nextPlaceholder(text, second?.end ?? 0)]).toEqual([
    { start: 5, end: 13 },
    { start: 17, end: 26 },
    { start: 5, end: 13 },
  ]);
  expect(nextPlaceholder('none {here} {{}}', 0)).toBeNull();
});
