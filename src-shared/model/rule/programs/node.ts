import { FILES, SHOWN, WHICH, line } from './lines.ts';
import type { Program } from './table.ts';

export const node: Program = {
  names: ['node'],
  style: 'gnu',
  uses: [
    {
      words: ['--test'],
      // Not --import, --require, --loader, --env-file, --test-reporter-destination (writes), modules as reporters.
      options: [
        line('--test-only', WHICH),
        line('--test-name-pattern --test-skip-pattern', WHICH, 'text'),
        line('--test-reporter', SHOWN, /^(?:spec|tap|dot|junit|lcov)$/),
        line('--test-concurrency --test-timeout', 'how many at a time, and for how long', 'number'),
        line('--experimental-test-coverage --test-force-exit', SHOWN),
      ],
      operands: FILES,
      runs: 'tests of this folder',
    },
  ],
};
