import { FILES, only, shows } from './lines.ts';

export const cat = only(['cat'], {
  options: [shows('-n -b -s -v -e -t -E -A -T --number --show-all')],
  operands: FILES,
  dashes: true,
});
