import { FILES, SHOWN, line } from './lines.ts';
import type { Program } from './table.ts';

export const eslint: Program = {
  names: ['eslint'],
  style: 'gnu',
  uses: [
    {
      words: [],
      // Not -c, --rulesdir, --plugin, --parser, --resolve-plugins-relative-to (load code), -o (writes).
      options: [
        line(
          '--quiet --fix --no-color --color --debug --no-error-on-unmatched-pattern',
          'what is shown and mended',
        ),
        line('--max-warnings', SHOWN, 'number'),
        line('--ext', 'which files', /^[\w.,]+$/),
        line('-f --format', SHOWN, /^(?:stylish|json|compact|unix|html|tap|visualstudio|junit)$/),
      ],
      operands: FILES,
      runs: 'the settings and rules of this folder',
    },
  ],
};
