/** Makes a git repository with a history out of a plain folder. */
import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';

export interface DemoCommit {
  readonly subject: string;
  /** `Name <mail>`. */
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
  /** Paths or folders of this commit, relative to the repository; `.` is all that is left. */
  readonly paths: readonly string[];
}

const run = promisify(execFile);

/**
 * Puts a folder under git with the commits given. The person's own git configuration plays no part, neither now nor
 * for commits that agents make later: no signing, no hooks, no foreign name. Rejects when git is missing or fails.
 */
export async function makeRepository(path: string, commits: readonly DemoCommit[]): Promise<void> {
  const git = async (args: readonly string[], more: Record<string, string> = {}): Promise<void> => {
    await run('git', args, { cwd: path, env: { ...gitEnvironment(), ...more } });
  };
  await git(['-c', 'init.defaultBranch=main', 'init', '-q']);
  for (const [name, value] of [
    ['user.name', 'Demo Agent'],
    ['user.email', 'agent@example.com'],
    ['commit.gpgsign', 'false'],
    ['core.autocrlf', 'false'],
    ['core.hooksPath', '.git/hooks'],
    ['gc.auto', '0'],
  ] as const) {
    await git(['config', name, value]);
  }
  for (const commit of commits) {
    const [, name = '', email = ''] = /^(.*?)\s*<(.*)>$/.exec(commit.author) ?? [];
    await git(['add', '--', ...commit.paths]);
    await git(['commit', '-q', '-m', commit.subject], {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: commit.date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: commit.date,
    });
  }
}

function gitEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith('GIT_')) environment[name] = value;
  }
  return {
    ...environment,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
