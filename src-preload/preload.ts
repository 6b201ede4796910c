import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CHANNELS } from '#shared/shell/channels.ts';
import type { ToPage, ToShell } from '#shared/shell/messages.ts';

// A port cannot cross the context bridge; it is handed to the page as the page would hand one to itself.
ipcRenderer.on(CHANNELS.port, (event) =>
  window.postMessage(CHANNELS.port, window.location.origin, event.ports),
);

contextBridge.exposeInMainWorld('musterShell', {
  /** The path of a file that was dropped on the page. */
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
  /** Asks for a new port after the old one closed. */
  requestPort: (): void => ipcRenderer.send(CHANNELS.portWanted),
  /** Tells the shell something; it checks what it is told. */
  send: (message: ToShell): void => ipcRenderer.send(CHANNELS.toShell, message),
  /** Hears what the shell says, for as long as the page lives. */
  listen: (hear: (message: ToPage) => void): void => {
    ipcRenderer.on(CHANNELS.toPage, (_event, message: ToPage) => hear(message));
  },
});
