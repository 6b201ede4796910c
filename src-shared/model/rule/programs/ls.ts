import { FILES, joined, only, shows } from './lines.ts';

export const ls = only(['ls'], {
  // Not `anything`: a path outside of the folder is still a question.
  options: [
    shows(
      '-a -A -l -h -t -r -R -S -1 -d -F -i -s -n -p -G -g -o -c -u -k -m -x -C -L -H -q --all --almost-all',
    ),
    shows('--human-readable --recursive --reverse --directory --classify --inode --size --full-time'),
    shows('--group-directories-first'),
    joined('--color --sort --time-style', /^[\w+-]+$/),
  ],
  operands: FILES,
  dashes: true,
});
