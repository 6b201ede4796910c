import { FILES, SHOWN, WHICH, line } from './lines.ts';
import type { Program } from './table.ts';

export const vitest: Program = {
  names: ['vitest'],
  style: 'single',
  uses: [
    {
      words: ['run'],
      // Not -c, -r, --dir, --environment, --globalSetup, reporters that are modules, --outputFile.
      options: [
        line('--silent --passWithNoTests --no-color --no-coverage', SHOWN),
        line('--reporter', SHOWN, /^(?:default|verbose|dot|json|tap|basic|tree)$/),
        line('-t --testNamePattern --project', WHICH, 'text'),
        line('--bail --retry', WHICH, 'number'),
      ],
      operands: FILES,
      runs: 'tests of this folder',
    },
  ],
};
