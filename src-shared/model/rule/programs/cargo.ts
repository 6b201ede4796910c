import { SHOWN, line } from './lines.ts';
import type { OptionLine, Program } from './table.ts';

/** Not --config (names programs to run), --manifest-path, --target-dir, --target, -Z, -C; not what follows `--`. */
const CARGO: readonly OptionLine[] = [
  line('-q -v -r --quiet --verbose --release', 'how it builds, and what is shown'),
  line('--all --workspace --lib --bins --tests --examples --benches --all-targets --doc', 'what is built'),
  line(
    '--all-features --no-default-features --no-run --no-fail-fast --locked --offline --frozen',
    'how it builds',
  ),
  line('-p --package --exclude', 'what is built', /^[\w-]+$/),
  line('--test --bin --example --bench', 'what is built', /^[\w-]+$/),
  line('-F --features', 'what is built', /^[\w ,/-]+$/),
  line('-j --jobs', 'how many at a time', 'number'),
  line('--message-format', SHOWN, /^[a-z,-]+$/),
];
const BUILD_SCRIPTS = 'build scripts of this folder and of what it depends on';
export const cargo: Program = {
  names: ['cargo'],
  style: 'gnu',
  uses: [
    {
      words: ['test'],
      options: CARGO,
      operands: { first: /^[\w:]+$/, most: 1, why: 'the name of tests' },
      runs: 'tests of this folder, and build scripts',
    },
    { words: ['build'], options: CARGO, runs: BUILD_SCRIPTS },
    { words: ['check'], options: CARGO, runs: BUILD_SCRIPTS },
    { words: ['clippy'], options: CARGO, runs: BUILD_SCRIPTS },
    { words: ['fmt'], options: [line('--check --all -q -v', 'what is looked at')] },
  ],
};
