import { FILES, only, shows } from './lines.ts';

export const tail = only(['tail'], {
  // Not -f: it never ends. Not --pid.
  options: [shows('-n -c --lines --bytes', /^\+?\d{1,9}$/), shows('-# -q -r')],
  operands: FILES,
});
