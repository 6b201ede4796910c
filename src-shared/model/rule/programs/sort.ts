import { FILES, only, shows } from './lines.ts';

/** Not -o (writes), --compress-program (runs), -T, --files0-from, --random-source. */
export const sort = only(['sort'], {
  options: [
    shows(
      '-b -d -f -g -h -i -M -n -r -s -u -V -z -c -C --reverse --numeric-sort --unique --ignore-case --stable',
    ),
    shows('--human-numeric-sort --version-sort --check'),
    shows('-k --key', /^[\d.,bdfgiMhnrRV]+$/),
    shows('-t --field-separator', 'text'),
  ],
  operands: FILES,
});
