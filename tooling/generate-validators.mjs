// Makes checks of the items and server requests that Codex's own JSON Schema describes, as plain JavaScript: compiled
// here, so that nothing is evaluated when Muster runs. Called by generate-types.mjs, which keeps the result.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** @typedef {{ [key: string]: any }} Schema a JSON Schema of draft 7, as Codex writes it */

/**
 * Enumerations whose every value Muster must know, because a view or a decision depends on it. Of the others a later
 * Codex may add values: an item is not unreadable because it names a phase nobody here heard of.
 */
const CLOSED = new Set([
  'CommandExecutionStatus',
  'PatchApplyStatus',
  'McpToolCallStatus',
  'DynamicToolCallStatus',
  'CollabAgentToolCallStatus',
  'CommandExecutionApprovalKind',
  'FileSystemAccessMode',
  'GuardianApprovalReviewStatus',
  'NetworkPolicyRuleAction',
]);

/** What of a request Muster does not read, or reads as the unknown thing that it is: it may be of any shape. */
const ANY_SHAPE = new Set([
  'availableDecisions',
  'commandActions',
  'parsedCmd',
  'requestedSchema',
  'startedAtMs',
  'autoResolutionMs',
  'isBlocking',
]);

/** What of an item is read by hand, since versions of Codex have it in different shapes. */
const READ_BY_HAND = { AgentMessageDisplay: { type: 'object' } };

/**
 * Writes `validators/items.js`, `requests.js` and `reviews.js` with their types into `folder`, out of the schemas in
 * `folder`/schema. Needs ajv, a development package.
 * @param {string} folder
 */
export function generateValidators(folder) {
  const target = join(folder, 'validators');
  mkdirSync(target, { recursive: true });
  const items = read(join(folder, 'schema', 'v2', 'ThreadItemsListResponse.json'));
  const shapes = taggedShapes(items.definitions['ThreadItem'], 'type');
  writeModule(target, 'items', { ...items.definitions, ...READ_BY_HAND }, shapes);
  const requests = read(join(folder, 'schema', 'ServerRequest.json'));
  const params = Object.fromEntries(
    requests['oneOf'].map((/** @type {Schema} */ one) => [
      one['properties']['method']['enum'][0],
      withAnyShape(one['properties']['params'] ?? true),
    ]),
  );
  const definitions = Object.fromEntries(
    Object.entries(requests.definitions).map(([name, schema]) => [name, withAnyShape(schema)]),
  );
  writeModule(target, 'requests', definitions, params);
  const review = read(join(folder, 'schema', 'v2', 'ItemGuardianApprovalReviewCompletedNotification.json'));
  writeModule(target, 'reviews', review.definitions, {
    // The verdict counts even when the kind of its subject is not known, so the subject is checked apart.
    review: { ...review, properties: { ...review['properties'], action: true } },
    action: review.definitions['GuardianApprovalReviewAction'],
  });
}

/**
 * One module: `check` says whether a value is of a shape and leaves it alone, `fill` puts in what a value of that shape
 * may leave out, so that it is what the generated types promise.
 * @param {string} target
 * @param {string} name
 * @param {Record<string, Schema>} definitions
 * @param {Record<string, Schema>} shapes
 */
function writeModule(target, name, definitions, shapes) {
  const loose = Object.fromEntries(
    Object.entries(definitions).map(([key, schema]) => [key, loosened(schema, CLOSED.has(key))]),
  );
  const names = Object.keys(shapes);
  const all = names.map((shape) => loosened(/** @type {Schema} */ (shapes[shape]), false));
  for (const [part, useDefaults] of /** @type {const} */ ([
    ['check', false],
    ['fill', true],
  ])) {
    writeFileSync(join(target, `${name}-${part}.js`), compiled(loose, all, useDefaults));
    writeFileSync(
      join(target, `${name}-${part}.d.ts`),
      all.map((_, at) => `export declare function shape${at}(value: unknown): boolean;\n`).join(''),
    );
  }
  const table = (/** @type {string} */ part) =>
    names.map((shape, at) => `  ${JSON.stringify(shape)}: ${part}.shape${at},\n`).join('');
  writeFileSync(
    join(target, `${name}.js`),
    `import * as check from './${name}-check.js';\nimport * as fill from './${name}-fill.js';\n` +
      `export const checks = {\n${table('check')}};\nexport const fills = {\n${table('fill')}};\n`,
  );
  writeFileSync(
    join(target, `${name}.d.ts`),
    `type Check = (value: unknown) => boolean;\nexport declare const checks: Readonly<Record<string, Check>>;\n` +
      `export declare const fills: Readonly<Record<string, Check>>;\n`,
  );
}

/**
 * @param {Record<string, Schema>} definitions
 * @param {readonly Schema[]} shapes
 * @param {boolean} useDefaults
 * @returns {string}
 */
