import type { Machine, Ran } from '../machine/machine.ts';

/** Most that one answer of git may be. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Reading may have to look at every file of a large checkout. */
const READ_TIMEOUT_MS = 20_000;
/** A new worktree writes every file of a checkout. */
const WRITE_TIMEOUT_MS = 180_000;

export interface GitOptions {
  /** It changes the repository: optional locks are taken, and it may take longer. */
  readonly writes?: boolean;
  /** For git's standard input; without it there is none. */
  readonly input?: string;
  /** Exit codes beside 0 that are an answer and no failure. */
  readonly accept?: readonly number[];
  /** Most bytes of the answer; with `cut` the rest is left out, else it is a failure. */
  readonly mostBytes?: number;
  readonly cut?: boolean;
  /** More settings for this run alone. */
  readonly config?: readonly (readonly [name: string, value: string])[];
}

/** git did not do what it was asked: what it was, and git's own words. */
export class GitError extends Error {
  readonly reason: 'missing' | 'timeout' | 'tooMuch' | 'failed';
  /** git's own words, in English. */
  readonly said: string;

  constructor(reason: GitError['reason'], what: string, said: string) {
    super(`${what}: ${said === '' ? reason : said}`);
    this.name = 'GitError';
    this.reason = reason;
    this.said = said;
  }
}

/**
 * What a repository's own configuration may never make git run: a monitor of the file system, hooks, a helper for
 * credentials or another transport. External diffs and text conversions are refused where a diff is asked for.
 */
const NOTHING_RUNS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'credential.helper=',
  'diff.autoRefreshIndex=true',
  'submodule.recurse=false',
  'status.submoduleSummary=false',
  'core.quotePath=false',
];

/**
 * What the person's own settings may not change of an answer. A file of an order that is not there ends every diff; the
 * others leave files out, or name them otherwise than they are.
 */
const AS_WITHOUT = [
  'diff.orderFile=/dev/null',
  'diff.relative=false',
  'diff.renames=true',
  'diff.noprefix=false',
  'diff.mnemonicPrefix=false',
  'status.showUntrackedFiles=all',
  'status.renames=true',
];

/** Options of every diff: nothing of the repository is run, submodules are not entered, names are exact. */
export const DIFF_OPTIONS: readonly string[] = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--ignore-submodules=dirty',
  '-z',
];

/** What git is asked through: a machine's programs and files. */
export type GitMachine = Pick<Machine, 'env' | 'files' | 'run'>;

/**
 * Runs git on a folder, without a shell, and answers what it printed. Rejects with GitError; time and size are bounded.
 */
export async function runGit(
  machine: GitMachine,
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const { writes = false, input, accept = [], mostBytes = MOST_BYTES, cut = false, config = [] } = options;
  const settings = [...NOTHING_RUNS, ...AS_WITHOUT].flatMap((setting) => ['-c', setting]);
  const { end, output, errors } = await machine.run(
    'git',
    ['--no-pager', ...settings, '-C', folder, ...args],
    {
      env: { ...gitEnvironment(machine.env, writes), ...configVariables(config) },
      timeoutMs: writes ? WRITE_TIMEOUT_MS : READ_TIMEOUT_MS,
      mostBytes,
      input,
    },
  );
  if (end.type === 'exit' && (end.code === 0 || accept.includes(end.code))) return output;
  if (end.type === 'tooMuch' && cut) return output;
  throw gitError(args, end, errors);
}

function gitError(args: readonly string[], end: Ran['end'], said: string): GitError {
  const what = `git ${args[0] ?? ''}`;
  switch (end.type) {
    case 'missing':
      return new GitError('missing', what, 'git was not found on PATH. Install it.');
    case 'tooMuch':
      return new GitError('tooMuch', what, 'it answered with more than can be shown');
    case 'timeout':
      return new GitError('timeout', what, 'it took too long and was ended');
    default:
      return new GitError('failed', what, said.slice(0, 2000));
  }
}

/** Settings as variables: unlike on the command line, a name may hold any character. */
function configVariables(config: readonly (readonly [string, string])[]): NodeJS.ProcessEnv {
  const variables: NodeJS.ProcessEnv = {};
  for (const [at, [name, value]] of config.entries()) {
    variables[`GIT_CONFIG_KEY_${at}`] = name;
    variables[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return config.length === 0 ? {} : { ...variables, GIT_CONFIG_COUNT: String(config.length) };
}

/** The environment of git: none of what points it elsewhere, no questions, no network, English. */
export function gitEnvironment(env: NodeJS.ProcessEnv, writes: boolean): NodeJS.ProcessEnv {
  const kept = /^GIT_(EXEC_PATH|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|CEILING_DIRECTORIES)$/;
  const clean = Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('GIT_') || kept.test(name)),
  );
  return {
    ...clean,
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    // An object that a partial clone lacks is not fetched for a look: fetching can run what the configuration names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    ...(!writes && { GIT_OPTIONAL_LOCKS: '0' }),
  };
}
