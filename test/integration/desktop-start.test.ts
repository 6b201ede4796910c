import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as electron from '../support/standin-electron-module.ts';

vi.mock('electron', () => import('../support/standin-electron-module.ts'));

const root = join(import.meta.dirname, '..', '..');
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;
const { argv, send } = process;
let folder: string;
let before: (readonly unknown[])[];

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-desktop-')));
  before = signals.map((signal) => process.listeners(signal as 'SIGTERM'));
  // The process that started this one is the test runner, which knows no such message.
  const filtered = (message: unknown, ...rest: unknown[]): boolean =>
    (message as { type?: unknown } | null)?.type === 'ready' ||
    (send as (...args: unknown[]) => boolean).call(process, message, ...rest);
  Object.assign(process, { send: filtered });
});
afterAll(() => {
  process.argv = argv;
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal as 'SIGTERM'))
      if (!before[index]?.includes(listener)) process.removeListener(signal, listener);
  }
  Object.assign(process, { send });
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

it('starts as Electron starts it: ready comes only after the entry, then a window on the host', async () => {
  process.argv = ['/electron', root, '--data', join(folder, 'data'), '--codex-home', join(folder, 'codex')];
  // Electron waits for this before it becomes ready: an entry that waited for it in turn would hang for ever.
  await import('../../src-main/electron/main.ts');
  expect(electron.app.early).toEqual(['scheme app', 'path of userData', 'lock']);
  expect(electron.app.paths.get('userData')).toBe(join(folder, 'data', 'electron'));
  expect(electron.BrowserWindow.all.size).toBe(0);

  electron.app.becomeReady();
  await expect.poll(() => electron.BrowserWindow.all.size, { timeout: 60_000 }).toBe(1);
  const [window] = [...electron.BrowserWindow.all];
  expect(window?.webContents.getURL()).toBe('app://muster/');
  expect(window?.options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true });
  await expect.poll(() => window?.webContents.ports.length).toBe(1);
  const answer = await electron.protocol.handlers.get('app')?.({ url: 'app://muster/../x', method: 'GET' });
  expect(answer?.status).toBe(404);

  electron.app.quit();
  await expect.poll(() => electron.app.ended, { timeout: 60_000 }).toBe(1);
});
