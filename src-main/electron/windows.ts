import { join } from 'node:path';
import {
  BrowserWindow,
  MessageChannelMain,
  ipcMain,
  nativeImage,
  screen,
  shell as system,
  type IpcMainEvent,
} from 'electron';
import type { CommandId } from '#shared/model/commands/commands.ts';
import { CHANNELS } from '#shared/shell/channels.ts';
import type { ToPage, ToShell } from '#shared/shell/messages.ts';
import type { HostDoor } from '../web/server.ts';
import { Mailbox } from './mailbox.ts';
import { PAGE_ORIGIN, isPage } from './page-response.ts';
import { portTransport } from './port-transport.ts';
import { guardNavigation, isFromPage, readMessage, webPreferences } from './window-guard.ts';
import { LEAST, placeWindow, readWindows, writeWindows, type WindowState } from './window-state.ts';

export interface WindowsOptions {
  readonly host: HostDoor;
  readonly preload: string;
  readonly icons: string;
  /** Where windows are remembered. */
  readonly file: string;
  /** A window is on the screen. */
  readonly shown: () => void;
  /** Whether the last window may close now; otherwise the end of the app is asked for instead. */
  readonly mayCloseLast: () => boolean;
  /** Another window is in front, or what it can do changed. */
  readonly changed: () => void;
}

interface Open {
  readonly window: BrowserWindow;
  readonly mailbox: Mailbox;
  runnable: ReadonlySet<CommandId>;
}

/** All windows of the app: opens them where they were, gives each its port, and carries messages to and fro. */
export class Windows {
  readonly #options: WindowsOptions;
  readonly #open = new Map<number, Open>();
  #last: Open | undefined;
  #opened = 0;
  #leaving = false;

  constructor(options: WindowsOptions) {
    this.#options = options;
    ipcMain.on(CHANNELS.portWanted, (event) => {
      const from = this.#senderOf(event);
      if (from !== undefined) this.#handPort(from.window);
    });
    ipcMain.on(CHANNELS.toShell, (event, raw: unknown) => {
      const from = this.#senderOf(event);
      const message = from === undefined ? undefined : readMessage(raw);
      if (from !== undefined && message !== undefined) this.#heard(from, message);
    });
  }

  get count(): number {
    return this.#open.size;
  }

  /** Whether the person looks at one of them. */
  get inFront(): boolean {
    return [...this.#open.values()].some(({ window }) => window.isFocused());
  }

  /** What the window in front can do; null when there is none. */
  get runnable(): ReadonlySet<CommandId> | null {
    return this.#current()?.runnable ?? null;
  }

  /** Opens the windows of the last run, or one. */
  openRemembered(): void {
    const remembered = readWindows(this.#options.file);
    if (remembered.length === 0) this.openNew();
    for (const state of remembered) this.#openWindow(state);
  }

  /** Opens a further window beside the one in front. */
  openNew(): void {
    this.#openWindow(undefined);
  }

  /** Brings the last used window to the front, or opens one. */
  show(): void {
    const current = this.#current();
    if (current === undefined) {
      this.openRemembered();
      return;
    }
    if (current.window.isMinimized()) current.window.restore();
    current.window.show();
    current.window.focus();
  }

  /** Has a page do something, in the window in front; opens one when there is none. */
  post(message: ToPage): void {
    this.show();
    this.#current()?.mailbox.post(message);
  }

  /** Asks the person something, over the window in front if there is one. */
  get parent(): BrowserWindow | undefined {
    return this.#current()?.window;
  }

  /** A mark on every button of Windows' taskbar while something waits. */
  setOverlay(waiting: number): void {
    const image = waiting === 0 ? null : nativeImage.createFromPath(join(this.#options.icons, 'overlay.png'));
    for (const { window } of this.#open.values())
      window.setOverlayIcon(image, waiting === 0 ? '' : `${waiting} waiting for you`);
  }

  /** Closes all windows and remembers them; nobody is asked. */
  closeAll(): void {
    this.#remember();
    this.#leaving = true;
    for (const { window } of this.#open.values()) window.destroy();
    this.#leaving = false;
  }

  #current(): Open | undefined {
    const focused = [...this.#open.values()].find(({ window }) => window.isFocused());
    return focused ?? this.#last ?? [...this.#open.values()].at(-1);
  }

  #openWindow(state: WindowState | undefined): void {
    const beside = state === undefined ? this.#current()?.window.getNormalBounds() : undefined;
    const { maximized, ...place } = placeWindow(state, screen.getAllDisplays(), beside);
    const window = new BrowserWindow({
      ...place,
      minWidth: LEAST.width,
      minHeight: LEAST.height,
      show: false,
      icon: join(this.#options.icons, 'linux', '256x256.png'),
      webPreferences: webPreferences(this.#options.preload),
    });
    const { webContents } = window;
    const open: Open = {
      window,
      mailbox: new Mailbox((message) => webContents.send(CHANNELS.toPage, message)),
      runnable: new Set(),
    };
    this.#open.set(window.id, open);
    this.#last = open;
    this.#watch(open, maximized);
    guardNavigation(
      webContents,
      (url) => void system.openExternal(url),
      () => performance.now(),
    );
    void window.loadURL(`${PAGE_ORIGIN}/${state?.place ?? ''}`);
  }

  #watch(open: Open, maximized: boolean): void {
    const { window, mailbox } = open;
    const { webContents } = window;
    // Not with each step inside of the page, which also counts as loading.
    webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) mailbox.loading();
    });
    webContents.on('did-finish-load', () => this.#handPort(window));
    window.once('ready-to-show', () => {
      if (maximized) window.maximize();
      window.show();
      this.#options.shown();
    });
    window.on('focus', () => {
      this.#last = open;
      this.#options.changed();
    });
    window.on('close', (event) => {
      if (this.#leaving) return;
      if (this.#open.size === 1 && !this.#options.mayCloseLast()) event.preventDefault();
      else this.#remember();
    });
    window.on('closed', () => {
      this.#open.delete(window.id);
      if (this.#last === open) this.#last = undefined;
      this.#options.changed();
    });
  }

  /** Each load of the page gets a port of its own to the host. */
  #handPort(window: BrowserWindow): void {
    const { webContents } = window;
    if (!isPage(webContents.getURL())) return;
    this.#opened += 1;
    const { port1, port2 } = new MessageChannelMain();
    this.#options.host.connect(portTransport(port1), { label: `window ${this.#opened}` });
    webContents.postMessage(CHANNELS.port, null, [port2]);
  }

  #senderOf(event: IpcMainEvent): Open | undefined {
    return [...this.#open.values()].find(({ window }) => isFromPage(event, window.webContents));
  }

  #heard(from: Open, message: ToShell): void {
    switch (message.type) {
      case 'ready':
        from.mailbox.ready();
        return;
      case 'runnable':
        from.runnable = new Set(message.commands);
        this.#options.changed();
        return;
      case 'newWindow':
        this.openNew();
    }
  }

  #remember(): void {
    const states = [...this.#open.values()].map(({ window }): WindowState => {
      const url = window.webContents.getURL();
      return {
        ...window.getNormalBounds(),
        maximized: window.isMaximized(),
        place: isPage(url) ? new URL(url).hash : '',
      };
    });
    if (states.length > 0) writeWindows(this.#options.file, states);
  }
}
