import type { Word } from '../../command/script.ts';
import { basename } from './basename.ts';
import { cargo } from './cargo.ts';
import { cat } from './cat.ts';
import { cut } from './cut.ts';
import { diff } from './diff.ts';
import { du } from './du.ts';
import { echo } from './echo.ts';
import { eslint } from './eslint.ts';
import { file } from './file.ts';
import { git } from './git.ts';
import { go } from './go.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { jest } from './jest.ts';
import { ls } from './ls.ts';
import { make } from './make.ts';
import { mkdir } from './mkdir.ts';
import { node } from './node.ts';
import { npm } from './npm.ts';
import { prettier } from './prettier.ts';
import { printf } from './printf.ts';
import { pwd } from './pwd.ts';
import { pytest, python } from './pytest.ts';
import { rg } from './rg.ts';
import { sed } from './sed.ts';
import { sleep } from './sleep.ts';
import { sort } from './sort.ts';
import { stat } from './stat.ts';
import { tail } from './tail.ts';
import { test, bracket } from './test.ts';
import { touch } from './touch.ts';
import { tr } from './tr.ts';
import { tree } from './tree.ts';
import { yes } from './true.ts';
import { tsc } from './tsc.ts';
import { uniq } from './uniq.ts';
import { vitest } from './vitest.ts';
import { wc } from './wc.ts';
import { which } from './which.ts';
import { isHarmless, type Program, type Use } from './table.ts';

/** Every program that is known, one table each. */
export const PROGRAMS: readonly Program[] = [
  basename,
  bracket,
  cargo,
  cat,
  cut,
  diff,
  du,
  echo,
  eslint,
  file,
  git,
  go,
  grep,
  head,
  jest,
  ls,
  make,
  mkdir,
  node,
  npm,
  prettier,
  printf,
  pwd,
  pytest,
  python,
  rg,
  sed,
  sleep,
  sort,
  stat,
  tail,
  test,
  touch,
  tr,
  tree,
  tsc,
  uniq,
  vitest,
  wc,
  which,
  yes,
];

const BY_NAME = new Map(PROGRAMS.flatMap((program) => program.names.map((name) => [name, program] as const)));

/** The use of a program, by its plain name, that covers all these words behind it; undefined where something is not known. */
export function knownUse(name: string, words: readonly Word[]): Use | undefined {
  const program = BY_NAME.get(name);
  if (program === undefined) return undefined;
  const own = withoutBefore(name, words);
  return program.uses.find((use) => isHarmless(program, use, own));
}

/** The words behind a program without those that change nothing of what it does: `--no-pager` of git. */
export function withoutBefore(name: string, words: readonly Word[]): readonly Word[] {
  const before = BY_NAME.get(name)?.before ?? [];
  let at = 0;
  while (words[at]?.literal === true && before.includes(words[at]?.text ?? '')) at += 1;
  return words.slice(at);
}

/** Whether a rule's words and a command's are of one use, and all of both are known to do no harm in it. */
export function sameUse(name: string, said: readonly Word[], given: readonly Word[]): boolean {
  const program = BY_NAME.get(name);
  if (program === undefined) return false;
  const [one, other] = [withoutBefore(name, said), withoutBefore(name, given)];
  return program.uses.some((use) => isHarmless(program, use, one) && isHarmless(program, use, other));
}
