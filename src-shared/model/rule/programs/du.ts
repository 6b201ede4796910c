import { FILES, only, shows } from './lines.ts';

/** Not -X and --files0-from, which read a list. */
export const du = only(['du'], {
  options: [
    shows('-s -h -a -c -k -m -x --summarize --human-readable --all --total --apparent-size'),
    shows('-d --max-depth', 'number'),
  ],
  operands: FILES,
});
