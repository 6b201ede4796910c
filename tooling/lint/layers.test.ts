import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** One sample file: where it stands, what is in it, and the words of the rule that must turn red (none: clean). */
interface Sample {
  readonly path: string;
  readonly code: string;
  readonly red?: string;
}

const imports = (specifier: string): string =>
  `import { thing } from '${specifier}';\nexport const used = thing;\n`;

const RED: readonly Sample[] = [
  // Direction between the top folders.
  { path: 'src-shared/a.ts', code: imports('../src-main/b.ts'), red: 'no other top folder, not src-main' },
  { path: 'src-shared/b.ts', code: imports('left-pad'), red: 'no package but zod' },
  {
    path: 'src-main/host/a.ts',
    code: imports('../../src-renderer/b.ts'),
    red: 'src-shared, not src-renderer',
  },
  { path: 'src-main/host/c.ts', code: imports('../../tooling/b.mjs'), red: 'src-shared, not tooling' },
  { path: 'src-main/host/d.ts', code: imports('../../test/support/b.ts'), red: 'src-shared, not test' },
  { path: 'src-renderer/a.ts', code: imports('../src-main/b.ts'), red: 'src-shared, not src-main' },
  { path: 'src-preload/a.ts', code: imports('../src-main/b.ts'), red: 'src-shared, not src-main' },
  { path: 'src-app-server/a.ts', code: imports('../src-main/b.ts'), red: 'src-shared, not src-main' },
  { path: 'tooling/a.mjs', code: imports('../src-shared/b.ts'), red: 'no other top folder, not src-shared' },
  // Every form of an import.
  { path: 'src-renderer/f1.ts', code: `export { x } from '../src-main/b.ts';\n`, red: 'not src-main' },
  { path: 'src-renderer/f2.ts', code: `export * from '../src-main/b.ts';\n`, red: 'not src-main' },
  {
    path: 'src-renderer/f3.ts',
    code: `export const m = async (): Promise<unknown> => import('../src-main/b.ts');\n`,
    red: 'not src-main',
  },
  {
    path: 'src-renderer/f4.ts',
    code: `import type { X } from '../src-main/b.ts';\nexport type Y = X;\n`,
    red: 'not src-main',
  },
  {
    path: 'src-renderer/f5.ts',
    code: `export type Y = import('../src-main/b.ts').X;\n`,
    red: 'not src-main',
  },
  { path: 'src-preload/f6.ts', code: `export const x = require('../src-main/b.ts');\n`, red: 'not src-main' },
  // The machine of a workspace.
  { path: 'src-main/host/git/m.ts', code: imports('node:fs/promises'), red: 'those of a machine' },
  { path: 'src-main/host/terminals/m.ts', code: imports('@lydell/node-pty'), red: 'those of a machine' },
  { path: 'src-main/host/changes/m.ts', code: imports('../machine/local.ts'), red: 'meet only in host.ts' },
  // Electron, Node and React each in their place.
  { path: 'src-main/host/e.ts', code: imports('electron'), red: 'electron is imported only in' },
  { path: 'src-main/web/e.ts', code: imports('electron'), red: 'electron is imported only in' },
  { path: 'src-renderer/e.ts', code: imports('electron'), red: 'electron is imported only in' },
  { path: 'src-shared/n.ts', code: imports('node:fs'), red: 'src-shared runs without Node' },
  { path: 'src-renderer/n.ts', code: imports('node:path'), red: 'src-renderer runs without Node' },
  { path: 'src-renderer/n2.ts', code: imports('path'), red: 'src-renderer runs without Node' },
  { path: 'src-preload/n.ts', code: imports('node:fs'), red: 'src-preload runs without Node' },
  { path: 'src-main/host/r.ts', code: imports('react'), red: 'belongs to the page' },
  { path: 'src-main/host/terminals/r.ts', code: imports('@xterm/xterm'), red: 'belongs to the page' },
  { path: 'src-main/host/threads/r.ts', code: imports('@xterm/headless'), red: 'belongs to the page' },
  { path: 'src-main/web/r.ts', code: imports('react-dom/server'), red: 'belongs to the page' },
  { path: 'src-shared/r.ts', code: imports('@tanstack/react-query'), red: 'belongs to the page' },
  { path: 'src-preload/r.ts', code: imports('react'), red: 'belongs to the page' },
  // The protocol of an app-server.
  {
    path: 'src-shared/model/p.ts',
    code: imports('../app-server/generated/ts/v2/ThreadItem.ts'),
    red: 'types are known only in',
  },
  { path: 'src-shared/contract/p.ts', code: imports('../app-server/methods.ts'), red: 'known only in' },
  {
    path: 'src-renderer/features/thread/p.ts',
    code: imports('#shared/app-server/generated/ts/v2/ThreadItem.ts'),
    red: 'types are known only in',
  },
  { path: 'src-main/web/p.ts', code: imports('#shared/app-server/methods.ts'), red: 'known only in' },
  {
    path: 'src-main/host/threads/p.ts',
    code: imports('#shared/app-server/generated/ts/v2/Turn.ts'),
    red: 'types are known only in',
  },
  { path: 'src-main/host/p.ts', code: imports('#shared/app-server/methods.ts'), red: 'known only in' },
  // Inside the host.
  { path: 'src-main/host/threads/a.ts', code: imports('../approvals/b.ts'), red: 'meet only in host.ts' },
  { path: 'src-main/host/threads/b.ts', code: imports('../host.ts'), red: 'none of them imports it' },
  { path: 'src-main/host/threads/d.ts', code: imports('../events.ts'), red: 'none of them imports it' },
  { path: 'src-main/host/threads/c.ts', code: imports('../../web/b.ts'), red: 'neither of its shells' },
  { path: 'src-main/host/threads/e.ts', code: imports('../engines/codex/a.ts'), red: 'meet only in host.ts' },
  { path: 'src-main/host/base/a.ts', code: imports('../threads/b.ts'), red: 'ground of the host' },
  { path: 'src-main/host/base/b.ts', code: imports('../topics/topic.ts'), red: 'ground of the host' },
  { path: 'src-main/host/base/c.ts', code: imports('../events.ts'), red: 'ground of the host' },
  { path: 'src-main/host/base/d.ts', code: imports('../engines/engine.ts'), red: 'ground of the host' },
  { path: 'src-main/host/topics/a.ts', code: imports('../threads/b.ts'), red: 'meet only in host.ts' },
  { path: 'src-main/host/topics/b.ts', code: imports('../engines/engine.ts'), red: 'meet only in host.ts' },
  { path: 'src-main/host/topics/c.ts', code: imports('../host.ts'), red: 'none of them imports it' },
  {
    path: 'src-main/host/engines/codex/a.ts',
    code: imports('../../threads/b.ts'),
    red: 'host/engines/codex and host/threads meet only in host.ts',
  },
  {
    path: 'src-main/host/engines/codex/b.ts',
    code: imports('../other/b.ts'),
    red: 'host/engines/codex and host/engines/other meet only in host.ts',
  },
  {
    path: 'src-main/host/engines/codex/c.ts',
    code: imports('../../host.ts'),
    red: 'none of them imports it',
  },
  { path: 'src-main/host/engines/e.ts', code: imports('./codex/a.ts'), red: 'meet only in host.ts' },
  { path: 'src-main/host/other.ts', code: imports('../electron/b.ts'), red: 'neither of its shells' },
  // The parts of the host are made in order: not even a closure refers to a later one.
  {
    path: 'src-main/host/host-late.ts',
    code:
      `export class Host {\n  readonly told: unknown;\n  constructor() {\n` +
      `    const first = { later: (): unknown => second };\n    const second = { first };\n    this.told = second;\n  }\n}\n`,
    red: 'no-use-before-define',
  },
  // Inside the renderer.
  {
    path: 'src-renderer/features/inbox/a.ts',
    code: imports('../fleet/row.ts'),
    red: 'the feature "fleet" has one door',
  },
  { path: 'src-renderer/shell/a.ts', code: imports('../features/fleet/row.ts'), red: 'has one door' },
  {
    path: 'src-renderer/features/inbox/b.ts',
    code: imports('../../shell/shell.tsx'),
    red: 'features imports only connection, ui, platform, not shell',
  },
  {
    path: 'src-renderer/platform/a.ts',
    code: imports('../features/fleet/index.ts'),
    red: 'platform imports only connection, ui, not features',
  },
  { path: 'src-renderer/platform/b.ts', code: imports('../shell/shell.tsx'), red: 'not shell' },
  { path: 'src-renderer/ui/a.ts', code: imports('../platform/routes.ts'), red: 'not platform' },
  { path: 'src-renderer/ui/b.ts', code: imports('../features/fleet/index.ts'), red: 'not features' },
  { path: 'src-renderer/ui/c.ts', code: imports('../shell/shell.tsx'), red: 'not shell' },
  { path: 'src-renderer/ui/d.ts', code: imports('../connection/index.ts'), red: 'not connection' },
  { path: 'src-renderer/connection/a.ts', code: imports('../ui/kit.tsx'), red: 'not ui' },
  { path: 'src-renderer/shell/b.ts', code: imports('../dev/fake-host.ts'), red: 'is made up' },
  { path: 'src-renderer/connection/b.ts', code: imports('../platform/routes.ts'), red: 'not platform' },
  // House rules that are not about layers.
  {
    path: 'src-main/host/sleep.test.ts',
    code: `export const t = async (): Promise<void> => new Promise((done) => setTimeout(done, 500));\n`,
    red: 'no sleeps in tests',
  },
  {
    path: 'test/integration/sleep.ts',
    code: `export const t = async (): Promise<void> =>\n  new Promise((done) => {\n    setTimeout(done, 500);\n  });\n`,
    red: 'no sleeps in tests',
  },
  { path: 'src-main/host/long.ts', code: `export {};\n${'// line\n'.repeat(800)}`, red: 'max-lines' },
  {
    path: 'src-renderer/features/inbox/long.tsx',
    code: `export function Long() {\n${'  // line\n'.repeat(150)}  return null;\n}\n`,
    red: 'max-lines-per-function',
  },
  {
    path: 'src-main/host/floating.ts',
    code: `const work = async (): Promise<void> => {};\nexport const start = (): void => {\n  work();\n};\n`,
    red: 'no-floating-promises',
  },
  {
    path: 'src-main/host/exhaustive.ts',
    code:
      `type Kind = 'a' | 'b';\nexport const name = (kind: Kind): string => {\n  switch (kind) {\n` +
      `    case 'a':\n      return 'A';\n  }\n  return '';\n};\n`,
    red: 'switch-exhaustiveness-check',
  },
  {
    path: 'src-main/host/any.ts',
    code: `export const x = (y: any): unknown => y;\n`,
    red: 'no-explicit-any',
  },
  {
    path: 'src-renderer/danger.tsx',
    code: `export const X = () => <div dangerouslySetInnerHTML={{ __html: 'x' }} />;\n`,
    red: 'no-danger',
  },
];

