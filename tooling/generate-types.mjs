// Generates the TypeScript bindings and JSON Schema of the bundled Codex into src-shared/app-server/generated, and out
// of the schema the checks of what arrives. The folder is git-ignored and never edited; a stamp with the binary's version
// and the generator keeps a second run free.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledCodex } from './codex-path.mjs';
import { generateValidators } from './generate-validators.mjs';
import { isMain } from './lib/cli.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src-shared', 'app-server', 'generated');
const stamp = join(target, '.version');

/** Writes the bindings unless they already stand for the bundled version. Throws when Codex is not installed. */
export function generateTypes() {
  const { binary, version: codexVersion } = bundledCodex(root);
  const generator = readFileSync(join(root, 'tooling', 'generate-validators.mjs'));
  const version = `${codexVersion} ${createHash('sha256').update(generator).digest('hex').slice(0, 16)}`;
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
  generateValidators(fresh);
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
