// `npm test`: everything, in a fresh clone as well. Ends with one line: `N passed, N failed`.
// `npm test -- PATH …` hands its arguments to vitest and runs only that.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, entriesOf } from './build.mjs';
import { ROOT, endChildrenOnSignal, run, runScript, say } from './lib/cli.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { runEntry, verdictOf } from './lib/entries.mjs';
import { checkGit, checkNode, installIfStale } from './lib/preflight.mjs';

/** Fault rounds that belong to the tests; .ci/run does more of them. */
const CHAOS_ROUNDS = 5;

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>}
 */
async function vitest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const script = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  try {
    const { code } = await run(process.execPath, [script, 'run', ...reporters, ...args], { env });
    return countOf(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A file that does not load counts as one failure, and so does a run that ends badly without any (an unhandled error).
 * @param {string} report
 * @param {number} code
 * @returns {Count}
 */
function countOf(report, code) {
  let passed = 0;
  let failed = 0;
  if (existsSync(report)) {
    const summary = JSON.parse(readFileSync(report, 'utf8'));
    passed = summary.numPassedTests;
    failed = summary.numFailedTests + summary.testResults.filter(didNotLoad).length;
  }
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/**
 * A file that failed without any of its tests: it did not load.
 * @param {{ status: string, assertionResults: unknown[] }} file
 */
function didNotLoad(file) {
  return file.status === 'failed' && file.assertionResults.length === 0;
}

/** @returns {Promise<Count>} the fault rounds count as one test */
async function chaos() {
  if (Object.keys(entriesOf('chaos')).length === 0) {
    say('there are no fault rounds yet (test/chaos/main.ts)');
    return { passed: 0, failed: 0 };
  }
  await buildIfStale({ targets: ['chaos'] });
  let ok = true;
  const script = join(ROOT, 'out', 'chaos', 'main.js');
  const code = await runEntry(script, ['--rounds', String(CHAOS_ROUNDS)], (line) => {
    ok = verdictOf(line)?.ok ?? ok;
  });
  return code === 0 && ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

runScript(async () => {
  endChildrenOnSignal();
  const args = process.argv.slice(2);
  checkNode();
  await checkGit({ required: true });
  await installIfStale();
  await buildIfStale();
  const env = { ...process.env, MUSTER_CHROMIUM: await ensureChromium() };

  /** @type {Count} */
  const total = { passed: 0, failed: 0 };
  const add = (/** @type {Count} */ count) => {
    total.passed += count.passed;
    total.failed += count.failed;
  };
  if (args.length > 0) {
    add(await vitest(args, env));
  } else {
    add(await vitest(['--project', 'unit'], env));
    add(await vitest(['--project', 'page'], env));
    // Beside a browser and a fleet of app-servers there is no room for a second file on two cores.
    add(
      await vitest(
        ['--project', 'integration', '--project', 'e2e', '--no-file-parallelism', '--passWithNoTests'],
        env,
      ),
    );
    add(await chaos());
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
});
