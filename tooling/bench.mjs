// `npm run bench [-- NAME … [-- args for the benchmark]]`: runs test/bench/NAME.bench.ts, or all of them, each in a
// process of its own. docs/benchmarks.md says how to read them. Exit 1 when one misses its bound.
import { join } from 'node:path';
import { buildIfStale, entriesOf } from './build.mjs';
import { CliError, ROOT, endChildrenOnSignal, runScript, say } from './lib/cli.mjs';
import { runEntry, verdictOf } from './lib/entries.mjs';
import { checkNode, installIfStale } from './lib/preflight.mjs';

runScript(async () => {
  endChildrenOnSignal();
  const args = process.argv.slice(2);
  const firstOption = args.findIndex((arg) => arg.startsWith('-'));
  const names = firstOption === -1 ? args : args.slice(0, firstOption);
  const passed = firstOption === -1 ? [] : args.slice(firstOption).filter((arg) => arg !== '--');
  const known = Object.keys(entriesOf('bench'));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new CliError(`unknown benchmark "${unknown}"; there are ${known.join(', ') || 'none yet'}.`, 2);
  }
  if (known.length === 0) {
    say('there are no benchmarks yet (test/bench/NAME.bench.ts)');
    return 0;
  }
  checkNode();
  await installIfStale();
  await buildIfStale({ targets: ['main', 'renderer', 'bench'] });
  /** @type {string[]} */
  const missed = [];
  for (const name of names.length > 0 ? names : known) {
    /** @type {boolean | undefined} */
    let ok;
    const code = await runEntry(join(ROOT, 'out', 'bench', `${name}.js`), passed, (line) => {
      ok = verdictOf(line)?.ok ?? ok;
    });
    if (code !== 0 || ok === false) missed.push(name);
  }
  if (missed.length > 0) throw new CliError(`missed or failed: ${missed.join(', ')}`);
  return 0;
});
