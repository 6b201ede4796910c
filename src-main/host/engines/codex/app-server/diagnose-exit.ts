import type { ChildEnd } from '../../connectors/child.ts';

/** Errors that Codex prints on stderr before it exits, with what the person can do about them. */
const KNOWN: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /approval_policy = "untrusted" is no longer supported/,
    'Open config.toml in your CODEX_HOME and remove the line approval_policy = "untrusted", then restart.',
  ],
  [
    /config\.toml|TOML parse error|failed to (load|parse) config/i,
    'Correct config.toml in your CODEX_HOME, then restart.',
  ],
  [
    /GLIBC|not a dynamic executable|Exec format error/i,
    'This Codex binary is not for this system; choose another one.',
  ],
  [
    /Permission denied|EACCES/i,
    'A file cannot be read or run: check the permissions of the Codex binary and of CODEX_HOME.',
  ],
  [/No space left on device|ENOSPC/i, 'The disk is full: free some space, then restart.'],
];

/** Says in the person's words why an app-server ended, in the process's own words where it had any. */
export function diagnoseExit(
  end: ChildEnd,
  early: boolean,
  stderr: readonly string[],
): { reason: string; hint: string | null } {
  const said = stderr.join('\n');
  const hint = KNOWN.find(([pattern]) => pattern.test(end.spawnError ?? said))?.[1] ?? null;
  if (end.spawnError !== null) return { reason: `Codex could not be started: ${end.spawnError}`, hint };
  const how = end.signal !== null ? `was killed (${end.signal})` : `exited with code ${end.code}`;
  const words =
    stderr.findLast((line) => /error|panicked|unsupported|supported|invalid|failed/i.test(line)) ??
    stderr.at(-1);
  const own = words === undefined ? '' : `: ${words}`;
  return {
    reason: early ? `Codex ${how} at start${own}` : `Codex ${how}${end.signal === null ? own : ''}`,
    hint,
  };
}
