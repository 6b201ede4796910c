import { ContractClient } from '#shared/contract/client.ts';
import type { ClientTransport } from '#shared/contract/transport.ts';
import { browserName } from '#shared/model/access/browser-name.ts';
import type { Connection } from './context.ts';
import { hasSession, sessionKey } from './session.ts';
import { openSocket } from './socket-transport.ts';
import { LINGER_MS, TopicStore } from './topic-store.ts';

const CLIENT_ID_KEY = 'muster.client';

/** A page that the browser does not paint, for whatever reason, is told all the same after so long, ms. */
const NO_FRAME_MS = 100;

/** Runs something once, with the next frame that is painted; at once in a page that is out of sight. */
function withNextFrame(run: () => void): void {
  if (document.visibilityState === 'hidden') {
    run();
    return;
  }
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, NO_FRAME_MS);
}

/** Connects by any transport; the identity of this window outlives reloads but not the window. */
export function connectTo(connect: () => Promise<ClientTransport>, name: string): Connection {
  const client = new ContractClient({
    connect,
    clientId: clientId(),
    name,
    clock: {
      now: () => Date.now(),
      setTimeout: (run, ms) => window.setTimeout(run, ms),
      clearTimeout: (handle) => window.clearTimeout(handle as number),
      random: Math.random,
    },
  });
  window.addEventListener('online', () => client.reconnectNow());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') client.reconnectNow();
  });
  return { client, store: new TopicStore(client, LINGER_MS, withNextFrame) };
}

/** Connects a browser over the host's WebSocket. `refused` is told when this browser's session has ended. */
export function connectBrowser(refused: () => void): Connection {
  const url = `${location.origin.replace(/^http/, 'ws')}/contract`;
  const connect = async (): Promise<ClientTransport> => {
    try {
      return await openSocket(url, sessionKey()?.key ?? '');
    } catch (error) {
      // A page cannot see why an upgrade was refused; a plain request can.
      if (!(await hasSession())) refused();
      throw error;
    }
  };
  return connectTo(connect, browserName(navigator.userAgent));
}

function clientId(): string {
  try {
    const known = sessionStorage.getItem(CLIENT_ID_KEY);
    if (known !== null) return known;
    const made = newId();
    sessionStorage.setItem(CLIENT_ID_KEY, made);
    return made;
  } catch {
    return newId();
  }
}

/** A UUID, also where the page is not served from a secure origin. */
function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