const CLEAN: readonly Sample[] = [
  {
    path: 'src-shared/ok.ts',
    code: `import { z } from 'zod';\nimport { w } from './base/w.ts';\nexport const x = [z, w];\n`,
  },
  { path: 'src-shared/base/w.ts', code: `export const w = 1;\n` },
  { path: 'src-main/host/threads/ok.ts', code: imports('#shared/base/w.ts') },
  { path: 'src-main/host/threads/ok2.ts', code: imports('./ok.ts') },
  { path: 'src-main/host/storage/ok3.ts', code: imports('node:fs') },
  { path: 'src-main/host/git/ok.test.ts', code: imports('../machine/local.ts') },
  { path: 'src-main/host/git/ok.ts', code: imports('../machine/machine.ts') },
  { path: 'src-main/host/threads/ok4.ts', code: imports('../base/clock.ts') },
  { path: 'src-main/host/threads/ok5.ts', code: imports('../topics/topic.ts') },
  { path: 'src-main/host/threads/ok6.ts', code: imports('../engines/engine.ts') },
  { path: 'src-main/host/base/ok.ts', code: imports('./clock.ts') },
  { path: 'src-main/host/topics/ok.ts', code: imports('../base/clock.ts') },
  { path: 'src-main/host/engines/codex/ok.ts', code: imports('./a.ts') },
  { path: 'src-main/host/engines/codex/ok2.ts', code: imports('../../base/clock.ts') },
  { path: 'src-main/host/engines/codex/ok3.ts', code: imports('../../topics/topic.ts') },
  { path: 'src-main/host/engines/codex/ok4.ts', code: imports('../engine.ts') },
  { path: 'src-main/host/engines/codex/ok5.ts', code: imports('../connectors/stdio.ts') },
  { path: 'src-main/host/engines/codex/ok6.ts', code: imports('#shared/app-server/methods.ts') },
  { path: 'src-main/host/parts.ts', code: imports('./engines/codex/ok.ts') },
  { path: 'src-main/host/host2.ts', code: imports('../host/paths.ts') },
  { path: 'src-main/host/host.ts', code: `import './threads/ok.ts';\nimport './approvals/ok.ts';\n` },
  { path: 'src-main/web/ok.ts', code: imports('../host/host.ts') },
  { path: 'src-main/electron/ok.ts', code: imports('electron') },
  { path: 'src-preload/ok.ts', code: imports('electron') },
  { path: 'src-renderer/features/inbox/ok.ts', code: imports('../fleet/index.ts') },
  { path: 'src-renderer/features/inbox/ok2.ts', code: imports('./row.ts') },
  { path: 'src-renderer/features/inbox/ok3.ts', code: imports('../../platform/routes.ts') },
  { path: 'src-renderer/features/inbox/ok4.page.test.tsx', code: imports('../../dev/fake-host.ts') },
  { path: 'src-renderer/platform/ok.tsx', code: imports('react') },
  { path: 'src-renderer/platform/ok2.ts', code: imports('../connection/index.ts') },
  { path: 'src-renderer/shell/ok.ts', code: imports('../features/fleet/index.ts') },
  // A test's describe is no component.
  {
    path: 'src-renderer/features/inbox/long.test.tsx',
    code: `export function Long() {\n${'  // line\n'.repeat(150)}  return null;\n}\n`,
  },
  { path: 'src-renderer/main.tsx', code: imports('./shell/boot.tsx') },
  { path: 'src-main/host/terminals/ok.ts', code: imports('@xterm/headless') },
  { path: 'test/integration/ok.ts', code: imports('../../src-main/host/host.ts') },
  { path: 'test/support/ok.ts', code: imports('../../tooling/chromium.mjs') },
  { path: 'src-shared/ok.test.ts', code: imports('node:assert') },
  {
    path: 'src-main/host/ok.test.ts',
    code: `export const tick = async (): Promise<void> => new Promise((done) => setTimeout(done, 0));\n`,
  },
];

