import { describe, expect, it } from 'vitest';
import { foreignShell } from './foreign-shell.ts';

describe('foreignShell', () => {
  it.each([
    [`"C:\\Program Files\\PowerShell\\7\\pwsh.exe" -Command 'ls'`, 'PowerShell'],
    ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe -NoProfile -Command ls', 'PowerShell'],
    ['powershell -c ls', 'PowerShell'],
    ['cmd.exe /c dir', 'cmd'],
    ['pwsh', 'PowerShell'],
  ])('is the one that %s names, on every system', (text, expected) => {
    expect(foreignShell(text, 'linux')).toBe(expected);
    expect(foreignShell(text, 'win32')).toBe(expected);
  });

  it('is none for what a POSIX shell runs', () => {
    expect(foreignShell("/bin/bash -lc 'npm test'", 'linux')).toBeNull();
    expect(foreignShell('npm test', 'darwin')).toBeNull();
    expect(foreignShell('git grep pwsh', 'linux')).toBeNull();
    expect(foreignShell('"C:\\Program Files\\Git\\bin\\bash.exe" -lc ls', 'win32')).toBeNull();
  });

  it('is that of Windows where nothing else is named', () => {
    expect(foreignShell('npm test', 'win32')).toBe('the shell of Windows');
  });
});
