import { describe, expect, it } from 'vitest';
import { programOf } from './listing.ts';

describe('programOf', () => {
  it.each([
    [{ source: 'cli', originator: 'codex_cli_rs' }, 'the Codex command line'],
    [{ source: 'vscode', originator: 'codex_vscode' }, 'an editor'],
    [{ source: 'vscode', originator: 'Some App' }, 'Some App'],
    [{ source: 'unknown', originator: null }, 'another program'],
  ] as const)('names %j', (thread, name) => {
    expect(programOf(thread)).toBe(name);
  });
});
