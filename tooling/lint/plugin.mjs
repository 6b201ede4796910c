// The house rules as an oxlint plugin (.oxlintrc.json loads it).
import { relative, sep } from 'node:path';
import { layerViolation } from './layers.mjs';

/** @typedef {{ type: string, value?: unknown }} Literal */
/** @typedef {{ cwd: string, filename: string, report(what: { message: string, node: object }): void }} Context */

/** Imports follow the layers of docs/architecture.md, in every form an import can take. */
const layers = {
  meta: { type: 'problem' },
  /** @param {Context} context */
  create(context) {
    const from = relative(context.cwd, context.filename).split(sep).join('/');
    const check = (/** @type {Literal | null | undefined} */ source) => {
      if (typeof source?.value !== 'string') return;
      const message = layerViolation(from, source.value);
      if (message !== undefined) context.report({ message, node: source });
    };
    return {
      /** @param {{ source: Literal }} node */
      ImportDeclaration: (node) => check(node.source),
      /** @param {{ source: Literal | null }} node */
      ExportNamedDeclaration: (node) => check(node.source),
      /** @param {{ source: Literal }} node */
      ExportAllDeclaration: (node) => check(node.source),
      /** @param {{ source: Literal }} node */
      ImportExpression: (node) => check(node.source),
      /** @param {{ source?: Literal, argument?: Literal }} node */
      TSImportType: (node) => check(node.source ?? node.argument),
      /** @param {{ callee: { type: string, name?: string }, arguments: Literal[] }} node */
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node.arguments[0]);
      },
    };
  },
};

/** A test that waits for time to pass is slow when it passes and flaky when it fails: wait for the event instead. */
const noSleep = {
  meta: { type: 'problem' },
  /** @param {Context} context */
  create(context) {
    return {
      /** @param {{ callee: { type: string, name?: string }, arguments: { type: string, name?: string }[] }} node */
      NewExpression: (node) => {
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'Promise') return;
        const body = /** @type {any} */ (node.arguments[0])?.body;
        const call = body?.type === 'BlockStatement' ? body.body?.[0]?.expression : body;
        const resolver = /** @type {any} */ (node.arguments[0])?.params?.[0]?.name;
        if (call?.type !== 'CallExpression' || call.callee?.name !== 'setTimeout') return;
        if (call.arguments?.[0]?.name !== resolver || resolver === undefined) return;
        if (call.arguments?.[1]?.value === 0) return;
        context.report({ message: 'no sleeps in tests: wait for the event or poll for the condition', node });
      },
    };
  },
};

export default { meta: { name: 'muster' }, rules: { layers, 'no-sleep': noSleep } };
