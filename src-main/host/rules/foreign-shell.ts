/** Shells whose grammar is not that of POSIX. */
const FOREIGN = /^(?:"(?:[^"]*[\\/])?|(?:\S*[\\/])?)(powershell|pwsh|cmd)(?:\.exe)?"?(?:\s|$)/i;
const POSIX = /^"?(?:[^"]*[\\/])?(?:ba|z|da|k)?sh(?:\.exe)?"?(?:\s|$)/i;

/**
 * The shell that a command's text is for, when it is none that Muster reads; null for those it does. Codex 0.169.0 hands
 * commands to PowerShell on Windows, and says so in the text.
 */
export function foreignShell(text: string, platform: NodeJS.Platform): string | null {
  const named = FOREIGN.exec(text)?.[1];
  if (named !== undefined) return /^cmd$/i.test(named) ? 'cmd' : 'PowerShell';
  return platform === 'win32' && !POSIX.test(text) ? 'the shell of Windows' : null;
}
