import { joined, only, shows } from './lines.ts';
import type { OptionLine } from './table.ts';

/** Not -f (a file of patterns), -R (follows links out of the folder), -z (other things on other systems). */
const GREP: readonly OptionLine[] = [
  shows('-n -i -l -c -w -v -x -E -F -G -P -o -q -s -h -H -L -a -I -r'),
  shows(
    '--line-number --ignore-case --files-with-matches --count --word-regexp --invert-match --extended-regexp',
  ),
  shows('--fixed-strings --perl-regexp --only-matching --quiet --no-messages --no-filename --with-filename'),
  shows('--recursive --text'),
  shows('-A -B -C -m --after-context --before-context --context --max-count', 'number'),
  shows('-e --regexp --include --exclude --exclude-dir', 'text'),
  joined('--color --colour', /^(?:always|never|auto)$/),
  shows('-#'),
];
export const grep = only(['grep', 'egrep', 'fgrep'], {
  options: GREP,
  operands: {
    first: 'text',
    others: 'inside',
    firstUnless: '-e --regexp --files',
    why: 'a pattern, and files and folders inside this folder',
  },
  dashes: true,
});
