import { FILES, only, shows } from './lines.ts';

export const head = only(['head'], {
  options: [shows('-n -c --lines --bytes', /^\d{1,9}$/), shows('-# -q')],
  operands: FILES,
});