describe('house rules', () => {
  let folder: string;
  /** Messages by file, as the real linter with the real configuration reports them. */
  let reported: Map<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-lint-'));
    for (const sample of [...RED, ...CLEAN]) {
      await mkdir(dirname(join(folder, sample.path)), { recursive: true });
      await writeFile(join(folder, sample.path), sample.code);
    }
    const config = await readFile(join(root, '.oxlintrc.json'), 'utf8');
    const plugin = JSON.stringify(join(root, 'tooling', 'lint', 'plugin.mjs'));
    await writeFile(join(folder, '.oxlintrc.json'), config.replace('"./tooling/lint/plugin.mjs"', plugin));
    const compiler = { extends: join(root, 'tsconfig.base.json'), include: ['.'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(compiler));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    reported = await lint(folder);
  }, 60_000);

  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it.each(RED)('$path is red: $red', ({ path, red }) => {
    expect(reported.get(path) ?? 'clean').toContain(red);
  });

  it.each(CLEAN)('$path is clean', ({ path }) => {
    expect(reported.get(path)).toBeUndefined();
  });

  it('has no sample that is red for another reason than the one it names', () => {
    const expected = new Set(RED.map((sample) => sample.path));
    expect([...reported.keys()].filter((path) => !expected.has(path))).toEqual([]);
  });
});

async function lint(cwd: string): Promise<Map<string, string>> {
  const binary = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const stdout = await new Promise<string>((resolve, reject) => {
    const args = [binary, '--format=json', '.'];
    execFile(process.execPath, args, { cwd, maxBuffer: 32 * 1024 * 1024 }, (error, out, err) => {
      // Exit 1 is what violations give; anything without a report is a linter that did not run.
      if (out.trim().startsWith('{')) resolve(out);
      else reject(new Error(`oxlint did not report: ${error?.message ?? 'exit 0'}\n${out}\n${err}`));
    });
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { filename: string; code?: string; message: string }[];
  };
  const messages = new Map<string, string>();
  for (const { filename, code, message } of diagnostics) {
    const path = filename.replaceAll('\\', '/').replace(/^\.\//, '');
    messages.set(path, `${messages.get(path) ?? ''}${code ?? ''} ${message}\n`);
  }
  return messages;
}
