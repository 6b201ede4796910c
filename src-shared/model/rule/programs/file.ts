import { FILES, only, shows } from './lines.ts';

/** Not -f, -m (read a file), -C (writes), -z and -Z (run what unpacks), -S. */
export const file = only(['file'], {
  options: [shows('-b -i -L -h -k --brief --mime --mime-type --mime-encoding')],
  operands: FILES,
});
