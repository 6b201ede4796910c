// What can go wrong with a line on its way from an app-server: the mutations of the fault rounds, from a seed.

/** A generator of numbers from 0 to 1 that gives the same row for the same seed (mulberry32). @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @typedef {() => number} Random */
/** @typedef {'flip' | 'truncate' | 'garbage' | 'oversize' | 'duplicate' | 'unknown' | 'mangle' | 'halve'} Mutation */

/** @type {readonly Mutation[]} */
export const MUTATIONS = [
  'flip',
  'truncate',
  'garbage',
  'oversize',
  'duplicate',
  'unknown',
  'mangle',
  'halve',
];

/** What a mutation makes of one line. An answer that was changed cannot be told from a true one, so answers are only repeated. */
/** @param {Random} random @param {Mutation} kind @param {Buffer} line without its end @returns {Buffer} */
export function mutate(random, kind, line) {
  switch (kind) {
    case 'flip':
      return flipped(random, line);
    case 'truncate':
      return line.subarray(0, below(random, line.length));
    case 'garbage':
      return Buffer.from(Array.from({ length: 1 + below(random, 300) }, () => below(random, 256)));
    case 'oversize':
      return Buffer.alloc(1_000_000 + below(random, 3_000_000), '{"method":"x","params":[');
    case 'duplicate':
      return line;
    case 'unknown':
      return Buffer.from(
        JSON.stringify({ method: `future/thing${below(random, 1000)}`, params: { threadId: 'nobody' } }),
      );
    case 'mangle':
      return mangled(random, line);
    case 'halve':
      return Buffer.concat([
        line.subarray(0, line.length >> 1),
        Buffer.from('\n'),
        line.subarray(line.length >> 1),
      ]);
  }
}

/** Whether a line is the answer to a request of ours. @param {Buffer} line */
export function isAnswer(line) {
  const message = parsed(line);
  return message !== undefined && 'id' in message && !('method' in message);
}

/** Whether a line is a notification. @param {Buffer} line */
export function isNotification(line) {
  const message = parsed(line);
  return message !== undefined && 'method' in message && !('id' in message);
}

/** @param {Buffer} line @returns {Record<string, unknown> | undefined} */
function parsed(line) {
  try {
    const message = JSON.parse(line.toString('utf8'));
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Random} random @param {Buffer} line */
function flipped(random, line) {
  const copy = Buffer.from(line);
  for (let times = 1 + below(random, 4); times > 0 && copy.length > 0; times -= 1) {
    const at = below(random, copy.length);
    copy[at] = /** @type {number} */ (copy[at]) ^ (1 << below(random, 8));
  }
  return copy;
}

/** The same message with one field somewhere in it lost or of another type. @param {Random} random @param {Buffer} line */
function mangled(random, line) {
  const message = parsed(line);
  if (message === undefined) return line;
  /** @type {[Record<string, unknown>, string][]} */
  const places = [];
  const walk = (/** @type {unknown} */ value) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      places.push([/** @type {Record<string, unknown>} */ (value), key]);
      walk(inner);
    }
  };
  walk(message['params'] ?? message['result']);
  const place = places[below(random, places.length)];
  if (place === undefined) return line;
  const [owner, key] = place;
  const instead = [undefined, null, 7, 'seven', [], {}, true, -1e308][below(random, 8)];
  if (instead === undefined) delete owner[key];
  else owner[key] = instead;
  return Buffer.from(JSON.stringify(message));
}

/** @param {Random} random @param {number} limit */
function below(random, limit) {
  return Math.floor(random() * Math.max(1, limit));
}
