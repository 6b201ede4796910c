import { FILES, only, shows } from './lines.ts';

export const stat = only(['stat'], {
  options: [shows('-L -x'), shows('-c --format', 'text')],
  operands: FILES,
});
