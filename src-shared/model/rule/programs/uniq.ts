import { only, shows } from './lines.ts';

/** Its second operand is a file that it writes. */
export const uniq = only(['uniq'], {
  options: [shows('-c -d -u -i -D --count --repeated --unique --ignore-case'), shows('-f -s -w', 'number')],
  operands: { first: 'inside', most: 1, why: 'one file inside this folder' },
});
