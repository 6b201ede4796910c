import { join } from 'node:path';
import { Menu, app, dialog, powerMonitor } from 'electron';
import type { Disposable } from '#shared/base/disposable.ts';
import type { CommandId } from '#shared/model/commands/commands.ts';
import { Keymap } from '#shared/model/commands/keymap.ts';
import { linkInArguments, parseLink, type Link } from '#shared/model/links/link.ts';
import { systemClock } from '../host/base/system-clock.ts';
import type { RunningHost } from '../web/run.ts';
import { unhandledWords, watchUnhandled } from '../web/unhandled.ts';
import { HostFollower } from './follower.ts';
import type { Glance } from './glance.ts';
import { menuTemplate } from './menu.ts';
import { QuitFlow } from './quit-flow.ts';
import type { QuitQuestion } from './quit-state.ts';
import { Signs } from './signs.ts';
import { setStartAtLogin } from './start-at-login.ts';
import { startUpdates } from './updates.ts';
import { Windows } from './windows.ts';

export interface DesktopAppOptions {
  readonly host: RunningHost;
  readonly dataDir: string;
  readonly preload: string;
  readonly icons: string;
  /** Started at login: no window until somebody asks for one. */
  readonly hidden: boolean;
  /** A window is on the screen for the first time. */
  readonly shown: () => void;
  /** The host has ended. */
  readonly ended: () => void;
  readonly say: (line: string) => void;
}

/** What runs is told to stop within this, so that it can be continued; then the host is ended in any case. */
const INTERRUPT_LIMIT_MS = 3_000;
/** Children are ended before the process is: quitting waits for it, and for so long at most. */
const END_LIMIT_MS = 8_000;
/** The menu is made anew at most so often. */
const MENU_PACE_MS = 100;

/** The running desktop app: windows, menu, signs and the way to end them, around one host. */
export class DesktopApp {
  readonly #options: DesktopAppOptions;
  readonly #follower: HostFollower;
  readonly #windows: Windows;
  readonly #signs: Signs;
  readonly #quit: QuitFlow;
  #menuTimer: NodeJS.Timeout | undefined;
  #menuText = '';
  #update: { readonly version: string; readonly install: () => void } | undefined;
  #startAtLogin: boolean | undefined;
  #unhandled: Disposable | undefined;

