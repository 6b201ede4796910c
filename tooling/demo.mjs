// `npm run demo`: the same as `npm start -- --demo`; with --headless it runs the demo's fleet to its end without a
// window and, with --json, prints one line of figures.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { CliError, ROOT, endChildrenOnSignal, endWithUs, runScript } from './lib/cli.mjs';
import { checkGit, checkNode, installIfStale } from './lib/preflight.mjs';
import { start } from './start.mjs';

runScript(async () => {
  const args = process.argv.slice(2);
  if (!args.includes('--headless')) return start(args.includes('--demo') ? args : ['--demo', ...args]);
  endChildrenOnSignal();
  checkNode();
  await checkGit({ required: true });
  await installIfStale();
  await buildIfStale({ targets: ['main'] });
  const script = join(ROOT, 'out', 'main', 'demo-headless.js');
  if (!existsSync(script))
    throw new CliError('this checkout has no headless demo (src-main/demo-headless.ts).');
  const child = spawn(process.execPath, [script, ...args.filter((arg) => arg !== '--headless')], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  endWithUs(child);
  return new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
});
