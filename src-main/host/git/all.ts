import { currentBranch, gitVersion } from './git.ts';
import { ignoredIn } from './ignored.ts';
import * as repository from './repository.ts';
import { GitError, type GitMachine } from './run.ts';
import { submodulePaths, submoduleWork } from './submodules.ts';

const asked = { ...repository, currentBranch, gitVersion, ignoredIn, submodulePaths, submoduleWork };

/** All that git is asked on one machine, as one object: what is handed to whoever needs a part of it. */
export type Git = OnMachine<typeof asked> & {
  /** What git said, where an error is git's own; null for any other. */
  wordsOf(error: unknown): string | null;
};

type OnMachine<T> = {
  readonly [K in keyof T]: T[K] extends (machine: GitMachine, ...rest: infer A) => infer R
    ? (...rest: A) => R
    : never;
};

/** git as it answers on a machine. */
export function gitOn(machine: GitMachine): Git {
  const bound = Object.fromEntries(
    Object.entries<(machine: GitMachine, ...rest: never[]) => unknown>(asked).map(([name, ask]) => [
      name,
      (...rest: never[]) => ask(machine, ...rest),
    ]),
  ) as OnMachine<typeof asked>;
  return { ...bound, wordsOf: (error) => (error instanceof GitError ? error.message : null) };
}
