import { line } from './lines.ts';
import type { Program } from './table.ts';

export const tsc: Program = {
  names: ['tsc'],
  style: 'single',
  uses: [
    {
      words: [],
      // Not --outDir, --build, --watch, @files; a value such as false would be another word.
      options: [
        line(
          '--noEmit --pretty --strict --skipLibCheck --listFiles --version -v',
          'what is looked at and shown',
        ),
        line('-p --project', 'whose settings', 'inside'),
      ],
      runs: 'what this folder’s tsconfig.json says, also where it writes',
    },
  ],
};
