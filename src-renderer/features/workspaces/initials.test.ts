import { expect, it } from 'vitest';
import { initials } from './initials.ts';

it.each([
  ['payments-api', 'pa'],
  ['infra', 'in'],
  ['Design Tokens 2', 'dt'],
  ['x', 'x'],
  ['', ''],
  ['émile/été', 'éé'],
])('%s is %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});
