import { SHOWN, line } from './lines.ts';
import type { Program } from './table.ts';

export const npm: Program = {
  names: ['npm'],
  style: 'gnu',
  uses: [
    // Options that npm does not know go to the script, and only the script knows what they do there. Not
    // --script-shell, --prefix, -w, --userconfig, --node-options: they run something else.
    ...[['test'], ['t'], ['run', '*'], ['run-script', '*']].map((words) => ({
      words,
      options: [
        line('-s --silent', 'says less'),
        line('--if-present', 'does nothing where there is no script'),
      ],
      runs: 'the script of that name in this folder’s package.json, with what stands before and after it there',
    })),
    {
      words: ['ls'],
      options: [line('-a --all --json --long', SHOWN), line('--depth', SHOWN, 'number')],
      operands: { others: /^(?:@[\w.-]+\/)?\w[\w.-]*(?:@[\w.^~-]+)?$/, why: 'names of packages' },
    },
  ],
};
