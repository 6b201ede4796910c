import { describe, expect, it } from 'vitest';
import { diagnoseExit } from './diagnose-exit.ts';
import { StderrRing } from '../../connectors/stderr-ring.ts';

describe('diagnoseExit', () => {
  it('gives Codex’s own words on a setting it no longer takes, and what to do', () => {
    const words = 'Error: approval_policy = "untrusted" is no longer supported; remove this setting';
    const said = diagnoseExit({ code: 1, signal: null, spawnError: null }, true, ['some line', words]);
    expect(said.reason).toContain(words);
    expect(said.hint).toContain('remove the line');
  });

  it('tells a kill from an exit', () => {
    expect(diagnoseExit({ code: null, signal: 'SIGKILL', spawnError: null }, false, []).reason).toBe(
      'Codex was killed (SIGKILL)',
    );
    expect(diagnoseExit({ code: 3, signal: null, spawnError: null }, false, ['last words']).reason).toBe(
      'Codex exited with code 3: last words',
    );
  });

  it('gives the system’s words when it could not be spawned', () => {
    const { reason, hint } = diagnoseExit(
      { code: null, signal: null, spawnError: 'spawn /x EACCES' },
      true,
      [],
    );
    expect(reason).toBe('Codex could not be started: spawn /x EACCES');
    expect(hint).toContain('permissions');
  });
});

describe('StderrRing', () => {
  it('joins lines that come in pieces, drops colours and blank lines, and keeps the last ones', () => {
    const ring = new StderrRing();
    ring.push('\u001b[31mfir');
    ring.push('st\u001b[0m\n\n');
    for (let at = 0; at < 100; at += 1) ring.push(`line ${at}\n`);
    ring.push('and no end');
    expect(ring.lines[0]).toBe('line 40');
    expect(ring.lines.at(-1)).toBe('and no end');
    const short = new StderrRing();
    short.push('\u001b[31mred\u001b[0m\n');
    expect(short.lines).toEqual(['red']);
  });
});
