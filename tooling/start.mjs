// `npm start`: from a fresh clone to the running app, with nothing but git, Node and npm on the machine.
// Progress goes to stderr. With --json, the first line on stdout that begins with `{` says where the app runs.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { buildIfStale } from './build.mjs';
import {
  CliError,
  ROOT,
  describeOptions,
  endChildrenOnSignal,
  isMain,
  parseOptions,
  parsePort,
  runScript,
  say,
} from './lib/cli.mjs';
import { defaultDataDir, findElectron, hasDisplay } from './lib/platform.mjs';
import { checkGit, checkNode, installIfStale } from './lib/preflight.mjs';
import { findRunning } from './lib/running.mjs';

/** @satisfies {Record<string, import('./lib/cli.mjs').OptionSpec>} */
const OPTIONS = {
  browser: { kind: 'flag', help: 'serve the app for a browser, also where Electron would run' },
  electron: { kind: 'flag', help: 'insist on Electron; end with the reason if it cannot run' },
  port: { kind: 'value', value: 'N', help: 'port of the browser host (0: any free one)' },
  'no-open': { kind: 'flag', help: 'do not open the default browser' },
  data: { kind: 'value', value: 'DIR', help: "Muster's own folder (default: the platform's place for it)" },
  'codex-home': { kind: 'value', value: 'DIR', help: 'CODEX_HOME of the agents (default: yours)' },
  demo: { kind: 'flag', help: 'start the demo: sample repositories, a scripted model, no account needed' },
  json: { kind: 'flag', help: 'print {"url","pid","dataDir"} as one line on stdout' },
  help: { kind: 'flag', help: 'show this' },
};

const HELP = `Usage: npm start -- [options]

Installs what is missing, builds what is stale and opens Muster.

${describeOptions(OPTIONS)}

The browser host also takes --listen ADDR with --tls-cert FILE --tls-key FILE; see docs/security.md.
`;

/** Options that go to the browser host as they are; documented in docs/security.md. */
const HOST_OPTIONS = /** @type {Record<string, import('./lib/cli.mjs').OptionSpec>} */ ({
  listen: { kind: 'value', value: 'ADDR', help: '' },
  'tls-cert': { kind: 'value', value: 'FILE', help: '' },
  'tls-key': { kind: 'value', value: 'FILE', help: '' },
  'allow-host': { kind: 'value', value: 'NAMES', help: '' },
  'insecure-listen': { kind: 'flag', help: '' },
});

/**
 * @param {readonly string[]} argv
 * @returns {Promise<number>} the exit code
 */
export async function start(argv) {
  const options = parseOptions(argv, { ...OPTIONS, ...HOST_OPTIONS }, 'npm start -- --help');
  if (options['help']) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options['browser'] && options['electron']) {
    throw new CliError('--browser and --electron exclude each other; give one of them.', 2);
  }
  parsePort(typeof options['port'] === 'string' ? options['port'] : undefined);
  checkNode();
  const demo = options['demo'] === true;
  const dataDir = resolve(typeof options['data'] === 'string' ? options['data'] : defaultDataDir({ demo }));

  const running = await findRunning(dataDir);
  if (running !== undefined) {
    say(
      `Muster already runs on ${dataDir} (process ${running.pid}) at ${running.url}; it was asked to show itself`,
    );
    if (options['json']) process.stdout.write(`${JSON.stringify({ ...running, dataDir })}\n`);
    return 0;
  }

  endChildrenOnSignal();
  await checkGit({ required: demo });
  await installIfStale();
  await buildIfStale();

  /** @type {string[]} */
  const hostArgs = ['--data', dataDir];
  for (const [name, value] of Object.entries(options)) {
    if (name === 'data' || name === 'browser' || name === 'electron') continue;
    hostArgs.push(`--${name}`, ...(value === true ? [] : [name === 'codex-home' ? resolve(value) : value]));
  }

  if (!options['browser']) {
    const outcome = await tryElectron(hostArgs, options['electron'] === true);
    if (typeof outcome === 'number') return outcome;
    if (options['electron'])
      throw new CliError(`${outcome.reason}. Without --electron the app runs in a browser.`);
    say(`${outcome.reason}: serving the same app for a browser instead`);
  }
  return runToEnd(process.execPath, [join(ROOT, 'out', 'main', 'web.js'), ...hostArgs]).ended;
}

/**
 * @param {readonly string[]} hostArgs
 * @param {boolean} insist
 * @returns {Promise<number | { reason: string }>} the exit code, or why Electron did not run
 */
async function tryElectron(hostArgs, insist) {
  if (!hasDisplay()) return { reason: 'no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (isRoot && !insist) return { reason: "Electron's sandbox does not run as root" };
  const found = await findElectron({ insist });
  if ('reason' in found) return found;
  if (isRoot) say("running as root: Electron's sandbox is off");
  const { ended, ready } = runToEnd(found.binary, [...(isRoot ? ['--no-sandbox'] : []), ROOT, ...hostArgs]);
  const code = await ended;
  // Electron says on stderr why it opened no window; a browser may still work.
  return ready() || code === 0 || insist ? code : { reason: `Electron ended at start with code ${code}` };
}

/**
 * Runs the app as a child that ends with us: signals are passed on, and it ends by itself when its channel to us
 * breaks, so that nothing is left even when this process is killed.
 * @param {string} command
 * @param {readonly string[]} args
 */
function runToEnd(command, args) {
  let isReady = false;
  const child = spawn(command, [...args], { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  child.on('message', (message) => {
    isReady ||= /** @type {{ type?: string }} */ (message)?.type === 'ready';
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.removeAllListeners(signal);
    // Closing the channel is the one way of asking that works on every platform.
    process.on(signal, () => child.connected && child.disconnect());
  }
  /** @type {Promise<number>} */
  const ended = new Promise((done) => {
    child.once('error', (error) => {
      say(`could not start ${command}: ${error.message}`);
      done(1);
    });
    child.once('exit', (code, signal) => {
      if (signal !== null) say(`the app was ended by ${signal}`);
      done(code ?? 1);
    });
  });
  return { ended, ready: () => isReady };
}

if (isMain(import.meta.url)) runScript(async () => start(process.argv.slice(2)));
