import { FILES, SHOWN, WHICH, line } from './lines.ts';
import type { Program } from './table.ts';

export const jest: Program = {
  names: ['jest'],
  style: 'single',
  uses: [
    {
      words: [],
      // Not -c, --rootDir, --runner, --reporters, --transform, --globalSetup, --env, --setupFiles.
      options: [
        line('--verbose --silent --ci --runInBand -i --passWithNoTests --no-color --colors', SHOWN),
        line('-t --testNamePattern', WHICH, 'text'),
        line('-w --maxWorkers', 'how many at a time', 'number'),
      ],
      operands: FILES,
      runs: 'tests of this folder',
    },
  ],
};
