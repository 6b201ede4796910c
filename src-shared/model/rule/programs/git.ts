import { joined, shows } from './lines.ts';
import type { OptionLine, Program } from './table.ts';

/**
 * Commits and paths. A path outside of the folder makes `git diff` compare any two files of the machine; a commit never
 * leads out of the repository.
 */
const COMMITS = { others: 'inside', why: 'commits, and files inside this folder' } as const;
const PATHS = { others: 'inside', why: 'files and folders inside this folder' } as const;
/** Words of a format: `%G…` has gpg run. */
const FORMAT = /^(?:[^%]|%(?!G|\(|[-+ ]?G))*$/;
const DATE = /^[\w .:+-]+$/;

/** Not --output (writes), --ext-diff and --textconv (run), --no-index (any file), -O (reads a file). */
const DIFF: readonly OptionLine[] = [
  shows(
    '-p -u -s -w -b -R -a -z -B --patch --no-patch --name-only --name-status --summary --shortstat --numstat',
  ),
  shows(
    '--raw --check --exit-code --quiet --minimal --patience --histogram --text --full-index --no-color --no-ext-diff',
  ),
  shows('--no-textconv --ignore-all-space --ignore-space-change --ignore-blank-lines --ignore-space-at-eol'),
  shows(
    '--no-renames --no-prefix --cumulative --dirstat --compact-summary --function-context -W --pickaxe-all',
  ),
  joined('-U --unified', 'number'),
  shows('--inter-hunk-context', 'number'),
  joined('--stat --color --word-diff --abbrev --find-renames --find-copies', /^[\w,%-]*$/),
  joined('-M -C', /^\d{1,3}%?$/),
  shows('-S -G --diff-filter --diff-algorithm', 'text'),
  joined('--submodule', /^\w+$/),
];
const LOG: readonly OptionLine[] = [
  ...DIFF,
  shows(
    '-# --oneline --graph --all --branches --tags --remotes --no-decorate --reverse --merges --no-merges',
  ),
  shows(
    '--first-parent --follow --topo-order --date-order --abbrev-commit --no-abbrev-commit --left-right --cherry-pick',
  ),
  shows('--full-history --name-only --relative-date -i -E -F --no-notes -c --cc -m --root'),
  shows('-n --max-count --skip', 'number'),
  shows('--since --until --after --before --date', DATE),
  shows('--author --committer --grep', 'text'),
  joined('--decorate', /^\w+$/),
  joined('--pretty', FORMAT),
  joined('--format', FORMAT),
];

/**
 * Reading a repository. Programs that the repository's own settings name (a monitor of the file system, filters, a
 * pager) are run by the plainest `git status` as well; an agent's sandbox keeps those settings from it.
 */
export const git: Program = {
  names: ['git'],
  style: 'gnu',
  before: ['--no-pager', '-P', '--no-optional-locks'],
  uses: [
    {
      words: ['status'],
      options: [
        shows(
          '-s -b -v -vv -z --short --branch --long --verbose --show-stash --ahead-behind --no-ahead-behind',
        ),
        shows('--renames --no-renames'),
        joined('--porcelain --untracked-files --ignored --column --find-renames', /^[\w,]+$/),
        joined('-u', /^(?:no|normal|all)$/),
      ],
      operands: PATHS,
      dashes: true,
    },
    {
      words: ['diff'],
      options: [...DIFF, shows('--cached --staged --merge-base')],
      operands: COMMITS,
      dashes: true,
    },
    { words: ['log'], options: LOG, operands: COMMITS, dashes: true },
    { words: ['show'], options: LOG, operands: COMMITS, dashes: true },
    {
      words: ['rev-list'],
      options: [
        shows('-# --all --count --left-right --reverse --merges --no-merges --first-parent --oneline'),
        shows('-n --max-count', 'number'),
      ],
      operands: COMMITS,
      dashes: true,
    },
    {
      words: ['shortlog'],
      options: [shows('-s -n -e --summary --numbered --email --no-merges --all')],
      operands: COMMITS,
    },
    {
      words: ['blame'],
      // Not --contents, -S, --ignore-revs-file: they read a file.
      options: [
        shows('-w -e -f -n -s -l -t -c -p --show-email --line-porcelain --porcelain'),
        shows('-L', /^[\d,+-]+$/),
        joined('-M -C', /^\d{1,3}$/),
        shows('--date', DATE),
      ],
      operands: COMMITS,
      dashes: true,
    },
    {
      words: ['grep'],
      // Not -O and --open-files-in-pager (run), -f (reads a file), --no-index and --ext-grep.
      options: [
        shows(
          '-n -i -l -c -w -v -E -F -G -P -o -q -h -H -L -a -I -p -W -z --line-number --ignore-case --name-only',
        ),
        shows(
          '--files-with-matches --count --word-regexp --invert-match --fixed-strings --cached --untracked',
        ),
        shows(
          '--show-function --function-context --heading --break --column --no-color --and --or --not --all-match',
        ),
        shows('-A -B -C -m --after-context --before-context --context --max-depth --threads', 'number'),
        shows('-e', 'text'),
        shows('-#'),
      ],
      operands: {
        first: 'text',
        others: 'inside',
        firstUnless: '-e',
        why: 'a pattern, commits, and files inside this folder',
      },
      dashes: true,
    },
    {
      words: ['ls-files'],
      // Not -X, --exclude-from and --exclude-per-directory, which read a file.
      options: [
        shows(
          '-c -d -m -o -i -s -u -k -v -t -z --cached --deleted --modified --others --ignored --stage --unmerged',
        ),
        shows('--exclude-standard --full-name --error-unmatch --directory --deduplicate'),
        shows('-x --exclude', 'text'),
      ],
      operands: PATHS,
      dashes: true,
    },
    {
      words: ['ls-tree'],
      options: [shows('-r -d -t -l -z --name-only --name-status --full-name --full-tree --long')],
      operands: COMMITS,
    },
    {
      words: ['rev-parse'],
      options: [
        shows(
          '-q --quiet --verify --symbolic-full-name --symbolic --show-toplevel --git-dir --git-common-dir',
        ),
        shows(
          '--absolute-git-dir --show-prefix --show-cdup --is-inside-work-tree --is-bare-repository --all',
        ),
        joined('--abbrev-ref --short', /^\w+$/),
      ],
      operands: COMMITS,
    },
    { words: ['merge-base'], options: [shows('-a --all --is-ancestor --octopus')], operands: COMMITS },
    {
      words: ['describe'],
      options: [
        shows('--tags --all --always --long --contains --exact-match'),
        joined('--dirty', /^[\w-]*$/),
        joined('--abbrev', 'number'),
      ],
      operands: COMMITS,
    },
    {
      words: ['branch'],
      // A word that is no option would make a branch; -d, -m, -f, -u, --edit-description change one.
      options: [
        shows('-a -r -v -vv --all --remotes --list --verbose --show-current --no-color'),
        joined('--merged --no-merged --contains --no-contains --points-at', 'inside'),
        joined('--sort', /^-?[\w:]+$/),
        joined('--column', /^\w+$/),
      ],
    },
    { words: ['remote'], options: [shows('-v --verbose')] },
    { words: ['stash', 'list'], options: [shows('-p --oneline --stat')] },
    { words: ['worktree', 'list'], options: [shows('-v --porcelain')] },
    { words: ['check-ignore'], options: [shows('-v -q -n --verbose --non-matching')], operands: PATHS },
    {
      words: ['add'],
      // Not -f (what is ignored, secrets among it), -e (an editor), -p and -i, --chmod, --pathspec-from-file.
      options: [
        {
          names: '-A -u -N -v -n --all --update --intent-to-add --verbose --dry-run',
          why: 'which changes are noted',
        },
      ],
      operands: PATHS,
      runs: 'filters that the repository’s settings name',
      dashes: true,
    },
    {
      words: ['commit'],
      // Not --amend (rewrites), -n (leaves hooks out), -F and -t (read a file), -C, -c, -e (an editor), -S (gpg),
      // --trailer (runs what settings name), --author, --date.
      options: [
        { names: '-m --message', takes: 'text', why: 'the words of the commit' },
        {
          names: '-a -q -v -s --all --quiet --verbose --signoff --allow-empty --dry-run',
          why: 'what goes into it',
        },
      ],
      operands: PATHS,
      runs: 'the hooks of this repository',
      dashes: true,
    },
  ],
};
