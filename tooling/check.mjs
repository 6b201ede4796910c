// `npm run check`: types per layer, lint with the house rules, dead code, format. The gates run beside one another and
// to their end: one run shows all that is wrong. `npm run check -- lint format` runs only those.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, ROOT, endChildrenOnSignal, run, runScript, say } from './lib/cli.mjs';
import { checkNode, installIfStale } from './lib/preflight.mjs';
import { generateTypes } from './generate-types.mjs';

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

/**
 * The command of each gate. Types are built: tsconfig.json names the layers and what each may see of the others, and a
 * layer is read again only when something in it changed. The slowest stands first.
 * @type {Record<string, () => [script: string, ...args: string[]]>}
 */
const GATES = {
  format: () => [
    tool('prettier'),
    '--check',
    '--log-level',
    'warn',
    '--cache',
    '--cache-location',
    join(ROOT, 'out', 'format-cache'),
    '.',
  ],
  types: () => [tool('typescript', 'tsc'), '-b', '--pretty', 'false'],
  lint: () => [tool('oxlint'), '--deny-warnings', '.'],
  dead: () => [tool('knip'), '--no-progress'],
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

  const wanted = Object.entries(GATES).filter(([name]) => names.length === 0 || names.includes(name));
  const results = await Promise.all(
    wanted.map(async ([name, command]) => {
      const started = Date.now();
      const [script, ...args] = command();
      const { code, output } = await run(process.execPath, [script, ...args], { capture: true });
      // Whole and at once, so that the words of two gates do not mix.
      if (code !== 0) process.stderr.write(`${output.trim()}\n`);
      say(`${name} ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
      return { name, code };
    }),
  );
  const failed = results.filter(({ code }) => code !== 0).map(({ name }) => name);
  if (failed.length === 0) return 0;
  const hint = failed.includes('format') ? ' `npm run format` mends the format.' : '';
  throw new CliError(`check failed: ${failed.join(', ')}.${hint}`);
});
