// Generates the TypeScript bindings and JSON Schema of the bundled Codex into src-shared/app-server/generated.
// The folder is git-ignored and never edited; a stamp with the binary's version keeps a second run free.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledCodex } from './codex-path.mjs';
import { isMain } from './lib/cli.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src-shared', 'app-server', 'generated');
const stamp = join(target, '.version');

/** Writes the bindings unless they already stand for the bundled version. Throws when Codex is not installed. */
export function generateTypes() {
  const { binary, version } = bundledCodex(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return false;
  const fresh = `${target}.${process.pid}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'ts'), { recursive: true });
  const home = join(fresh, 'home');
  mkdirSync(home);
  for (const [verb, folder] of /** @type {const} */ ([
    ['generate-ts', 'ts'],
    ['generate-json-schema', 'schema'],
  ])) {
    execFileSync(binary, ['app-server', verb, '--experimental', '--out', join(fresh, folder)], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // Codex writes into its home even for this; the user's own stays as it is.
      env: { ...process.env, CODEX_HOME: home },
    });
  }
  rmSync(home, { recursive: true, force: true });
  writeFileSync(join(fresh, '.version'), version);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  return true;
}

if (isMain(import.meta.url)) {
  process.stderr.write(
    generateTypes() ? 'generated app-server types\n' : 'app-server types are up to date\n',
  );
}
