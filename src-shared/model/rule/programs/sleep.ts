import { only } from './lines.ts';

export const sleep = only(['sleep'], {
  operands: { first: /^\d{1,4}(?:\.\d{1,3})?[sm]?$/, most: 1, why: 'one number' },
});
