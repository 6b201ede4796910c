import { only, shows } from './lines.ts';

export const basename = only(['basename', 'dirname'], {
  options: [shows('-a -z')],
  operands: { others: 'text', why: 'any words' },
});
