import { only, shows } from './lines.ts';

/** A line, the last line, or the lines that match; from one of them to another: `12`, `$`, `/x/`. */
const LINE = String.raw`(?:\d+|\$|/[^/\\\n]+/)`;
/** sed has commands that write and run, and -i, -f, -e: only the printing of lines is known. */
export const sed = only(['sed'], {
  options: [shows('-n -E -r -s -u --quiet --silent --regexp-extended')],
  operands: {
    first: new RegExp(`^${LINE}(?:,${LINE})?[pd](?:;${LINE}(?:,${LINE})?[pd])*$`),
    others: 'inside',
    why: 'which lines to show (such as 1,20p), and files inside this folder',
  },
});
