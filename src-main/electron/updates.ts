import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppUpdater } from 'electron-updater';

export interface UpdateOptions {
  readonly packaged: boolean;
  /** Electron's `process.resourcesPath`. */
  readonly resources: string;
  /** Loads electron-updater; only asked where there is a feed. */
  readonly load: () => Promise<Pick<AppUpdater, 'checkForUpdates' | 'quitAndInstall'> & UpdateEvents>;
  readonly setTimer: (run: () => void, ms: number) => void;
  readonly onFault: (error: unknown) => void;
  /** A new version lies ready and waits for a restart. */
  readonly onReady: (version: string) => void;
}

interface UpdateEvents {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  on(event: 'update-downloaded', listener: (info: { readonly version: string }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** How often is looked for a new version. */
const CHECK_MS = 6 * 60 * 60 * 1000;

/**
 * Looks for new versions where the package names a feed (`publish` in electron-builder.yml becomes `app-update.yml`
 * beside the archive); without one nothing of it is even loaded, and nothing is asked of the network. A new version is
 * fetched, its signature checked by electron-updater, and put in place when the person restarts or quits. Answers how to
 * install it, or undefined where there is no feed.
 */
export async function startUpdates(options: UpdateOptions): Promise<(() => void) | undefined> {
  const { packaged, resources, load, setTimer, onFault, onReady } = options;
  if (!packaged || !existsSync(join(resources, 'app-update.yml'))) return undefined;
  const updater = await load();
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = true;
  updater.on('error', onFault);
  updater.on('update-downloaded', ({ version }) => onReady(version));
  const check = (): void => {
    // Its failures are told by its event as well.
    updater.checkForUpdates().catch(() => {});
    setTimer(check, CHECK_MS);
  };
  check();
  return () => updater.quitAndInstall();
}
