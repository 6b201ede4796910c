import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadShellGrammar } from '../../src-main/host/rules/shell-grammar.ts';
import { randomFrom } from '../chaos/random.ts';
import { CanaryFolder } from '../support/canary-folder.ts';
import { ruleRounds } from '../support/rule-rounds.ts';

/** Scripts that are run; `npm run chaos -- --only rules --rounds 20000` is the long search. */
const RUNS = Number(process.env['MUSTER_RUNS'] ?? 1000);
const SEED = Number(process.env['MUSTER_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe.skipIf(!existsSync('/bin/bash') || !existsSync('/bin/dash'))('scripts that rules accept', () => {
  it('run nothing that no rule covers, in bash and dash', async () => {
    const { ran, escapes } = await ruleRounds(await loadShellGrammar(), randomFrom(SEED), RUNS);
    expect(escapes, `seed ${SEED}`).toEqual([]);
    expect(ran.bash + ran.dash).toBe(RUNS);
  });

  it('are run where an escape is seen', async () => {
    const folder = new CanaryFolder();
    try {
      const did = async (shell: '/bin/bash' | '/bin/dash', script: string): Promise<string> =>
        (await folder.run(shell, [script])).map((one) => one.did).join(', ');
      for (const script of [
        "printf -v 'a[$(./canary)]' x",
        "test -v 'a[$(./canary)]'",
        "read 'a[$(./canary)]' <a.txt",
        'git grep -O./canary x',
        'pushd src; npm test',
      ])
        expect(await did('/bin/bash', script), script).not.toBe('');
      for (const shell of ['/bin/bash', '/bin/dash'] as const)
        for (const [script, seen] of [
          ['cd src && npm test', /npm ran in/],
          ['PATH=.; npm test', /ran the canary/],
          ['git diff --output=canary-file', /made a file/],
          ['git diff --outpu=canary-file', ''],
          ['sort -o canary-file a.txt', /made a file/],
          ["sed '1e ./canary' a.txt", /ran the canary/],
          ['cat ../secret-file', /read the secret/],
          ['npm test --script-shell=x', /npm was given/],
          ['echo "$(./canary)"', /ran the canary/],
          ['npm test', ''],
        ] as const)
          expect(await did(shell, script), `${shell} ${script}`).toMatch(seen);
    } finally {
      folder.delete();
    }
  });
});
