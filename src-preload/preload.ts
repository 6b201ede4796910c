import { contextBridge, ipcRenderer, webUtils } from 'electron';

/** Names of the two messages; src-main/electron/window.ts has the same. */
const PORT = 'muster-port';
const PORT_WANTED = 'muster-port-wanted';

// A port cannot cross the context bridge; it is handed to the page as the page would hand one to itself.
ipcRenderer.on(PORT, (event) => window.postMessage(PORT, window.location.origin, event.ports));

contextBridge.exposeInMainWorld('musterShell', {
  /** The path of a file that was dropped on the page. */
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
  /** Asks for a new port after the old one closed. */
  requestPort: (): void => ipcRenderer.send(PORT_WANTED),
});
