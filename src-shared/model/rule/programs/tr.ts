import { only, shows } from './lines.ts';

export const tr = only(['tr'], {
  options: [shows('-d -s -c -C --delete --squeeze-repeats --complement')],
  operands: { others: 'text', most: 2, why: 'two sets of characters' },
});
