import { SHOWN, line } from './lines.ts';
import type { Program } from './table.ts';

export const make: Program = {
  names: ['make', 'gmake'],
  style: 'gnu',
  uses: [
    {
      // Another goal, a variable, -f, -C, --eval, -I or SHELL= would run something else.
      words: ['*'],
      options: [
        line('-s -k -w --silent --quiet --keep-going --no-print-directory', SHOWN),
        { names: '-j', takes: 'number', optional: true, why: 'how many at a time' },
      ],
      runs: 'what this folder’s Makefile has for that goal',
    },
  ],
};
