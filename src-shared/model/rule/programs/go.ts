import { SHOWN, WHICH, line } from './lines.ts';
import type { OptionLine, Program } from './table.ts';

/** Not -exec, -toolexec, -vettool (run a program), -o, -c, -coverprofile and the like (write), -C, -modfile, flags of tools. */
const GO: readonly OptionLine[] = [
  line('-v -x -n -race -short -cover -failfast -json -a -trimpath', 'how it builds, and what is shown'),
  line('-run -skip -bench', WHICH, 'text'),
  line('-count -p -parallel', 'how many', 'number'),
  line('-timeout', 'how long', /^\d+[hms]$/),
  line('-tags', 'what is built', /^[\w,.]+$/),
];
const PACKAGES = {
  others: /^\.(?:\/(?!\.\.(?:\/|$))[\w.-]+)*\/?$/,
  why: 'packages inside this folder',
} as const;
export const go: Program = {
  names: ['go'],
  style: 'single',
  uses: [
    { words: ['test'], options: GO, operands: PACKAGES, runs: 'tests of this folder' },
    { words: ['vet'], options: [line('-v -n -json', SHOWN)], operands: PACKAGES },
    { words: ['build'], options: GO.slice(0, 1), operands: PACKAGES },
    { words: ['version'] },
  ],
};
