import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Seal } from './seal.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-seal-'));
  path = join(folder, 'seal.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keychain = {
  name: 'keychain',
  keptIn: 'a keychain',
  encrypt: (text: string) => `locked:${text}`,
  decrypt: (text: string) => text.replace('locked:', ''),
};

describe('Seal', () => {
  it('knows its own marks over a restart, and no others', () => {
    const first = Seal.open(path);
    const mark = first.sign('rule:1', 'accept');
    expect(first.state).toBe('first');
    const next = Seal.open(path);
    expect(next.state).toBe('known');
    expect(next.holds('rule:1', 'accept', mark)).toBe(true);
    expect(next.holds('rule:1', 'decline', mark)).toBe(false);
    expect(next.holds('rule:2', 'accept', mark)).toBe(false);
    expect(next.holds('rule:1', 'accept', null)).toBe(false);
    expect(next.holds('rule:1', 'accept', `${mark}x`)).toBe(false);
  });

  it('is not fooled by where a name ends', () => {
    const seal = Seal.temporary();
    expect(seal.sign('a', '1\nb')).not.toBe(seal.sign('a\n1', 'b'));
  });

  it.skipIf(process.platform === 'win32')('keeps its key to its owner', () => {
    Seal.open(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not trust a key that its keychain did not lock', () => {
    const planted = Seal.open(path);
    const mark = planted.sign('rule:1', 'accept');
    const locked = Seal.open(path, keychain);
    expect(locked.state).toBe('unknown');
    expect(locked.holds('rule:1', 'accept', mark)).toBe(false);
    expect(readFileSync(path, 'utf8')).not.toBe(readFileSync(`${path}.bad`, 'utf8'));
    expect(Seal.open(path, keychain).state).toBe('known');
  });

  it.each(['', '{}', '{"version":1,"how":"plain","key":""}', '\0'])(
    'sets a spoiled file aside and begins anew: %j',
    (text) => {
      writeFileSync(path, text);
      expect(Seal.open(path).state).toBe('unknown');
      expect(readFileSync(`${path}.bad`, 'utf8')).toBe(text);
    },
  );
});
