/**
 * Electron's module without Electron: windows without a screen, a menu, a tray and notifications that remember what they
 * were told, and the events of the app. Only what the desktop shell uses is here; what it does with it is the test's.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { PortLike } from '../../src-main/electron/port-transport.ts';

type MenuItemConstructorOptions = Electron.MenuItemConstructorOptions;
type NotificationAction = Electron.NotificationAction;
type NotificationConstructorOptions = Electron.NotificationConstructorOptions;
type MessageBoxOptions = Electron.MessageBoxOptions;

class App extends EventEmitter {
  isPackaged = false;
  badge = 0;
  /** How often the app really ended. */
  ended = 0;
  readonly paths = new Map<string, string>();
  /** What was done before the app was ready. */
  readonly early: string[] = [];
  readonly #ready = deferred();
  isReady = false;
  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  /** Electron is ready only after its entry was evaluated. */
  becomeReady(): void {
    this.isReady = true;
    this.#ready.resolve();
  }
  setPath(name: string, path: string): void {
    this.paths.set(name, path);
    if (!this.isReady) this.early.push(`path of ${name}`);
  }
  requestSingleInstanceLock(): boolean {
    if (!this.isReady) this.early.push('lock');
    return true;
  }
  setAppUserModelId(): void {}
  setAsDefaultProtocolClient(): void {}
  getLoginItemSettings() {
    return { wasOpenedAtLogin: false };
  }
  exit(code: number): void {
    throw new Error(`the app gave up with ${code}`);
  }
  setBadgeCount(count: number): boolean {
    this.badge = count;
    return true;
  }
  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (prevented) return;
    for (const window of [...BrowserWindow.all]) window.close();
    if (BrowserWindow.all.size > 0) return;
    this.ended += 1;
    this.emit('quit');
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** Node's port in the shape of Electron's. */
function electronPort(port: MessagePort): PortLike & { readonly port: MessagePort } {
  return {
    port,
    postMessage: (message) => port.postMessage(message),
    on: (event: string, listener: (value: never) => void) =>
      event === 'message'
        ? port.on('message', (data) => (listener as (event: { data: unknown }) => void)({ data }))
        : port.on('close', listener as () => void),
    start: () => port.start(),
    close: () => port.close(),
  };
}

export class MessageChannelMain {
  readonly port1;
  readonly port2;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = electronPort(port1);
    this.port2 = electronPort(port2);
  }
}

export class WebContents extends EventEmitter {
  readonly mainFrame = { url: '' };
  /** What the shell said to the page. */
  readonly sent: unknown[] = [];
  /** The ports that the page was given. */
  readonly ports: MessagePort[] = [];
  getURL(): string {
    return this.mainFrame.url;
  }
  send(_channel: string, message: unknown): void {
    this.sent.push(message);
  }
  postMessage(_channel: string, _message: unknown, ports: readonly { readonly port: MessagePort }[]): void {
    this.ports.push(...ports.map(({ port }) => port));
  }
  setWindowOpenHandler(): void {}
}

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class BrowserWindow extends EventEmitter {
  static readonly all = new Set<BrowserWindow>();
  static #next = 1;
  readonly id = BrowserWindow.#next++;
  readonly webContents = new WebContents();
  readonly options: Partial<Bounds> & { readonly webPreferences: unknown };
  focused = false;
  overlay = '';
  constructor(options: BrowserWindow['options']) {
    super();
    this.options = options;
    BrowserWindow.all.add(this);
    app.emit('browser-window-created', {}, this);
  }
  loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    setImmediate(() => {
      this.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
      this.webContents.emit('did-finish-load');
      this.emit('ready-to-show');
    });
    return Promise.resolve();
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return false;
  }
  getNormalBounds(): Bounds {
    return { x: 10, y: 20, width: 1000, height: 700, ...this.options };
  }
  show(): void {}
  maximize(): void {}
  restore(): void {}
  focus(): void {}
  setOverlayIcon(_image: unknown, text: string): void {
    this.overlay = text;
  }
  /** As the person closes it, who may be kept from it. */
  close(): void {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
  }
  destroy(): void {
    if (!BrowserWindow.all.delete(this)) return;
    this.emit('closed');
    if (BrowserWindow.all.size === 0) app.emit('window-all-closed');
  }
}

export class Tray extends EventEmitter {
  static last: Tray | undefined;
  tooltip = '';
  menu: readonly MenuItemConstructorOptions[] = [];
  gone = false;
  constructor() {
    super();
    Tray.last = this;
  }
  setToolTip(text: string): void {
    this.tooltip = text;
  }
  setTitle(): void {}
  setContextMenu(menu: readonly MenuItemConstructorOptions[]): void {
    this.menu = menu;
  }
  destroy(): void {
    this.gone = true;
  }
}

export class Notification extends EventEmitter {
  static readonly shown: Notification[] = [];
  readonly title: string;
  readonly body: string;
  readonly actions: readonly NotificationAction[];
  closed = false;
  constructor({ title = '', body = '', actions = [] }: NotificationConstructorOptions) {
    super();
    this.title = title;
    this.body = body;
    this.actions = actions;
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    Notification.shown.push(this);
  }
  close(): void {
    this.closed = true;
  }
}

export const Menu = {
  application: [] as readonly MenuItemConstructorOptions[],
  buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => template,
  setApplicationMenu(menu: readonly MenuItemConstructorOptions[]): void {
    Menu.application = menu;
  },
};

/** Questions to the person, and their answers by label. */
export const dialog = {
  questions: [] as MessageBoxOptions[],
  answer: 'Cancel',
  showMessageBox(...args: unknown[]) {
    const box = args.at(-1) as MessageBoxOptions;
    dialog.questions.push(box);
    return Promise.resolve({
      response: box.buttons?.indexOf(dialog.answer) ?? -1,
      checkboxChecked: false,
    });
  },
};

export const powerSaveBlocker = {
  held: new Set<number>(),
  start(): number {
    const id = powerSaveBlocker.held.size + 1;
    powerSaveBlocker.held.add(id);
    return id;
  },
  stop: (id: number): boolean => powerSaveBlocker.held.delete(id),
};

export const app = new App();
export const ipcMain = new EventEmitter();
export const powerMonitor = new EventEmitter();
export const nativeImage = { createFromPath: (path: string) => path };
/** No keyring, as on a server: secrets stay in their file. */
export const safeStorage = { isEncryptionAvailable: () => false };
export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
};
export const shell = { openExternal: () => Promise.resolve() };

type Answer = (request: { readonly url: string; readonly method: string }) => Promise<Response>;

export const protocol = {
  handlers: new Map<string, Answer>(),
  registerSchemesAsPrivileged(schemes: readonly { readonly scheme: string }[]): void {
    if (!app.isReady) app.early.push(`scheme ${schemes.map(({ scheme }) => scheme).join()}`);
  },
  handle(scheme: string, answer: Answer): void {
    protocol.handlers.set(scheme, answer);
  },
};

const nothing = (): void => {};
export const session = {
  defaultSession: {
    setPermissionRequestHandler: nothing,
    setPermissionCheckHandler: nothing,
    setDevicePermissionHandler: nothing,
  },
};
