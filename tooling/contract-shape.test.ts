import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { contractShape, notedShape, reachableTypes } from './contract-shape.mjs';

describe('the shape of the contract', () => {
  it('is the one that is noted for its version', () => {
    const { version, hash } = contractShape();
    expect(
      { version, hash },
      'The contract has another shape than the one noted for its version: a client of the old shape would misread it. Raise CONTRACT_VERSION in src-shared/contract/frames.ts, then run `node tooling/contract-shape.mjs`.',
    ).toEqual(notedShape());
  });

  it('has calls, answers, frames and what topics hold', () => {
    const { shape } = contractShape();
    const names = new Set(shape.map((line) => line.slice(0, line.indexOf(' '))));
    for (const name of [
      'requestParams',
      'terminalParams',
      'Results',
      'HostFrame',
      'TextUpdate',
      'Approval',
      'TurnEntity',
      'ChangedFile',
      'WorkspaceEntity',
      'TerminalResize',
    ])
      expect(names, name).toContain(name);
  });
});

describe('reachableTypes', () => {
  const root = mkdtempSync(join(tmpdir(), 'shape-'));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const shapeOf = (
    inner: string,
    outer = `import type { Inner } from './inner.ts';
    /** Says why. */
    export interface Outer { readonly inner: Inner; }`,
  ): string[] => {
    mkdirSync(join(root, 'model'), { recursive: true });
    writeFileSync(join(root, 'model/inner.ts'), inner);
    writeFileSync(join(root, 'model/outer.ts'), outer);
    return reachableTypes(root, [['model/outer.ts', ['Outer']]]);
  };
  const before = 'export type Inner = { readonly a: string; readonly b: Deep };\ntype Deep = 1 | 2;';

  it.each([
    ['a field of a type that is reached over another file', before.replace('a: string', 'a: number')],
    ['a type behind that', before.replace('1 | 2', '1 | 2 | 3')],
    ['a field that may be missing', before.replace('a:', 'a?:')],
  ])('differs with %s', (_what, after) => {
    expect(shapeOf(after)).not.toEqual(shapeOf(before));
  });

  it.each([
    ['comments', `/** New words. */ ${before.replace('readonly b', '/* here */ readonly b')} // and there`],
    ['spacing', before.replaceAll(': ', ':\n    ').replaceAll('= ', '=\n  ')],
    [
      'what is not reached',
      `${before}\nexport function unused(): number { return 1; }\nexport type Other = 5;`,
    ],
  ])('does not differ with %s', (_what, after) => {
    expect(shapeOf(after)).toEqual(shapeOf(before));
  });

  it('follows names through re-exports and values', () => {
    const outer = `import { inner } from '#shared/model/inner.ts'; export type Outer = typeof inner;`;
    const one = shapeOf(`const inner = key<A>(); export { inner }; interface A { x: 1 }`, outer);
    const two = shapeOf(`const inner = key<A>(); export { inner }; interface A { x: 2 }`, outer);
    expect(one).not.toEqual(two);
    expect(one).toHaveLength(3);
  });
});
