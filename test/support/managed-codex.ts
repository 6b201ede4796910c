/**
 * The real Codex under an organisation's `requirements.toml`, which it reads from `/etc/codex` alone: an executable
 * that runs it with an `/etc` of its own (a mount namespace). Linux only; the system's own files are never touched.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testedCodex } from './tested-codex.ts';

/** A user without rights over the system gets them inside a namespace of its own. */
const UNSHARE = process.getuid?.() === 0 ? ['-m'] : ['-m', '-r'];

/** Whether this machine lets a process have an `/etc` of its own. */
export const canManageCodex = (() => {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('unshare', [...UNSHARE, 'mount', '--bind', '/etc', '/etc'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export interface ManagedCodexOptions {
  /** The text of `requirements.toml`. */
  readonly requirements: string;
  /** Names that stand for loopback, beside those of the system. */
  readonly loopbackNames?: readonly string[];
}

/** Makes the executable in `folder` and answers its path. */
export function managedCodex(
  folder: string,
  { requirements, loopbackNames = [] }: ManagedCodexOptions,
): string {
  const { binary } = testedCodex();
  const real = join(folder, 'etc-real');
  const etc = join(folder, 'etc');
  mkdirSync(real);
  mkdirSync(join(etc, 'codex'), { recursive: true });
  for (const name of readdirSync('/etc'))
    if (name !== 'codex' && name !== 'hosts') symlinkSync(join(real, name), join(etc, name));
  writeFileSync(join(etc, 'codex', 'requirements.toml'), requirements);
  writeFileSync(
    join(etc, 'hosts'),
    ['localhost', ...loopbackNames].map((name) => `127.0.0.1 ${name}\n`).join(''),
  );
  const path = join(folder, 'managed-codex');
  const inside = `mount --bind /etc '${real}' && mount --bind '${etc}' /etc && exec "$0" "$@"`;
  writeFileSync(
    path,
    `#!/bin/sh\nexec unshare ${UNSHARE.join(' ')} sh -c "${inside.replaceAll(/["$]/g, '\\$&')}" '${binary}' "$@"\n`,
    {
      mode: 0o755,
    },
  );
  return path;
}
