import { expect, it } from 'vitest';
import { parted } from './parted.ts';

it('finds a text in whatever case, each time, and loses nothing else', () => {
  const parts = parted('The Quokka met a quokka', 'quokka');
  expect(parts.map(({ text }) => text).join('')).toBe('The Quokka met a quokka');
  expect(parts.filter(({ found }) => found).map(({ text }) => text)).toEqual(['Quokka', 'quokka']);
});

it('begins shortly before what was found, at a word', () => {
  const [before] = parted(`${'long words '.repeat(30)}quokka`, 'quokka');
  expect(before?.text).toMatch(/^…(long|words) /);
  expect(before?.text.length).toBeLessThan(50);
});

it('is one stretch where nothing is found', () => {
  expect(parted('a  b', 'x')).toEqual([{ text: 'a b', found: false }]);
});
