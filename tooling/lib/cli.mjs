// Shared by every script here: the project's root, lines for people on stderr, option parsing, child processes.
// Node builtins only: these run before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A failure that is already said in words for a person; scripts print it without a stack and exit with `code`. */
export class CliError extends Error {
  /**
   * @param {string} message what happened and what to do next
   * @param {number} [code] the exit code
   */
  constructor(message, code = 1) {
    super(message);
    this.name = 'CliError';
    this.code = code;
  }
}

/**
 * One line of progress. On stderr, because stdout belongs to results.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`muster: ${line}\n`);
}

/**
 * @typedef {{ kind: 'flag' | 'value', help: string, value?: string }} OptionSpec
 * @typedef {Record<string, string | true>} Options
 */

/**
 * Reads `--name`, `--name VALUE` and `--name=VALUE`. Anything else is an error with exit code 2.
 * @param {readonly string[]} argv
 * @param {Record<string, OptionSpec>} specs by name, without the dashes
 * @param {string} help which command tells more
 * @returns {Options}
 */
export function parseOptions(argv, specs, help) {
  /** @type {Options} */
  const options = {};
  for (let at = 0; at < argv.length; at += 1) {
    const word = /** @type {string} */ (argv[at]);
    const [name, inline] = split(word);
    const spec = name === undefined ? undefined : Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (name === undefined || spec === undefined) {
      throw new CliError(`unknown option "${word}". ${help} lists the options.`, 2);
    }
    if (spec.kind === 'flag') {
      if (inline !== undefined) throw new CliError(`--${name} takes no value. ${help} lists the options.`, 2);
      options[name] = true;
      continue;
    }
    const value = inline ?? argv[(at += 1)];
    if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) {
      throw new CliError(`--${name} needs a value (${spec.value ?? 'VALUE'}). ${help} lists the options.`, 2);
    }
    options[name] = value;
  }
  return options;
}

/**
 * @param {string} word
 * @returns {[string | undefined, string | undefined]}
 */
function split(word) {
  if (!word.startsWith('--') || word.length < 3) return [undefined, undefined];
  const equals = word.indexOf('=');
  return equals === -1 ? [word.slice(2), undefined] : [word.slice(2, equals), word.slice(equals + 1)];
}

/**
 * The lines of a help text, one option each.
 * @param {Record<string, OptionSpec>} specs
 */
export function describeOptions(specs) {
  const rows = Object.entries(specs).map(([name, spec]) => {
    const left = spec.kind === 'flag' ? `--${name}` : `--${name} ${spec.value ?? 'VALUE'}`;
    return `  ${left.padEnd(20)} ${spec.help}`;
  });
  return rows.join('\n');
}

/**
 * @param {string | undefined} text
 * @param {string} name the option's name, for the message
 * @returns {number | undefined}
 */
export function parsePort(text, name = '--port') {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new CliError(`${name} wants a number from 0 to 65535, not "${text}".`, 2);
  return port;
}

/**
 * Runs a command with its output on our stderr (or taken, with `capture`) and waits for its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} code -1: could not be started
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd ?? ROOT,
      env: options.env ?? process.env,
      stdio: options.capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
      windowsHide: true,
    });
    let output = '';
    let timedOut = false;
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, options.timeoutMs);
    const release = endWithUs(child);
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    const finish = (/** @type {number} */ code) => {
      clearTimeout(timer);
      release();
      resolve({ code, output, timedOut });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(-1);
    });
    child.once('close', (code, signal) => finish(code ?? (signal === null ? 0 : 1)));
  });
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * Ends `child` when this process is told to end. Returns what undoes it.
 * @param {import('node:child_process').ChildProcess} child
 */
export function endWithUs(child) {
  children.add(child);
  return () => void children.delete(child);
}

/**
 * Ctrl+C and SIGTERM end every running child, then this process with the usual code. Called once per script.
 */
export function endChildrenOnSignal() {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.once(signal, () => {
      const waiting = [...children].filter((child) => child.exitCode === null && child.signalCode === null);
      if (waiting.length === 0) process.exit(code);
      let left = waiting.length;
      for (const child of waiting) {
        child.once('exit', () => (left -= 1) === 0 && process.exit(code));
        child.kill('SIGTERM');
      }
      // 5 s is what a build or a test run gets to clean up after itself.
      setTimeout(() => {
        for (const child of waiting) child.kill('SIGKILL');
        process.exit(code);
      }, 5_000).unref();
    });
  }
}

/**
 * Runs a script's main function; a CliError is printed as one line, anything else with its stack.
 * @param {() => Promise<number | void>} main resolves to the exit code
 */
export function runScript(main) {
  main().then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error) => {
      if (error instanceof CliError) say(error.message);
      else process.stderr.write(`muster: ${error?.stack ?? error}\n`);
      process.exitCode = error instanceof CliError ? error.code : 1;
    },
  );
}

/**
 * Whether this file is the script that node was started with.
 * @param {string} url the caller's import.meta.url
 */
export function isMain(url) {
  const script = process.argv[1];
  // Node resolves links in the one and not in the other.
  return script !== undefined && existsSync(script) && realpathSync(script) === fileURLToPath(url);
}
