import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** The version this Muster was built and tested with. Another one gets a notice, not a refusal. */
export const TESTED_CODEX_VERSION = '0.171.0';

export type CodexSource = 'workspace' | 'environment' | 'bundled' | 'path';

export interface CodexBinary {
  readonly path: string;
  readonly source: CodexSource;
}

/** No usable Codex was found; the message says where was looked and what to do. */
export class CodexMissing extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CodexMissing';
  }
}

export interface CodexLookup {
  /** The workspace's own setting. */
  readonly setting: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The bundled binary, or null where this build has none. */
  readonly bundled: string | null;
  readonly platform: string;
}

/**
 * Finds the Codex to run: the workspace's setting, `MUSTER_CODEX`, the bundled one, `PATH`, in this order. A place
 * that was named on purpose and is wrong is an error, never a reason to fall through to another binary.
 */
export function locateCodex(
  lookup: CodexLookup,
  usable: (path: string) => boolean = isExecutable,
): CodexBinary {
  const { setting, env, bundled, platform } = lookup;
  const named: [string | null | undefined, CodexSource, string][] = [
    [setting, 'workspace', 'this workspace’s settings name'],
    [env['MUSTER_CODEX'], 'environment', 'MUSTER_CODEX names'],
  ];
  for (const [path, source, words] of named) {
    if (path === null || path === undefined || path === '') continue;
    if (isAbsolute(path) && usable(path)) return { path, source };
    throw new CodexMissing(
      `No Codex can be run at ${path}, which ${words}. Correct it, or remove it to use the one that comes with Muster.`,
    );
  }
  if (bundled !== null && usable(bundled)) return { path: bundled, source: 'bundled' };
  const onPath = searchPath(env, platform, usable);
  if (onPath !== undefined) return { path: onPath, source: 'path' };
  const missing = bundled === null ? 'this build bundles none' : `the bundled one is missing at ${bundled}`;
  throw new CodexMissing(
    `No Codex was found: ${missing}, and there is none on PATH. Install Muster again, or set MUSTER_CODEX to a Codex binary.`,
  );
}

function searchPath(
  env: CodexLookup['env'],
  platform: string,
  usable: (path: string) => boolean,
): string | undefined {
  // On Windows npm places a script beside no program: it is spawned through its interpreter.
  const names = platform === 'win32' ? ['codex.exe', 'codex.cmd'] : ['codex'];
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => usable(path));
}

/** Whether a regular file may be run. On Windows only its existence can be asked. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const TARGETS: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
  'win32-arm64': 'aarch64-pc-windows-msvc',
};

/** Where the binary of the `@openai/codex` package lies for this platform; null if it is not installed. */
export function bundledCodexPath(
  from: string,
  platform = process.platform,
  arch = process.arch,
): string | null {
  const target = TARGETS[`${platform}-${arch}`];
  if (target === undefined) return null;
  try {
    const manifest = createRequire(from).resolve(`@openai/codex-${platform}-${arch}/package.json`);
    // Inside an Electron archive a program cannot be run; its unpacked twin can.
    const folder = dirname(manifest).replace('app.asar', 'app.asar.unpacked');
    return join(folder, 'vendor', target, 'bin', platform === 'win32' ? 'codex.exe' : 'codex');
  } catch {
    return null;
  }
}
