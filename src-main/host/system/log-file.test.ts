import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile } from './log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = (): number => Date.UTC(2026, 0, 2, 3, 4, 5);

describe('LogFile', () => {
  it('writes lines with time and level, for the owner only, without secrets', () => {
    const log = new LogFile({ folder: join(folder, 'logs'), now });
    log.write('info', 'began');
    log.write('error', `failed with token=${'abc'}def\nat somewhere`);
    expect(readFileSync(log.path, 'utf8')).toBe(
      '2026-01-02T03:04:05.000Z info began\n' +
        '2026-01-02T03:04:05.000Z error failed with token=•••\n  at somewhere\n',
    );
    if (process.platform !== 'win32') expect(statSync(log.path).mode & 0o777).toBe(0o600);
    expect(log.tail(1)).toEqual(['  at somewhere']);
  });

  it('never holds more than its bound, and goes on after a restart', () => {
    const options = { folder, now, fileBytes: 400, files: 3 };
    let log = new LogFile(options);
    for (let at = 0; at < 100; at += 1) {
      if (at % 10 === 0) log = new LogFile(options);
      log.write('info', `line ${at}`);
    }
    const files = readdirSync(folder).sort();
    expect(files).toEqual(['muster.1.log', 'muster.2.log', 'muster.log']);
    for (const file of files) expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(400);
    expect(log.tail(1)).toEqual(['2026-01-02T03:04:05.000Z info line 99']);
  });

  it('stops nothing when it cannot be written, and tells later how much was lost', () => {
    const blocked = join(folder, 'logs');
    // A file where its folder should be: as unwritable as a full disk, for root as well.
    writeFileSync(blocked, '');
    const log = new LogFile({ folder: blocked, now });
    log.write('info', 'one');
    log.write('info', 'two');
    expect(log.tail(5)).toEqual([]);
    rmSync(blocked);
    log.write('info', 'three');
    expect(log.tail(5)).toEqual([
      '2026-01-02T03:04:05.000Z warning 2 lines could not be written',
      '2026-01-02T03:04:05.000Z info three',
    ]);
  });

  it.skipIf(process.platform !== 'linux')('survives a disk that is full', () => {
    const log = new LogFile({ folder, now });
    rmSync(log.path, { force: true });
    // Linux's own full disk: every write to it fails with ENOSPC.
    symlinkSync('/dev/full', log.path);
    expect(() => log.write('info', 'into the full')).not.toThrow();
  });
});
