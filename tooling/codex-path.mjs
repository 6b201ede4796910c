// Where the bundled Codex binary of this platform lies inside node_modules.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TARGETS = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
  'win32-arm64': 'aarch64-pc-windows-msvc',
};

/**
 * @param {string} root the project's folder
 * @returns {{ binary: string, version: string }}
 */
export function bundledCodex(root) {
  const platform = /** @type {keyof typeof TARGETS} */ (`${process.platform}-${process.arch}`);
  const target = TARGETS[platform];
  if (target === undefined) throw new Error(`Codex ships no binary for ${platform}`);
  const folder = join(root, 'node_modules', '@openai', `codex-${platform}`);
  const binary = join(folder, 'vendor', target, 'bin', process.platform === 'win32' ? 'codex.exe' : 'codex');
  if (!existsSync(binary)) throw new Error(`the bundled Codex is missing at ${binary}; run npm ci`);
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules', '@openai', 'codex', 'package.json'), 'utf8'),
  );
  return { binary, version };
}
