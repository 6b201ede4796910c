// Stands in front of a real app-server, as `node answer-tee.mjs FOLDER CODEX [args]`: hands everything through, and
// notes in a file of FOLDER, one JSON line each, what the app-server asked and what it was answered. A line is noted
// before it is handed on, so that nothing reaches the other side that the file does not know. See answer-tee.ts.
import { spawn } from 'node:child_process';
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', codex = '', ...args] = process.argv.slice(2);
const file = openSync(join(folder, `${process.pid}-${Date.now()}.jsonl`), 'a');
const note = (/** @type {object} */ what) => void writeSync(file, `${JSON.stringify(what)}\n`);
const offset = realTimeOffset();

const child = spawn(codex, args, { stdio: ['pipe', 'pipe', 'inherit'] });
note({
  type: 'spawned',
  pid: process.pid,
  codexPid: child.pid,
  cwd: process.cwd(),
  began: performance.timeOrigin,
  generation: process.env['MUSTER_GENERATION'] ?? null,
});

/** A server request is the only message with both; other lines are told by their beginning, without being parsed. */
const REQUEST = /^\{"(?:method":"[^"]*","id|id":[^,]*,"method)":/;
/** Of what a client writes, requests and notifications begin with or soon have a method; an answer has none. */
const NOT_AN_ANSWER = /^\{(?:"id":[^,]*,)?"method":/;

const asked = lines((text) => {
  if (!REQUEST.test(text)) return;
  const { id, method, params } = JSON.parse(text);
  note({ type: 'asked', id, method, params });
});
const answered = lines((text, at) => {
  if (NOT_AN_ANSWER.test(text)) return;
  const { id, method, result, error } = JSON.parse(text);
  if (method === undefined && id !== undefined) note({ type: 'answered', id, at, result, error });
});

child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
  asked(chunk, 0);
  if (!process.stdout.write(chunk)) {
    child.stdout.pause();
    process.stdout.once('drain', () => child.stdout.resume());
  }
});
process.stdin.on('data', (/** @type {Buffer} */ chunk) => {
  answered(chunk, performance.now() + offset);
  child.stdin.write(chunk);
});
process.stdin.on('end', () => child.stdin.end());
process.stdout.on('error', () => {});
child.stdin.on('error', () => {});
child.on('exit', (code, signal) => {
  // What the app-server wrote last is still on its way; `close` comes after it.
  child.once('close', () => process.exit(signal === null ? (code ?? 1) : 1));
});

/** What to add to `performance.now()` to get Unix ms with its resolution: found when `Date.now()` ticks. */
function realTimeOffset() {
  let best = -Infinity;
  for (let tick = 0; tick < 5; tick += 1) {
    const before = Date.now();
    let now = before;
    while (now === before) now = Date.now();
    best = Math.max(best, now - performance.now());
  }
  return best;
}

/** @param {(text: string, at: number) => void} line */
function lines(line) {
  /** @type {Buffer[]} */
  let parts = [];
  return (/** @type {Buffer} */ chunk, /** @type {number} */ at) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      line(Buffer.concat([...parts, chunk.subarray(from, end)]).toString('utf8'), at);
      parts = [];
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  };
}
