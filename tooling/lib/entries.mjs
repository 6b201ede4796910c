// Runs a built entry (a benchmark, the fault rounds) in a node process of its own, its output handed through.
import { spawn } from 'node:child_process';
import { ROOT, endWithUs } from './cli.mjs';

/**
 * @param {string} script
 * @param {readonly string[]} args
 * @param {(line: string) => void} [onLine] hears each line of stdout as well
 * @returns {Promise<number>} the exit code
 */
export function runEntry(script, args, onLine) {
  return new Promise((done) => {
    const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const release = endWithUs(child);
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      process.stdout.write(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    });
    child.once('error', (error) => {
      process.stderr.write(`muster: could not start ${script}: ${error.message}\n`);
      done(1);
    });
    child.once('close', (code) => {
      release();
      if (rest !== '') onLine?.(rest);
      done(code ?? 1);
    });
  });
}

/**
 * The verdict line that every benchmark and the fault rounds end with, if this is one.
 * @param {string} line
 * @returns {{ bench: string, ok: boolean } | undefined}
 */
export function verdictOf(line) {
  if (!line.startsWith('{"bench"')) return undefined;
  try {
    const verdict = JSON.parse(line);
    return typeof verdict.ok === 'boolean' ? verdict : undefined;
  } catch {
    return undefined;
  }
}
