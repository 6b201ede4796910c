import { ignoredIn } from './ignored.ts';
import * as repository from './repository.ts';
import { GitError } from './run.ts';
import { submodulePaths, submoduleWork } from './submodules.ts';

/** All that git is asked, as one object: what is handed to whoever needs a part of it. */
export const git = {
  ...repository,
  ignoredIn,
  submodulePaths,
  submoduleWork,
  /** What git said, where an error is git's own; null for any other. */
  wordsOf: (error: unknown): string | null => (error instanceof GitError ? error.message : null),
};
