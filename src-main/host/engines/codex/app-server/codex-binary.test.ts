import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledCodexPath, CodexMissing, isExecutable, locateCodex } from './codex-binary.ts';

const usable = (path: string): boolean => !path.includes('broken');
const base = { setting: null, env: {}, bundled: null, platform: 'linux' };

describe('locateCodex', () => {
  it('takes the setting before the environment before the bundled one before PATH', () => {
    const all = {
      ...base,
      setting: '/setting/codex',
      env: { MUSTER_CODEX: '/env/codex', PATH: '/path' },
      bundled: '/bundled/codex',
    };
    expect(locateCodex(all, usable)).toEqual({ path: '/setting/codex', source: 'workspace' });
    expect(locateCodex({ ...all, setting: null }, usable)).toEqual({
      path: '/env/codex',
      source: 'environment',
    });
    expect(locateCodex({ ...all, setting: null, env: { PATH: '/path' } }, usable)).toEqual({
      path: '/bundled/codex',
      source: 'bundled',
    });
    expect(locateCodex({ ...base, env: { PATH: '/path' } }, usable)).toEqual({
      path: join('/path', 'codex'),
      source: 'path',
    });
  });

  it.each([
    [
      'the setting',
      { ...base, setting: '/broken/codex', bundled: '/bundled/codex' },
      /workspace’s settings name/,
    ],
    [
      'the environment',
      { ...base, env: { MUSTER_CODEX: '/broken/codex' }, bundled: '/bundled/codex' },
      /MUSTER_CODEX names/,
    ],
    [
      'a relative setting',
      { ...base, setting: 'codex', bundled: '/bundled/codex' },
      /workspace’s settings name/,
    ],
  ])('never falls through when %s is wrong', (_what, lookup, message) => {
    expect(() => locateCodex(lookup, usable)).toThrow(message);
  });

  it('finds on Windows the script that npm places, where there is no program', () => {
    const only = (name: string) => (path: string) => path.endsWith(name);
    const lookup = { ...base, platform: 'win32', env: { Path: '/npm' } };
    expect(locateCodex(lookup, only('codex.cmd')).path).toBe(join('/npm', 'codex.cmd'));
    expect(locateCodex(lookup, only('codex.exe')).path).toBe(join('/npm', 'codex.exe'));
    expect(() => locateCodex({ ...lookup, platform: 'linux' }, only('codex.cmd'))).toThrow(CodexMissing);
  });

  it('says where it looked when there is none', () => {
    expect(() =>
      locateCodex({ ...base, bundled: '/broken/codex', env: { PATH: '/broken' } }, usable),
    ).toThrow(CodexMissing);
    expect(() => locateCodex(base, usable)).toThrow(/there is none on PATH/);
  });

  it('ignores relative folders on PATH, which depend on where one stands', () => {
    expect(() => locateCodex({ ...base, env: { PATH: '.:bin' } }, usable)).toThrow(CodexMissing);
  });

  it('finds the real bundled binary', () => {
    const path = bundledCodexPath(import.meta.url);
    expect(path !== null && isExecutable(path)).toBe(true);
  });
});
