import { only, shows } from './lines.ts';

export const which = only(['which'], {
  options: [shows('-a -s')],
  operands: { others: /^[A-Za-z0-9_][\w.+-]*$/, why: 'names of programs' },
});
