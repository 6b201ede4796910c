import { expect, it } from 'vitest';
import { changedWords } from './changed-words.ts';

const del = (text: string) => ({ type: 'del', text });
const add = (text: string) => ({ type: 'add', text });
const words = (...lines: readonly ReturnType<typeof del>[]): readonly (string | undefined)[] => {
  const changed = changedWords(lines);
  return lines.map((line) => {
    const at = changed.get(line);
    return at === undefined ? undefined : line.text.slice(...at);
  });
};

it('finds the words of lines that took the place of others, whole', () => {
  expect(words(del('return round(total)'), add('return floor(total)'))).toEqual(['round', 'floor']);
  expect(words(del('a = parts'), add('a = party'))).toEqual(['parts', 'party']);
  expect(words(del('f(a)'), add('f(a, b)'))).toEqual(['', ', b']);
});

it('leaves lines alone that are wholly new, or of which there are not as many', () => {
  expect(words(add('one line'))).toEqual([undefined]);
  expect(words(del('one line'), add('one line'), add('two lines'))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(words(del('nothing in common'), add('quite another text'))).toEqual([undefined, undefined]);
});
