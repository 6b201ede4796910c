import { join } from 'node:path';
import { app, safeStorage, session, shell as system } from 'electron';
import { lockDataDir, showFirst } from '../web/instance.ts';
import { WebStartError } from '../web/options.ts';
import type { HostFactory } from '../web/run.ts';
import { DesktopApp } from './desktop-app.ts';
import {
  mergedEnvironment,
  needsLoginEnvironment,
  readLoginEnvironment,
  usualEnvironment,
} from './login-environment.ts';
import { shellArguments, type ShellArguments } from './options.ts';
import { PAGE_ORIGIN } from './page-response.ts';
import { registerPageScheme, servePage } from './page.ts';
import { secretCipher } from './secret-cipher.ts';
import { denyPermissions } from './window-guard.ts';

/** One line for the person at the terminal. */
export function say(line: string): void {
  process.stderr.write(`muster: ${line}\n`);
}

/** Whom Windows takes notifications and windows to belong to; the same as in electron-builder.yml. */
const APP_ID = 'app.muster.desktop';

/**
 * Runs the desktop shell: one process per data folder, one host in it, and windows on it. `scriptDir` is where the
 * built main process lies; the page and the preload script lie beside it. What must be done before Electron is ready
 * is done before this function first waits.
 */
export async function runShell(createHost: HostFactory, scriptDir: string): Promise<void> {
  registerPageScheme();
  let given: ShellArguments;
  try {
    given = shellArguments(process.argv, app.isPackaged);
  } catch (error) {
    if (!(error instanceof WebStartError)) throw error;
    say(error.message);
    app.exit(error.exitCode);
    return;
  }
  const { dataDir } = given.options;
  // Electron's own lock lives in this folder, so a second start on the same data reaches the first.
  app.setPath('userData', join(dataDir, 'electron'));
  app.setAppUserModelId(APP_ID);
  if (!app.requestSingleInstanceLock()) {
    say(`Muster already runs on ${dataDir}; its window comes to the front`);
    app.exit(0);
    return;
  }
  // A link may open the app on macOS before anything else of it runs: it is kept until there is a window.
  const early: string[] = [];
  const keep = (event: Electron.Event, url: string): void => {
    event.preventDefault();
    early.push(url);
  };
  app.on('open-url', keep);
  const environment = loginEnvironment();
  await app.whenReady();
  try {
    const startNotices = await environment;
    app.off('open-url', keep);
    await startShell(createHost, given, scriptDir, startNotices, early);
  } catch (error) {
    say(error instanceof WebStartError ? error.message : String((error as Error).stack ?? error));
    app.exit(1);
  }
}

type StartNotices = readonly { readonly title: string; readonly detail: string }[];

/** Makes the login shell's environment ours, where the system gave us none; answers what the person should know. */
async function loginEnvironment(): Promise<StartNotices> {
  const { platform, env } = process;
  if (!needsLoginEnvironment({ platform, packaged: app.isPackaged, env })) return [];
  const found = await readLoginEnvironment();
  const next =
    found.type === 'read' ? mergedEnvironment(env, found.variables) : usualEnvironment(env, platform);
  Object.assign(process.env, next);
  if (found.type === 'read') return [];
  const detail = `${found.reason} Agents get the usual folders on PATH instead. Correct the start files of your shell, or start Muster from a terminal.`;
  return [{ title: 'Your shell’s environment could not be read', detail }];
}

async function startShell(
  createHost: HostFactory,
  given: ShellArguments,
  scriptDir: string,
  startNotices: StartNotices,
  early: readonly string[],
): Promise<void> {
  const { dataDir, codexHome, demo, json } = given.options;
  const lock = lockDataDir(dataDir);
  if (lock === undefined) {
    const { pid, kind, origin } = await showFirst(dataDir);
    const where = kind === 'browser' ? `at ${origin}` : 'in its own window';
    say(`Muster already runs on ${dataDir} (process ${pid}) ${where}`);
    if (kind === 'browser' && origin !== undefined) await system.openExternal(`${origin}/`);
    app.exit(0);
    return;
  }
  denyPermissions(session.defaultSession);
  servePage(join(scriptDir, '..', 'renderer'));
  if (app.isPackaged) app.setAsDefaultProtocolClient('muster');
  const host = await createHost({
    dataDir,
    codexHome,
    demo,
    startNotices,
    cipher: secretCipher(safeStorage, process.platform),
  });
  const desktop = new DesktopApp({
    host,
    dataDir,
    preload: join(scriptDir, '..', 'preload', 'preload.cjs'),
    icons: join(scriptDir, '..', '..', 'resources', 'icons'),
    // macOS says it by itself, without an option.
    hidden: given.hidden || app.getLoginItemSettings().wasOpenedAtLogin,
    shown: once(() => {
      const line = { url: `${PAGE_ORIGIN}/`, pid: process.pid, dataDir };
      if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
      if (process.connected) process.send?.({ type: 'ready' });
    }),
    ended: () => lock.release(),
    say,
  });
  lock.announce({ kind: 'electron' });
  for (const link of [...(given.link === undefined ? [] : [given.link]), ...early]) desktop.follow(link);
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