  constructor(options: DesktopAppOptions) {
    this.#options = options;
    this.#follower = new HostFollower(options.host, systemClock);
    this.#windows = new Windows({
      host: options.host,
      preload: options.preload,
      icons: options.icons,
      file: join(options.dataDir, 'electron', 'windows.json'),
      shown: options.shown,
      mayCloseLast: () => this.#mayCloseLast(),
      changed: () => {
        if (this.#windows.inFront) this.#signs.attended();
        this.#menuLater();
      },
    });
    this.#signs = new Signs({
      icons: options.icons,
      inFront: () => this.#windows.inFront,
      setOverlay: (waiting) => this.#windows.setOverlay(waiting),
      decide: (approvalId, decision) => {
        // Somebody was faster, or it expired: its card says so.
        this.#follower
          .call('approval/decide', { approvalId, decision })
          .catch(() => this.#open({ type: 'inbox', approvalId }));
      },
      open: (link) => this.#open(link),
      run: (id) => this.#run(id),
      show: () => this.#windows.show(),
      quit: () => app.quit(),
    });
    this.#quit = new QuitFlow({
      glance: () => this.#follower.glance,
      ask: (question) => this.#ask(question),
      // Not in the middle of the event that asked for it: that window still has to end its own closing.
      hide: () => setImmediate(() => this.#windows.closeAll()),
      endHost: () => this.#endHost(),
      remember: (value) => {
        this.#follower
          .call('settings/set', { name: 'system.quit', value })
          .catch((error: unknown) => options.say(String(error)));
      },
      leave: (reason) => {
        if (reason === 'update') this.#update?.install();
        else app.quit();
      },
      onFault: (error) => options.say(String(error)),
    });
    this.#listen();
    this.#follower.onChange((glance) => this.#changed(glance));
    this.#drawMenu();
    this.#signs.update(this.#follower.glance);
    if (!options.hidden) this.#windows.openRemembered();
    void this.#watchUpdates();
  }

  /** Follows a link that came from outside; one that cannot be read only brings the app to the front. */
  follow(text: string): void {
    const link = parseLink(text);
    if (link === null) {
      this.#options.say('a link was not followed: it holds something that Muster does not take');
      this.#windows.show();
    } else this.#open(link);
  }

  #listen(): void {
    app.on('second-instance', (_event, argv) => {
      const link = linkInArguments(argv);
      if (link === undefined) this.#windows.show();
      else this.follow(link);
    });
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.follow(url);
    });
    // A folder that was dropped on the icon in the dock.
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#windows.show();
      this.#follower
        .call('workspace/add', { path })
        .catch((error: unknown) => this.#options.say(`${path} was not added: ${String(error)}`));
    });
    app.on('activate', () => this.#windows.show());
    app.on('window-all-closed', () => {
      // On a Mac an app without windows goes on; elsewhere it does while agents were told to go on without one.
      if (process.platform !== 'darwin' && this.#follower.glance.running.length === 0) app.quit();
    });
    app.on('before-quit', (event) => {
      if (!this.#quit.wanted('person')) event.preventDefault();
    });
    powerMonitor.on('shutdown', (event?: Electron.Event) => {
      if (!this.#quit.wanted('system')) event?.preventDefault();
    });
    app.on('browser-window-created', (_event, window) => {
      window.on('session-end', () => void this.#quit.wanted('system'));
    });
    const told = (): void => {
      if (this.#quit.wanted('system')) app.quit();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, told);
    process.once('disconnect', told);
    // Electron would show a dialog with a stack for these, and go on or not as one answers it.
    this.#unhandled = watchUnhandled((error) => {
      this.#options.say(unhandledWords(error));
      this.#options.host.faultOutside?.(error);
    });
  }

  #mayCloseLast(): boolean {
    if (process.platform === 'darwin' || this.#follower.glance.running.length === 0) return true;
    return this.#quit.wanted('person');
  }

  #changed(glance: Glance): void {
    this.#signs.update(glance);
    this.#menuLater();
    const wanted = glance.settings?.['system.startAtLogin'];
    if (wanted === undefined || wanted === this.#startAtLogin || !app.isPackaged) return;
    this.#startAtLogin = wanted;
    try {
      const executable = process.env['APPIMAGE'] ?? process.execPath;
      setStartAtLogin(wanted, app, { platform: process.platform, executable, env: process.env });
    } catch (error) {
      this.#options.say(`start at login was not changed: ${String(error)}`);
    }
  }

  #open(link: Link): void {
    this.#windows.post({ type: 'open', link });
  }

  #run(command: CommandId): void {
    if (command === 'window.new') this.#windows.openNew();
    else this.#windows.post({ type: 'run', command });
  }

  #menuLater(): void {
    this.#menuTimer ??= setTimeout(() => {
      this.#menuTimer = undefined;
      this.#drawMenu();
    }, MENU_PACE_MS);
  }

  #drawMenu(): void {
    const { runnable } = this.#windows;
    const changed = this.#follower.glance.settings?.['keys.changed'];
    const update = this.#update?.version ?? null;
    const text = JSON.stringify([runnable === null ? null : [...runnable], changed, update]);
    if (text === this.#menuText) return;
    this.#menuText = text;
    const template = menuTemplate(
      {
        platform: process.platform,
        packaged: app.isPackaged,
        runnable,
        keymap: new Keymap(changed),
        update,
      },
      {
        run: (id) => this.#run(id),
        quit: () => app.quit(),
        installUpdate: () => {
          if (this.#quit.wanted('update')) this.#update?.install();
        },
      },
    );
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  async #ask(question: QuitQuestion) {
    const { message, detail, choices, canRemember } = question;
    const cancelId = choices.length - 1;
    const box: Electron.MessageBoxOptions = {
      type: 'question',
      title: 'Muster',
      message,
      detail,
      buttons: choices.map(({ label }) => label),
      // The one that loses nothing.
      defaultId: choices.findIndex(({ choice }) => choice !== 'interrupt'),
      cancelId,
      noLink: true,
      ...(canRemember && { checkboxLabel: 'Do this from now on, without asking' }),
    };
    const { parent } = this.#windows;
    const { response, checkboxChecked } =
      parent === undefined ? await dialog.showMessageBox(box) : await dialog.showMessageBox(parent, box);
    return { choice: choices[response]?.choice ?? 'cancel', remember: checkboxChecked };
  }

  async #endHost(): Promise<void> {
    const { host, ended } = this.#options;
    clearTimeout(this.#menuTimer);
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#follower.glance.running.length > 0)
      await within(this.#follower.call('fleet/stopAll', { resumable: true }), INTERRUPT_LIMIT_MS);
    this.#windows.closeAll();
    this.#signs.dispose();
    this.#follower.dispose();
    await within(host.dispose(), END_LIMIT_MS);
    ended();
    this.#unhandled?.dispose();
  }

  async #watchUpdates(): Promise<void> {
    try {
      const install = await startUpdates({
        packaged: app.isPackaged,
        resources: process.resourcesPath,
        load: async () => (await import('electron-updater')).default.autoUpdater,
        setTimer: (run, ms) => setTimeout(run, ms).unref(),
        onFault: (error) => this.#options.say(`looking for a new version failed: ${String(error)}`),
        onReady: (version) => {
          if (install === undefined) return;
          this.#update = { version, install };
          this.#menuLater();
        },
      });
    } catch (error) {
      this.#options.say(`updates are off: ${String(error)}`);
    }
  }
}

/** Waits for work, and no longer than that; how it went is known where it is done. */
async function within(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work.catch(() => {}), limit]);
  clearTimeout(timer);
}
