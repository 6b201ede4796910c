import { FILES, only, shows } from './lines.ts';

/** Not -o (writes a file), --fromfile. */
export const tree = only(['tree'], {
  options: [
    shows('-a -d -f -i -s -h -D -F -C -n --dirsfirst --noreport'),
    shows('-L', 'number'),
    shows('-I -P', 'text'),
  ],
  operands: FILES,
});
