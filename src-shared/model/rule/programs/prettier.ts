import { FILES, SHOWN, line } from './lines.ts';
import type { Program } from './table.ts';

export const prettier: Program = {
  names: ['prettier'],
  style: 'gnu',
  uses: [
    {
      words: [],
      // Not --config, --plugin, --ignore-path, --cache-location.
      options: [
        line(
          '-c -l -w -u --check --list-different --write --ignore-unknown --no-color',
          'what is shown and mended',
        ),
        line('--log-level', SHOWN, /^[a-z]+$/),
      ],
      operands: FILES,
      runs: 'the settings and plugins of this folder',
    },
  ],
};
