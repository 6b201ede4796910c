import { expect, it } from 'vitest';
import { isLoopback, minutes, typedInstead } from './link-words.ts';

it.each([
  [600_000, '10 minutes'],
  [60_000, '1 minute'],
  [59_999, '1 minute'],
  [1, '1 minute'],
])('says %i ms as %s', (ms, words) => {
  expect(minutes(ms)).toBe(words);
});

it.each([
  ['http://127.0.0.1:4180/#token=x', true],
  ['http://127.9.9.9/', true],
  ['http://localhost:4180/#token=x', true],
  ['http://[::1]:4180/', true],
  ['https://box.example:4180/#token=x', false],
  ['https://192.168.1.7/', false],
  ['https://127.example/', false],
  ['no address', false],
])('knows whether %s leads back to its own machine', (url, expected) => {
  expect(isLoopback(url)).toBe(expected);
});

it('knows what to type where a link cannot be followed', () => {
  expect(typedInstead('https://box.example:4180/#token=7KQ2M-XP4RT')).toEqual({
    address: 'https://box.example:4180',
    code: '7KQ2M-XP4RT',
  });
  expect(typedInstead('https://box.example:4180/#token=3fK9wQ0pXv7mT2sL')).toBeNull();
  expect(typedInstead('no address')).toBeNull();
});
