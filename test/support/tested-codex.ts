/**
 * The Codex that tests, fault rounds and benchmarks run: the bundled one, or the one that `MUSTER_TEST_CODEX` names, so
 * that an older or a newer Codex can be held against the same tests.
 */
import { execFileSync } from 'node:child_process';
import { isAbsolute, resolve } from 'node:path';
import { bundledCodex } from '../../tooling/codex-path.mjs';

/** The path that was named; undefined where the bundled Codex is tested. Throws when it is not absolute. */
export const NAMED_CODEX: string | undefined = (() => {
  const named = process.env['MUSTER_TEST_CODEX'];
  if (named === undefined || named === '') return undefined;
  if (!isAbsolute(named)) throw new Error(`MUSTER_TEST_CODEX must be an absolute path, not ${named}`);
  return named;
})();

/** What a host needs in its environment to run the Codex under test. */
export const TESTED_CODEX_ENV: Readonly<Record<string, string>> =
  NAMED_CODEX === undefined ? {} : { MUSTER_CODEX: NAMED_CODEX };

/** The binary under test with its version. `root` is the checkout of Muster. Throws where there is none. */
export function testedCodex(root = resolve(import.meta.dirname, '../..')): {
  readonly binary: string;
  readonly version: string;
} {
  if (NAMED_CODEX === undefined) return bundledCodex(root);
  const said = execFileSync(NAMED_CODEX, ['--version'], { encoding: 'utf8' });
  return { binary: NAMED_CODEX, version: said.trim().split(' ').at(-1) ?? '' };
}
