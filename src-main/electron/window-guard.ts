import type { Session, WebContents, WebPreferences } from 'electron';
import { toShellSchema, type ToShell } from '#shared/shell/messages.ts';
import { isPage } from './page-response.ts';

/** What a page may do: nothing of Node, its own world, a sandbox. What is not named here is Electron's safe default. */
export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: true,
  };
}

/** What a page may ask of the system: to write to the clipboard, and nothing else. */
const PERMITTED = new Set(['clipboard-sanitized-write']);

/** Refuses every permission but that one, for pages of any origin. */
export function denyPermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
): void {
  const may = (permission: string, url: string | undefined): boolean =>
    PERMITTED.has(permission) && isPage(url);
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(may(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) =>
    may(permission, origin.replace(/\/$/, '')),
  );
  session.setDevicePermissionHandler(() => false);
}

type Guarded = Pick<WebContents, 'setWindowOpenHandler'> & {
  on(event: 'will-navigate' | 'will-redirect', listener: (event: NavigationEvent) => void): unknown;
  on(
    event: 'will-frame-navigate',
    listener: (event: NavigationEvent & { readonly isMainFrame: boolean }) => void,
  ): unknown;
  on(event: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown;
  on(event: 'input-event', listener: (event: unknown, input: { readonly type: string }) => void): unknown;
};

interface NavigationEvent {
  readonly url: string;
  preventDefault(): void;
}

/** A press leads somewhere for so long: a page that takes its time to follow a link still follows it. */
const PRESS_MS = 2_000;
const PRESSES = new Set(['mouseDown', 'mouseUp', 'keyDown', 'rawKeyDown', 'gestureTap', 'touchEnd']);

/**
 * The page is one document: whatever would lead elsewhere goes to the system's browser, once for each press of the
 * person, or nowhere. `now` is any steady clock, ms.
 */
export function guardNavigation(contents: Guarded, openUrl: (url: string) => void, now: () => number): void {
  let pressedAt = -Infinity;
  contents.on('input-event', (_event, { type }) => {
    if (PRESSES.has(type)) pressedAt = now();
  });
  const openOutside = (url: string): void => {
    if (now() - pressedAt > PRESS_MS) return;
    pressedAt = -Infinity;
    openUrl(url);
  };
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebLink(url)) openOutside(url);
    return { action: 'deny' };
  });
  const stay = (event: NavigationEvent): void => {
    if (isPage(event.url)) return;
    event.preventDefault();
    if (isWebLink(event.url)) openOutside(event.url);
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', (event) => {
    if (!isPage(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    // The top frame's own event comes after this one, and sends web links to the browser.
    if (!event.isMainFrame && !isPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Only web links leave for the system's browser: files, scripts and other programs' schemes open nothing. */
export function isWebLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

/** A message as Electron tells of it. */
export interface Sent<Contents, Frame> {
  readonly sender: Contents;
  readonly senderFrame: Frame | null;
}

/** Whether a message comes from the top frame of this very window, while it shows our page. */
export function isFromPage<Frame extends { readonly url: string }>(
  event: Sent<unknown, Frame>,
  contents: { readonly mainFrame: Frame },
): boolean {
  const { sender, senderFrame } = event;
  return (
    sender === contents &&
    senderFrame !== null &&
    senderFrame === contents.mainFrame &&
    isPage(senderFrame.url)
  );
}

/** A message of a page, if it is one of those there are. */
export function readMessage(raw: unknown): ToShell | undefined {
  return toShellSchema.safeParse(raw).data;
}