function compiled(definitions, shapes, useDefaults) {
  const require = createRequire(import.meta.url);
  const Ajv = require('ajv').default;
  const standaloneCode = require('ajv/dist/standalone').default;
  const ajv = new Ajv({
    strict: false,
    discriminator: true,
    useDefaults,
    // A default inside of an alternative is only filled in where the alternative is a function of its own.
    inlineRefs: false,
    validateFormats: false,
    messages: false,
    code: { source: true, esm: true, lines: false },
  });
  ajv.addSchema({ $id: 'codex', definitions });
  /** @type {Record<string, string>} */
  const exports = {};
  for (const [at, schema] of shapes.entries()) {
    ajv.addSchema({ ...withForeignRefs(without(schema, 'definitions')), $id: `shape${at}` });
    exports[`shape${at}`] = `shape${at}`;
  }
  const code = standaloneCode(ajv, exports);
  if (/\brequire\(|\bimport\b|\beval\b|new Function/.test(code))
    throw new Error('the compiled checks import or evaluate something; they must stand alone');
  return code;
}

/**
 * The alternatives of a union by the one value that their tag has.
 * @param {Schema} union
 * @param {string} tag
 * @returns {Record<string, Schema>}
 */
function taggedShapes(union, tag) {
  return Object.fromEntries(
    union['oneOf'].map((/** @type {Schema} */ one) => [one['properties'][tag]['enum'][0], one]),
  );
}

/**
 * The same schema without what a later Codex may change and what Muster does not depend on: further fields are allowed,
 * open enumerations are texts, whole numbers are numbers, ranges and patterns fall away. A union whose alternatives are
 * told apart by a tag is looked up by it, and what may be null may be left out.
 * @param {Schema} schema
 * @param {boolean} closed its own enumeration stays
 * @returns {Schema}
 */
function loosened(schema, closed) {
  if (typeof schema !== 'object' || schema === null) return schema;
  // The words of an open enumeration, which may be alternatives of a word each.
  if (!closed && isWords(schema)) return { type: 'string' };
  /** @type {Schema} */
  const out = {};
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.has(key) || (key === 'additionalProperties' && value === false)) continue;
    if (key === 'properties') {
      const required = new Set(schema['required'] ?? []);
      out[key] = Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, property(inner, required.has(name))]),
      );
    } else if (key === 'oneOf' || key === 'anyOf' || key === 'allOf')
      out[key] = value.map((/** @type {Schema} */ one) => loosened(one, closed));
    else if (key === 'items' || key === 'additionalProperties') out[key] = loosened(value, false);
    else if (key === 'type') out[key] = numbers(value);
    else out[key] = value;
  }
  return closed ? out : tagged(out);
}

const DROPPED = new Set(['minimum', 'maximum', 'minLength', 'pattern', 'format', 'title', 'description']);

/**
 * @param {Schema} schema
 * @param {boolean} required
 */
function property(schema, required) {
  // A tag: it is the one value that tells which alternative this is.
  if (schema?.['enum']?.length === 1) return schema;
  const loose = loosened(schema, false);
  if (required || typeof loose !== 'object' || 'default' in loose || !mayBeNull(loose)) return loose;
  return { ...loose, default: null };
}

/** @param {Schema} schema */
function mayBeNull(schema) {
  const types = [schema, ...(schema['anyOf'] ?? [])].flatMap((one) => one['type'] ?? []);
  return types.includes('null');
}

/** @param {string | readonly string[]} type */
function numbers(type) {
  const one = (/** @type {string} */ name) => (name === 'integer' ? 'number' : name);
  return typeof type === 'string' ? one(type) : type.map(one);
}

/** @param {Schema} schema @returns {boolean} */
function isWords(schema) {
  const alternatives = /** @type {Schema[]} */ (schema['oneOf'] ?? []);
  if (alternatives.length > 0) return alternatives.every(isWords);
  return Array.isArray(schema['enum']) && schema['type'] === 'string';
}

/**
 * @param {Schema} schema
 * @param {string} key
 */
function without(schema, key) {
  const { [key]: _gone, ...rest } = schema;
  return rest;
}

/** A union that is told apart by one field is looked up by it. @param {Schema} schema */
function tagged(schema) {
  const alternatives = /** @type {Schema[]} */ (schema['oneOf'] ?? []);
  if (alternatives.length === 0) return schema;
  const tags = Object.keys(alternatives[0]?.['properties'] ?? {}).filter((name) =>
    alternatives.every(
      (one) => one['properties']?.[name]?.['enum']?.length === 1 && one['required']?.includes(name),
    ),
  );
  const [tag] = tags;
  if (tag === undefined) return schema;
  const required = [...new Set([...(schema['required'] ?? []), tag])];
  return { ...schema, type: 'object', required, discriminator: { propertyName: tag } };
}

/** @param {Schema} schema @returns {Schema} */
function withAnyShape(schema) {
  if (typeof schema !== 'object' || schema['properties'] === undefined) {
    const alternatives = schema?.['oneOf'];
    return alternatives === undefined ? schema : { ...schema, oneOf: alternatives.map(withAnyShape) };
  }
  const { properties, required = [] } = schema;
  return {
    ...schema,
    ...(schema['oneOf'] !== undefined && { oneOf: schema['oneOf'].map(withAnyShape) }),
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, ANY_SHAPE.has(name) ? true : inner]),
    ),
    required: required.filter((/** @type {string} */ name) => !ANY_SHAPE.has(name)),
  };
}

/** References into the file's own definitions, as another schema names them. @param {unknown} value @returns {any} */
function withForeignRefs(value) {
  if (Array.isArray(value)) return value.map(withForeignRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' && inner.startsWith('#')
        ? `codex${inner}`
        : withForeignRefs(inner),
    ]),
  );
}

/** @param {string} path @returns {Schema} */
function read(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
