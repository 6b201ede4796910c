import { join } from 'node:path';
import { BrowserWindow, app, session, shell } from 'electron';
import { linkOfFirst, lockDataDir } from '../web/instance.ts';
import { WebStartError, type WebOptions } from '../web/options.ts';
import type { HostFactory } from '../web/run.ts';
import { shellOptions } from './options.ts';
import { PAGE_ORIGIN, registerPageScheme, servePage } from './page.ts';
import { openWindow } from './window.ts';

/** One line for the person at the terminal. */
export function say(line: string): void {
  process.stderr.write(`muster: ${line}\n`);
}

/**
 * Runs the desktop shell: one process per data folder, one host in it, and a window on it. `scriptDir` is where the
 * built main process lies; the page and the preload script lie beside it.
 */
export async function runShell(createHost: HostFactory, scriptDir: string): Promise<void> {
  registerPageScheme();
  let options: WebOptions;
  try {
    options = shellOptions(process.argv, app.isPackaged);
  } catch (error) {
    if (!(error instanceof WebStartError)) throw error;
    say(error.message);
    app.exit(error.exitCode);
    return;
  }
  // Electron's own lock lives in this folder, so a second start on the same data reaches the first.
  app.setPath('userData', join(options.dataDir, 'electron'));
  if (!app.requestSingleInstanceLock()) {
    say(`Muster already runs on ${options.dataDir}; its window comes to the front`);
    app.exit(0);
    return;
  }
  process.once('disconnect', () => app.quit());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  await app.whenReady();
  try {
    await startShell(createHost, options, scriptDir);
  } catch (error) {
    say(error instanceof WebStartError ? error.message : String((error as Error).stack ?? error));
    app.exit(1);
  }
}

async function startShell(createHost: HostFactory, options: WebOptions, scriptDir: string): Promise<void> {
  const { dataDir, codexHome, demo } = options;
  const lock = lockDataDir(dataDir);
  if (lock === undefined) {
    const { info, url } = await linkOfFirst(dataDir);
    say(`Muster already runs on ${dataDir} (process ${info.pid}): ${url ?? 'in its own window'}`);
    if (url !== undefined) await shell.openExternal(url);
    app.exit(0);
    return;
  }
  const host = await createHost({ dataDir, codexHome, demo });
  endWith(async () => {
    await host.dispose();
    lock.release();
  });
  denyPermissions();
  servePage(join(scriptDir, '..', 'renderer'));

  const open = (): BrowserWindow =>
    openWindow({ host, preload: join(scriptDir, '..', 'preload', 'preload.cjs'), shown: announceOnce });
  const announceOnce = once(() => {
    lock.announce({ kind: 'electron', focus: [process.execPath, ...process.argv.slice(1)] });
    const line = { url: `${PAGE_ORIGIN}/`, pid: process.pid, dataDir };
    if (options.json) process.stdout.write(`${JSON.stringify(line)}\n`);
    if (process.connected) process.send?.({ type: 'ready' });
  });
  const show = (): void => {
    const window = BrowserWindow.getAllWindows()[0] ?? open();
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    // On a Mac an app without windows goes on, and its agents with it.
    if (process.platform !== 'darwin') app.quit();
  });
  open();
}

/** Children are ended before the process is: quitting waits for it, once, and for so long at most. */
const END_LIMIT_MS = 8_000;

function endWith(end: () => Promise<void>): void {
  let ended = false;
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    ended = true;
    const limit = setTimeout(() => app.exit(1), END_LIMIT_MS);
    void end().finally(() => {
      clearTimeout(limit);
      app.quit();
    });
  });
}

/** The page needs to write to the clipboard and nothing else of what a page can ask for. */
function denyPermissions(): void {
  const allowed = new Set(['clipboard-sanitized-write']);
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(allowed.has(permission)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
