import { BrowserWindow, MessageChannelMain, ipcMain, shell } from 'electron';
import type { HostDoor } from '../web/server.ts';
import { PAGE_ORIGIN, isPage } from './page.ts';
import { portTransport } from './port-transport.ts';

/** Names of the two messages between this shell and the preload script; src-preload/preload.ts has the same. */
const PORT = 'muster-port';
const PORT_WANTED = 'muster-port-wanted';

let windows = 0;

/** Opens a window on the page and gives it a port to the host with each load. */
export function openWindow(options: {
  readonly host: HostDoor;
  readonly preload: string;
  readonly shown: () => void;
}): BrowserWindow {
  windows += 1;
  const label = `window ${windows}`;
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 390,
    minHeight: 480,
    show: false,
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: true,
    },
  });
  const { webContents } = window;

  const handPort = (): void => {
    const { port1, port2 } = new MessageChannelMain();
    options.host.connect(portTransport(port1), { label });
    webContents.postMessage(PORT, null, [port2]);
  };
  webContents.on('did-finish-load', () => {
    if (isPage(webContents.getURL())) handPort();
  });
  const onWanted = (event: Electron.IpcMainEvent): void => {
    // Only the top frame of this window, and only while it shows our page.
    const frame = event.senderFrame;
    if (event.sender === webContents && frame === webContents.mainFrame && isPage(frame?.url)) handPort();
  };
  ipcMain.on(PORT_WANTED, onWanted);
  window.on('closed', () => ipcMain.off(PORT_WANTED, onWanted));

  // The page is one document: whatever would lead elsewhere goes to the browser or nowhere.
  webContents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
  webContents.on('will-navigate', (event) => {
    if (isPage(event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  webContents.on('will-attach-webview', (event) => event.preventDefault());

  window.once('ready-to-show', () => {
    window.show();
    options.shown();
  });
  void window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}

/** Web links open in the system's browser; everything else (files, other schemes) opens nothing. */
function openOutside(url: string): void {
  if (/^https?:\/\//i.test(url)) void shell.openExternal(url);
}
