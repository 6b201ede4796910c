// `npm run check`: types per layer, lint with the house rules, dead code, format. Every gate runs, then the verdict:
// one run shows all that is wrong. `npm run check -- lint format` runs only those.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, ROOT, endChildrenOnSignal, run, runScript, say } from './lib/cli.mjs';
import { checkNode, installIfStale } from './lib/preflight.mjs';
import { generateTypes } from './generate-types.mjs';

/** One compiler setting per environment, so that a DOM name in shared code does not compile. */
const LAYERS = ['src-shared', 'src-main', 'src-preload', 'src-renderer', 'test', 'tooling'];

/**
 * The path of a tool's script, from its own package.json: `.bin` holds shell scripts on Windows.
 * @param {string} name the package
 * @param {string} [bin] the name of its command
 */
function tool(name, bin = name) {
  const folder = join(ROOT, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin]);
}

/** @type {Record<string, () => [string, ...string[]][]>} the commands of each gate */
const GATES = {
  types: () => LAYERS.map((layer) => [tool('typescript', 'tsc'), '-p', layer, '--pretty', 'false']),
  lint: () => [[tool('oxlint'), '--deny-warnings', '.']],
  dead: () => [[tool('knip'), '--no-progress']],
  format: () => [[tool('prettier'), '--check', '--log-level', 'warn', '.']],
};

runScript(async () => {
  endChildrenOnSignal();
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !Object.hasOwn(GATES, name));
  if (unknown !== undefined) {
    throw new CliError(`unknown gate "${unknown}"; there are ${Object.keys(GATES).join(', ')}.`, 2);
  }
  checkNode();
  await installIfStale();
  generateTypes();

  /** @type {string[]} */
  const failed = [];
  for (const [name, commands] of Object.entries(GATES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const started = Date.now();
    let bad = false;
    for (const [script, ...args] of commands()) {
      const { code, output } = await run(process.execPath, [script, ...args], { capture: true });
      if (code === 0) continue;
      bad = true;
      process.stderr.write(`${output.trim()}\n`);
    }
    if (bad) failed.push(name);
    say(`${name} ${bad ? 'FAILED' : 'ok'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
  if (failed.length === 0) return 0;
  const hint = failed.includes('format') ? ' `npm run format` mends the format.' : '';
  throw new CliError(`check failed: ${failed.join(', ')}.${hint}`);
});
