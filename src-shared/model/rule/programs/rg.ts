import { only, shows } from './lines.ts';

/** Not --pre and --hostname-bin (run a program), -z (runs what unpacks), -f, --ignore-file (read a file). */
export const rg = only(['rg'], {
  options: [
    shows('-n -N -i -S -s -l -c -w -v -x -F -P -U -o -q -H -I -a -p -u -uu -. -0 --hidden --no-ignore'),
    shows('--line-number --no-line-number --ignore-case --smart-case --case-sensitive --files-with-matches'),
    shows(
      '--files-without-match --count --count-matches --word-regexp --invert-match --fixed-strings --pcre2',
    ),
    shows(
      '--multiline --only-matching --quiet --with-filename --no-filename --no-heading --heading --json --vimgrep',
    ),
    shows('--files --type-list --stats --trim --no-messages --column --no-ignore-vcs --no-config'),
    shows('-A -B -C -m -M --after-context --before-context --context --max-count --max-columns', 'number'),
    shows('-d --max-depth -j --threads', 'number'),
    shows('-e --regexp -g --glob --iglob -t --type -T --type-not -r --replace', 'text'),
    shows('--color --sort --sortr', /^[a-z]+$/),
  ],
  operands: {
    first: 'text',
    others: 'inside',
    firstUnless: '-e --regexp --files',
    why: 'a pattern, and files and folders inside this folder',
  },
  dashes: true,
});
