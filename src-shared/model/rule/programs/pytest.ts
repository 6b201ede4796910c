import { FILES, SHOWN, WHICH, line } from './lines.ts';
import type { OptionLine, Program } from './table.ts';

const PYTEST_OPTIONS: readonly OptionLine[] = [
  line('-v -q -l --verbose --quiet --showlocals --no-header --no-summary', SHOWN),
  line(
    '-x --exitfirst --lf --last-failed --ff --failed-first --nf --sw --stepwise --co --collect-only',
    WHICH,
  ),
  line('-s', 'shows what tests print'),
  // Older versions evaluate these as Python: names, blanks and words alone.
  line('-k -m', WHICH, /^[\w -]+$/),
  line('-r', SHOWN, /^[A-Za-z]+$/),
  line('--tb --color --capture', SHOWN, /^[a-z]+$/),
  line('--maxfail --durations', SHOWN, 'number'),
];
const PYTEST = {
  // Not -p (loads a module), -c, --rootdir, -o (settings), --basetemp (empties a folder), --junitxml (writes).
  options: PYTEST_OPTIONS,
  operands: FILES,
  runs: 'tests of this folder',
};
export const pytest: Program = {
  names: ['pytest', 'py.test'],
  style: 'gnu',
  uses: [{ words: [], ...PYTEST }],
};
export const python: Program = {
  names: ['python', 'python3'],
  style: 'gnu',
  uses: [{ words: ['-m', 'pytest'], ...PYTEST }],
};
