import type { ClientTransport } from '#shared/contract/transport.ts';
import type { ToPage, ToShell } from '#shared/shell/messages.ts';
import { portTransport } from './port-transport.ts';

/** What the desktop shell's preload script offers to the page; absent in a browser. */
export interface MusterShell {
  pathForFile(file: File): string;
  /** Asks the shell for a new port after the old one closed. */
  requestPort?(): void;
  /** Tells the shell something about this window. */
  send?(message: ToShell): void;
  /** Hears what the shell wants of this window, from now on. */
  listen?(hear: (message: ToPage) => void): void;
}

declare global {
  interface Window {
    readonly musterShell?: MusterShell;
  }
}

/** The shell around this page, or undefined in a browser. */
export function musterShell(): MusterShell | undefined {
  return window.musterShell;
}

/**
 * Waits for ports of the desktop shell. Start it before anything else runs, so that no port is missed; then each call
 * of the function it returns waits for the next port that was not used yet.
 */
export function listenForPorts(): () => Promise<ClientTransport> {
  const unused: MessagePort[] = [];
  let waiting: ((port: MessagePort) => void) | undefined;
  window.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.data !== 'muster-port' || event.source !== window || port === undefined) return;
    if (waiting === undefined) unused.push(port);
    else waiting(port);
    waiting = undefined;
  });
  let first = true;
  return async () => {
    if (!first && unused.length === 0) window.musterShell?.requestPort?.();
    first = false;
    const port = unused.shift() ?? (await new Promise<MessagePort>((resolve) => (waiting = resolve)));
    return portTransport(port);
  };
}
