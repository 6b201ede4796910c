import { FILES, only, shows } from './lines.ts';

/** Not --files0-from: it reads a list of any files. */
export const wc = only(['wc'], {
  options: [shows('-l -w -c -m -L --lines --words --bytes --chars')],
  operands: FILES,
});
