// What can be wrong with the shape of a message: one field, anywhere in it, is null, missing, of another type, empty,
// huge, deep, or written in another case. Pure; used by line-proxy.mjs in front of an app-server, and by tests.

/** @typedef {'null' | 'missing' | 'number' | 'text' | 'list' | 'object' | 'bool' | 'listOfNull' | 'empty' | 'huge' | 'deep' | 'case' | 'keyCase'} Shape */

/** @type {readonly Shape[]} */
export const SHAPES = [
  'null',
  'missing',
  'number',
  'text',
  'list',
  'object',
  'bool',
  'listOfNull',
  'empty',
  'huge',
  'deep',
  'case',
  'keyCase',
];

/** Characters of a huge text, entries of a huge list. Now and then a test asks for more. */
const HUGE_TEXT = 400_000;
const HUGE_LIST = 20_000;
const DEEP = 5_000;

/** @typedef {readonly (string | number)[]} Path */

/**
 * Every field of a value, nested ones too, as paths. Of long lists the first entries stand for all.
 * @param {unknown} value
 * @param {Path} [from]
 * @returns {Path[]}
 */
export function placesIn(value, from = []) {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value)
    ? value.slice(0, 2).map((inner, at) => [at, inner])
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => {
    const path = [...from, key];
    return [path, ...placesIn(inner, path)];
  });
}

/**
 * A path as the same place in every message of a method has it: the position in a list does not matter.
 * @param {Path} path
 */
export function placeName(path) {
  return path.map((part) => (typeof part === 'number' ? '[]' : part)).join('.');
}

/**
 * The JSON text of a message with one field changed; undefined when the field is not there.
 * @param {unknown} message
 * @param {Path} path
 * @param {Shape} shape
 * @returns {string | undefined}
 */
export function misshapen(message, path, shape) {
  const copy = JSON.parse(JSON.stringify(message));
  let owner = copy;
  for (const part of path.slice(0, -1)) owner = owner?.[part];
  const key = path.at(-1);
  if (typeof owner !== 'object' || owner === null || key === undefined || !(key in owner)) return undefined;
  const before = owner[key];
  if (shape === 'deep') {
    // Written by hand: what writes JSON gets no further than some thousand levels.
    owner[key] = MARK;
    return JSON.stringify(copy).replace(JSON.stringify(MARK), `${'['.repeat(DEEP)}1${']'.repeat(DEEP)}`);
  }
  if (shape === 'missing') {
    if (Array.isArray(owner)) owner.splice(Number(key), 1);
    else delete owner[key];
  } else if (shape === 'keyCase') {
    if (Array.isArray(owner)) return undefined;
    delete owner[key];
    owner[otherCase(String(key))] = before;
  } else owner[key] = instead(before, shape);
  return JSON.stringify(copy);
}

const MARK = '⟦deep⟧';

/** @param {unknown} before @param {Shape} shape */
function instead(before, shape) {
  switch (shape) {
    case 'number':
      return typeof before === 'number' ? 1.5 : 7;
    case 'text':
      return 'seven';
    case 'list':
      return [{ seven: 7 }];
    case 'object':
      return { seven: [7] };
    case 'bool':
      return true;
    case 'listOfNull':
      return [null];
    case 'empty':
      return typeof before === 'number'
        ? 0
        : Array.isArray(before)
          ? []
          : typeof before === 'object'
            ? {}
            : '';
    case 'huge':
      return huge(before);
    case 'case':
      return typeof before === 'string' ? otherCase(before) : -1;
    default:
      return null;
  }
}

/** @param {unknown} before */
function huge(before) {
  if (typeof before === 'number') return 1e300;
  if (Array.isArray(before)) return Array.from({ length: HUGE_LIST }, () => before[0] ?? null);
  if (typeof before === 'object')
    return Object.fromEntries(Array.from({ length: HUGE_LIST }, (_, at) => [`name ${at}`, at]));
  return 'huge '.repeat(HUGE_TEXT / 5);
}

/** @param {string} text */
function otherCase(text) {
  const upper = text.toUpperCase();
  return text === upper ? text.toLowerCase() : upper;
}
