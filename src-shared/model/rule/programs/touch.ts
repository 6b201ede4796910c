import { only } from './lines.ts';

/** Not -r, -d, -t: times of other files. */
export const touch = only(['touch'], {
  options: [{ names: '-a -c -m --no-create', why: 'which time is set' }],
  operands: { others: 'new', why: 'files inside this folder, none that runs later' },
});
