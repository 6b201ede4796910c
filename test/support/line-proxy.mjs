// Stands in front of a real app-server, as `node line-proxy.mjs CONTROL_SOCKET CODEX [args]`: hands every line through,
// and, when told over the control socket, adds lines, changes lines, or keeps the answers to requests it made up.
// See proxied-codex.ts for the other end of the control socket.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { SHAPES, misshapen, placeName, placesIn } from './shape-mutations.mjs';
import { MUTATIONS, isAnswer, isNotification, mutate, randomFrom } from './line-mutations.mjs';

/** Requests that were put in by the test have ids that begin so; their answers go to the test. */
const INJECTED = 'injected-';

const [control = '', codex = '', ...args] = process.argv.slice(2);
const child = spawn(codex, args, { stdio: ['pipe', 'pipe', 'inherit'] });
const socket = connect(control);
const tell = (/** @type {object} */ message) => void socket.write(`${JSON.stringify(message)}\n`);

/** @type {{ random: () => number, share: number, instead: boolean, until: number } | undefined} */
let mutating;
/** @type {Record<string, number>} */
let counts = {};

/** Lines that wait for the end of a long one that is being written. @type {Buffer[] | undefined} */
let held;

const out = (/** @type {Buffer} */ line) => {
  const whole = Buffer.concat([line, Buffer.from('\n')]);
  if (held !== undefined) held.push(whole);
  else process.stdout.write(whole);
};

/** Methods of the requests that are under way, by id, so that an answer is known by what it answers. @type {Map<unknown, string>} */
const asked = new Map();
/** What is left to be done to each kind of message, in an order that the seed decides. @type {Map<string, Set<string>>} */
const done = new Map();
/** @type {{ random: () => number, share: number, log: string[] } | undefined} */
let shaping;
/** Answers that everything else hangs on. */
const WHOLE = new Set(['initialize', 'thread/start']);

/** A line with one field of another shape, or the line itself. @param {Buffer} line */
function shaped(line) {
  if (shaping === undefined || shaping.random() >= shaping.share) return line;
  let message;
  try {
    message = JSON.parse(line.toString('utf8'));
  } catch {
    return line;
  }
  const isAnswerLine = message.method === undefined;
  const method = isAnswerLine ? asked.get(message.id) : message.method;
  if (method === undefined || (isAnswerLine && WHOLE.has(method))) return line;
  const part = isAnswerLine ? 'result' : 'params';
  const kind = `${isAnswerLine ? 'answer to ' : ''}${method}`;
  const known = done.get(kind) ?? new Set();
  done.set(kind, known);
  const left = placesIn(message[part], [part]).flatMap((path) =>
    SHAPES.filter((shape) => !known.has(`${placeName(path)} ${shape}`)).map((shape) => ({ path, shape })),
  );
  // All of it was done once: it begins again.
  if (left.length === 0) known.clear();
  const next = left[Math.floor(shaping.random() * left.length)];
  if (next === undefined) return line;
  known.add(`${placeName(next.path)} ${next.shape}`);
  const text = misshapen(message, next.path, next.shape);
  if (text === undefined) return line;
  shaping.log.push(`${kind} ${placeName(next.path)} ${next.shape}`);
  return Buffer.from(text);
}

eachLine(child.stdout, (whole) => {
  const line = shaped(whole);
  if (mutating !== undefined && Date.now() > mutating.until) stopMutating();
  if (mutating === undefined || mutating.random() >= mutating.share) {
    out(line);
    return;
  }
  const { random, instead } = mutating;
  const kind = isAnswer(line)
    ? 'duplicate'
    : /** @type {import('./line-mutations.mjs').Mutation} */ (
        MUTATIONS[Math.floor(random() * MUTATIONS.length)]
      );
  counts[kind] = (counts[kind] ?? 0) + 1;
  const changed = mutate(random, kind, line);
  if (instead && kind !== 'duplicate' && isNotification(line)) {
    counts['lost'] = (counts['lost'] ?? 0) + 1;
    out(changed);
  } else if (random() < 0.5 && !isAnswer(line)) [changed, line].forEach(out);
  else [line, changed].forEach(out);
});

eachLine(process.stdin, (line) => {
  const text = line.toString('utf8');
  if (text.includes(`"id":"${INJECTED}`)) tell({ type: 'answered', line: text });
  else {
    note(text);
    child.stdin.write(Buffer.concat([line, Buffer.from('\n')]));
  }
});

/** Remembers what a request asked. @param {string} text */
function note(text) {
  const message = JSON.parse(text);
  if (message.id === undefined || typeof message.method !== 'string') return;
  asked.set(message.id, message.method);
  // Long answered: ids only rise.
  if (asked.size > 2000) asked.delete(asked.keys().next().value);
}
process.stdin.on('end', () => child.stdin.end());
child.stdin.on('error', () => {});
child.on('exit', (code, signal) => {
  // What the app-server wrote last is still on its way; `close` comes after it.
  child.once('close', () => process.exit(signal === null ? (code ?? 1) : 1));
});

socket.on('error', () => {});
socket.on('connect', () => tell({ type: 'hello', pid: process.pid, codexPid: child.pid }));
eachLine(socket, (line) => {
  const order = JSON.parse(line.toString('utf8'));
  if (order.type === 'inject') process.stdout.write(Buffer.from(order.base64, 'base64'));
  else if (order.type === 'fill') fill(order.bytes);
  else if (order.type === 'shape')
    shaping = { random: randomFrom(order.seed), share: order.share, log: shaping?.log ?? [] };
  else if (order.type === 'unshape') {
    const log = shaping?.log ?? [];
    shaping = undefined;
    tell({ type: 'shaped', log });
  } else if (order.type === 'mutate') {
    counts = {};
    mutating = {
      random: randomFrom(order.seed),
      share: order.share,
      instead: order.instead,
      until: Date.now() + order.ms,
    };
    setTimeout(stopMutating, order.ms);
  }
});

function stopMutating() {
  if (mutating === undefined) return;
  mutating = undefined;
  tell({ type: 'mutated', counts });
}

/** One line of so many bytes, written no faster than it is read. @param {number} bytes */
function fill(bytes) {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  let left = bytes;
  held = [];
  const more = () => {
    while (left > 0) {
      const part = left >= chunk.length ? chunk : chunk.subarray(0, left);
      left -= part.length;
      if (!process.stdout.write(part)) {
        process.stdout.once('drain', more);
        return;
      }
    }
    process.stdout.write('\n', () => tell({ type: 'filled' }));
    for (const line of held ?? []) process.stdout.write(line);
    held = undefined;
  };
  more();
}

/** @param {NodeJS.ReadableStream} stream @param {(line: Buffer) => void} line */
function eachLine(stream, line) {
  /** @type {Buffer[]} */
  let parts = [];
  stream.on('data', (/** @type {Buffer} */ chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      line(Buffer.concat([...parts, chunk.subarray(from, end)]));
      parts = [];
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  });
}
