// What of the contract two programs must agree on, as one hash: what every call takes and answers, the frames, and what
// topics hold. `node tooling/contract-shape.mjs` notes it under the version; a test fails when the two differ.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { CliError, ROOT, isMain, runScript, say } from './lib/cli.mjs';

const SHARED = join(ROOT, 'src-shared');
const NOTED = join(SHARED, 'contract', 'shape.json');
/** @type {readonly (readonly [file: string, names: readonly string[] | null])[]} null: all that a file exports */
const ROOTS = [
  ['contract/requests.ts', ['requestParams', 'Results']],
  ['contract/frames.ts', ['ClientFrame', 'HostFrame']],
  ['contract/topics.ts', null],
  ['model/changes/changes.ts', ['changesTopic']],
];

/**
 * @typedef {{ readonly node: any; readonly source: string; readonly comments: readonly { start: number; end: number }[] }} Declared
 * @typedef {{ readonly declared: Map<string, Declared>; readonly imported: Map<string, readonly [specifier: string, name: string]>; readonly exported: readonly string[] }} Module
 */

/**
 * Every declaration of types that can be reached from the roots, by name, without comments and in one form of spacing.
 * @param {string} shared the folder that `#shared/` means
 * @param {readonly (readonly [file: string, names: readonly string[] | null])[]} roots
 * @returns {string[]} sorted; where two files declare one name, both are there
 */
export function reachableTypes(shared, roots) {
  /** @type {Map<string, Module>} */
  const modules = new Map();
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {string[]} */
  const found = [];
  /** @param {string} path */
  const moduleAt = (path) => {
    const known = modules.get(path);
    if (known !== undefined) return known;
    const made = readModule(path);
    modules.set(path, made);
    return made;
  };
  /** @param {string} path @param {string} name */
  const visit = (path, name) => {
    if (seen.has(`${path} ${name}`)) return;
    seen.add(`${path} ${name}`);
    const { declared, imported } = moduleAt(path);
    const own = declared.get(name);
    if (own !== undefined) {
      found.push(`${name} = ${plainText(own)}`);
      for (const used of namesIn(own.node)) visit(path, used);
      return;
    }
    const [specifier, original] = imported.get(name) ?? [];
    if (specifier === undefined || original === undefined) return;
    const target = specifier.startsWith('#shared/')
      ? join(shared, specifier.slice('#shared/'.length))
      : specifier.startsWith('.')
        ? resolve(dirname(path), specifier)
        : undefined;
    // Types of packages are not followed: the lockfile names their version.
    if (target !== undefined && existsSync(target)) visit(target, original);
  };
  for (const [file, names] of roots) {
    const path = join(shared, file);
    for (const name of names ?? moduleAt(path).exported) visit(path, name);
  }
  return found.sort();
}

/**
 * @param {string} path
 * @returns {Module}
 */
function readModule(path) {
  const source = readFileSync(path, 'utf8');
  const { program, comments, errors } = parseSync(basename(path), source);
  if (errors.length > 0) throw new CliError(`${path} cannot be parsed: ${errors[0]?.message}`);
  /** @type {Map<string, Declared>} */
  const declared = new Map();
  /** @type {Map<string, readonly [string, string]>} */
  const imported = new Map();
  /** @type {string[]} */
  const exported = [];
  /** @param {any} node */
  const declare = (node) => {
    /** @type {string[]} */
    const names = [];
    if (node.type === 'VariableDeclaration') {
      for (const one of node.declarations) {
        if (one.id.type !== 'Identifier') continue;
        declared.set(one.id.name, { node: one, source, comments });
        names.push(one.id.name);
      }
    } else if (/^TS(Interface|TypeAlias|Enum)Declaration$/.test(node.type)) {
      declared.set(node.id.name, { node, source, comments });
      names.push(node.id.name);
    }
    return names;
  };
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      for (const one of node.specifiers)
        if (one.type === 'ImportSpecifier')
          imported.set(one.local.name, [node.source.value, nameOf(one.imported)]);
    } else if (node.type === 'ExportNamedDeclaration') {
      if (node.declaration) exported.push(...declare(node.declaration));
      for (const one of node.specifiers) {
        const name = nameOf(one.exported);
        if (node.source) imported.set(name, [node.source.value, nameOf(one.local)]);
        exported.push(name);
      }
    } else declare(node);
  }
  return { declared, imported, exported };
}

/** @param {any} node an identifier, or a string that names an export */
function nameOf(node) {
  return node.type === 'Literal' ? node.value : node.name;
}

/**
 * Every identifier inside a declaration; those that name nothing at the top of the file are found to be nothing.
 * @param {any} node
 * @returns {Set<string>}
 */
function namesIn(node) {
  /** @type {Set<string>} */
  const names = new Set();
  /** @param {any} value */
  const walk = (value) => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (value === null || typeof value !== 'object') return;
    if (value.type === 'Identifier') names.add(value.name);
    for (const [key, child] of Object.entries(value))
      // The name of a property is no reference.
      if (!(key === 'key' && value.computed !== true)) walk(child);
  };
  walk(node);
  return names;
}

/** @param {Declared} declared */
function plainText({ node, source, comments }) {
  let text = '';
  let at = node.start;
  for (const comment of comments) {
    if (comment.end <= node.start || comment.start >= node.end) continue;
    text += source.slice(at, comment.start);
    at = comment.end;
  }
  return (text + source.slice(at, node.end))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/([{(|;,=]) \|? ?/g, '$1')
    .trim();
}

/** The version of the contract and the hash of its shape, as the code has them now. */
export function contractShape() {
  const frames = readFileSync(join(SHARED, 'contract', 'frames.ts'), 'utf8');
  const version = Number(/^export const CONTRACT_VERSION = (\d+);$/m.exec(frames)?.[1]);
  const shape = reachableTypes(SHARED, ROOTS);
  return { version, hash: createHash('sha256').update(shape.join('\n')).digest('hex'), shape };
}

/** What was noted last. */
export function notedShape() {
  return /** @type {{ version: number; hash: string }} */ (JSON.parse(readFileSync(NOTED, 'utf8')));
}

if (isMain(import.meta.url)) {
  runScript(async () => {
    const { version, hash } = contractShape();
    const noted = existsSync(NOTED) ? notedShape() : { version: 0, hash: '' };
    if (hash === noted.hash && version === noted.version) {
      say(`the contract has the shape that is noted for version ${version}`);
      return 0;
    }
    if (version <= noted.version) {
      throw new CliError(
        `the contract's shape differs from what is noted for version ${noted.version}. Raise CONTRACT_VERSION in src-shared/contract/frames.ts, then run this again.`,
      );
    }
    writeFileSync(NOTED, `${JSON.stringify({ version, hash }, null, 2)}\n`);
    say(`noted the contract's shape for version ${version}`);
    return 0;
  });
}
