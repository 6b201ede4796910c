import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startUpdates, type UpdateOptions } from './updates.ts';

let resources: string;
beforeEach(() => {
  resources = mkdtempSync(join(tmpdir(), 'muster-update-'));
});
afterEach(() => rmSync(resources, { recursive: true, force: true }));

/** electron-updater as far as it is used, without a network. */
class Updater extends EventEmitter {
  autoDownload = false;
  autoInstallOnAppQuit = false;
  checks = 0;
  installs = 0;
  checkForUpdates(): Promise<null> {
    this.checks += 1;
    return this.checks === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(null);
  }
  quitAndInstall(): void {
    this.installs += 1;
  }
}

function setUp(packaged = true) {
  const updater = new Updater();
  const timers: (() => void)[] = [];
  const seen: unknown[] = [];
  let loads = 0;
  const options: UpdateOptions = {
    packaged,
    resources,
    load: () => {
      loads += 1;
      return Promise.resolve(updater as never);
    },
    setTimer: (run) => timers.push(run),
    onFault: (error) => seen.push((error as Error).message),
    onReady: (version) => seen.push(version),
  };
  return { updater, timers, seen, options, loads: () => loads };
}

describe('startUpdates', () => {
  it('asks nobody and loads nothing where no feed is configured, or in a checkout', async () => {
    const { options, loads } = setUp();
    expect(await startUpdates(options)).toBeUndefined();
    writeFileSync(join(resources, 'app-update.yml'), 'provider: generic\n');
    expect(await startUpdates({ ...options, packaged: false })).toBeUndefined();
    expect(loads()).toBe(0);
  });

  it('looks now and every few hours, and tells when a version lies ready', async () => {
    writeFileSync(join(resources, 'app-update.yml'), 'provider: generic\n');
    const { options, updater, timers, seen } = setUp();
    const install = await startUpdates(options);
    expect(updater).toMatchObject({ checks: 1, autoDownload: true, autoInstallOnAppQuit: true });
    timers[0]?.();
    expect(updater.checks).toBe(2);
    updater.emit('error', new Error('offline'));
    updater.emit('update-downloaded', { version: '1.2.0' });
    expect(seen).toEqual(['offline', '1.2.0']);
    install?.();
    expect(updater.installs).toBe(1);
  });
});
