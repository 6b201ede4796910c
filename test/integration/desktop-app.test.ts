import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hostTopic } from '#shared/contract/topics.ts';
import { CHANNELS } from '#shared/shell/channels.ts';
import { DesktopApp } from '../../src-main/electron/desktop-app.ts';
import { portTransport } from '../../src-renderer/connection/port-transport.ts';
import * as electron from '../support/standin-electron-module.ts';
import { TestClient } from '../support/test-client.ts';
import { inState, useHarness } from '../support/use-harness.ts';

vi.mock('electron', () => import('../support/standin-electron-module.ts'));

const used = useHarness();
/** Signals of this process are the test runner's, not the app's. */
const signals = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'disconnect',
  'uncaughtException',
  'unhandledRejection',
] as const;
const clients: TestClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
  for (const emitter of [electron.app, electron.ipcMain, electron.powerMonitor]) emitter.removeAllListeners();
  electron.BrowserWindow.all.clear();
  electron.Notification.shown.length = 0;
  electron.dialog.questions.length = 0;
  electron.powerSaveBlocker.held.clear();
  electron.app.ended = 0;
});

/** The desktop app around the host of this test. `unhandled` is what it does about errors that nobody handled. */
function start(): { ended: () => boolean; unhandled: ((error: unknown) => void)[] } {
  let ended = false;
  const unhandled: ((error: unknown) => void)[] = [];
  const before = signals.map((signal) => process.listeners(signal as 'SIGTERM'));
  void new DesktopApp({
    host: used.harness.host,
    dataDir: used.harness.dataDir,
    preload: '/preload.cjs',
    icons: '/icons',
    hidden: false,
    shown: () => {},
    ended: () => {
      ended = true;
    },
    say: (line) => used.harness.faults.push(line),
  });
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal as 'SIGTERM'))
      if (!before[index]?.includes(listener)) {
        process.removeListener(signal, listener);
        if (signal.startsWith('un')) unhandled.push(listener as (error: unknown) => void);
      }
  }
  return { ended: () => ended, unhandled };
}

const windows = (): electron.BrowserWindow[] => [...electron.BrowserWindow.all];

/** What the page of a window does first: it speaks with the host over its port, and with the shell. */
async function page(window: electron.BrowserWindow): Promise<TestClient> {
  await expect.poll(() => window.webContents.ports.length).toBeGreaterThan(0);
  const port = window.webContents.ports.at(-1) as unknown as MessagePort;
  const client = new TestClient(() => Promise.resolve(portTransport(port)), 'page');
  clients.push(client);
  tell(window, { type: 'runnable', commands: ['thread.new', 'app.stopAll'] });
  tell(window, { type: 'ready' });
  return client;
}

function tell(window: electron.BrowserWindow, message: unknown, from = window.webContents.mainFrame): void {
  electron.ipcMain.emit(CHANNELS.toShell, { sender: window.webContents, senderFrame: from }, message);
}

const items = (menu: readonly Electron.MenuItemConstructorOptions[]) =>
  menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
const inMenu = (id: string) => items(electron.Menu.application).find((item) => item.id === id);
const tray = () => electron.Tray.last;
const chooseInTray = (label: RegExp): void =>
  (tray()?.menu.find((item) => label.test(item.label ?? ''))?.click as (() => void) | undefined)?.();

describe('the desktop app, on a real host', () => {
  it('keeps agents alive over an error that nobody handled, and says so in the app', async () => {
    const { harness } = used;
    const { unhandled } = start();
    expect(unhandled).toHaveLength(2);
    const client = await page(windows()[0]!);
    const { workspaceId } = await harness.addRepository('alpha');
    const { threadId } = await client.call('thread/start', { workspaceId, text: '[script:hold name=here]' });
    await harness.model.held('here');
    for (const hear of unhandled) hear(new Error('nobody handled this'));
    const notice = await client.until(
      () =>
        client
          .values(hostTopic.topic, hostTopic.notice)
          .find(({ detail }) => detail.includes('nobody handled this')),
      'the notice',
    );
    expect(notice.title).toBe('Muster made a mistake');
    expect((await client.call('diagnostics/read', {})).faults).toBe(2);
    harness.model.release('here');
    await inState(client, threadId, 'finished');
    // They were made here, and told twice each: to the terminal and by the host.
    expect(harness.faults.splice(0).map(String)).toEqual(
      Array.from({ length: 4 }, () => expect.stringContaining('nobody handled this') as string),
    );
  });

  it('shows in menu, tray, badge and notification what waits, and leads to its card', async () => {
    const { harness } = used;
    start();
    const [window] = windows();
    const client = await page(window!);
    await expect.poll(() => inMenu('thread.new')?.enabled).toBe(true);
    expect(inMenu('approval.accept')?.enabled).toBe(false);

    const { workspaceId } = await harness.addRepository('alpha');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:escalate cmd="git push origin"] Push it',
    });
    const approval = await client.until(() => client.pending(threadId)[0], 'the approval');
    await expect.poll(() => electron.app.badge).toBe(1);
    expect(tray()?.tooltip).toBe('Muster: 1 waiting for you, 1 running');
    expect(electron.powerSaveBlocker.held.size).toBe(1);
    const [note] = electron.Notification.shown;
    expect(note?.title).toContain('alpha');
    expect(note?.body).toContain('git push origin');
    note?.emit('click');
    chooseInTray(/git push/);
    expect(window?.webContents.sent).toEqual([
      { type: 'open', link: { type: 'inbox', approvalId: approval.id } },
      { type: 'open', link: { type: 'inbox', approvalId: approval.id } },
    ]);

    // What a notification shows whole can be decided on it.
    expect(note?.actions.map(({ text }) => text)).toEqual(['Accept', 'Decline']);
    await client.call('thread/start', {
      workspaceId,
      text: '[script:escalate cmd="echo again"]',
      place: 'folder',
    });
    await expect.poll(() => electron.Notification.shown.length).toBe(2);
    electron.Notification.shown[1]?.emit('action', { actionIndex: 0 });
    await client.until(() => client.pending().length === 1, 'it to be decided');
    expect(client.approvals().find(({ outcome }) => outcome !== null)?.outcome).toMatchObject({
      decision: 'accept',
      by: { type: 'person', client: 'Desktop shell' },
    });

    await client.call('approval/decide', { approvalId: approval.id, decision: 'decline' });
    await inState(client, threadId, 'finished');
    await expect.poll(() => [electron.app.badge, electron.powerSaveBlocker.held.size]).toEqual([0, 0]);
    expect(tray()?.tooltip).toBe('Muster');
  });

  it('follows links and second starts, and takes only messages of its own pages', async () => {
    start();
    const [window] = windows();
    electron.app.emit('second-instance', {}, ['muster', 'muster://new?prompt=Fix+it']);
    electron.app.emit('open-url', { preventDefault: () => {} }, 'muster://run/evil');
    expect(window?.webContents.sent).toEqual([]);
    await page(window!);
    expect(window?.webContents.sent).toEqual([
      { type: 'open', link: { type: 'new', workspace: null, path: null, prompt: 'Fix it' } },
    ]);
    // A step inside the page leaves it where it can hear; a reload does not, until it says so again.
    const navigated = (isSameDocument: boolean): boolean =>
      window!.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument });
    navigated(true);
    electron.app.emit('second-instance', {}, ['muster', 'muster://inbox']);
    expect(window?.webContents.sent).toHaveLength(2);
    navigated(false);
    electron.app.emit('second-instance', {}, ['muster', 'muster://inbox']);
    expect(window?.webContents.sent).toHaveLength(2);
    tell(window!, { type: 'ready' });
    expect(window?.webContents.sent).toHaveLength(3);

    expect(used.harness.faults.splice(0)).toEqual([expect.stringContaining('a link was not followed')]);

    tell(window!, { type: 'newWindow' }, { url: 'app://muster/' });
    tell(window!, { type: 'newWindow', more: 'x'.repeat(10) }, { url: 'https://example.com/' });
    tell(window!, { type: 'bogus' });
    expect(windows()).toHaveLength(1);
    tell(window!, { type: 'newWindow' });
    expect(windows()).toHaveLength(2);
    expect(windows()[1]?.options).toMatchObject({ x: 38, y: 48, width: 1440, height: 900 });
  });

  it('quits at once where nothing runs, and remembers its windows', async () => {
    const { ended } = start();
    await page(windows()[0]!);
    electron.app.quit();
    await expect.poll(() => electron.app.ended).toBe(1);
    expect(ended()).toBe(true);
    expect(tray()?.gone).toBe(true);
    expect(existsSync(join(used.harness.dataDir, 'electron', 'windows.json'))).toBe(true);
    await used.harness.startHost();
  });

  it('asks once while a turn runs: cancelled, kept in the tray, then interrupted and offered again', async () => {
    const { harness } = used;
    const { ended } = start();
    const client = await page(windows()[0]!);
    const { workspaceId } = await harness.addRepository('alpha');
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: '[script:hold name=here] Work',
    });
    await harness.model.held('here');
    await expect.poll(() => tray()?.tooltip).toContain('1 running');

    // Closing the last window is quitting, on Linux and Windows.
    windows()[0]?.close();
    await expect.poll(() => electron.dialog.questions.length).toBe(1);
    expect(electron.dialog.questions[0]?.detail).toContain('(alpha)');
    expect(windows()).toHaveLength(1);

    electron.dialog.answer = 'Keep running in the tray';
    electron.app.quit();
    await expect.poll(() => windows().length).toBe(0);
    expect([electron.app.ended, tray()?.gone]).toEqual([0, false]);
    expect(harness.host.hasThreads(workspaceId)).toBe(true);
    chooseInTray(/^Open Muster/);
    expect(windows()).toHaveLength(1);

    electron.dialog.answer = 'Interrupt and quit';
    electron.app.quit();
    await expect.poll(() => electron.app.ended, { timeout: 60_000 }).toBe(1);
    expect(ended()).toBe(true);
    expect(electron.dialog.questions).toHaveLength(3);

    await harness.startHost();
    const next = harness.client();
    await next.until(() => next.row(threadId)?.interrupted, 'it to be offered again');
  });

  it('ends in order when the system goes down, without a question', async () => {
    const { harness } = used;
    start();
    const client = await page(windows()[0]!);
    const { workspaceId } = await harness.addRepository('alpha');
    await client.call('thread/start', { workspaceId, text: '[script:hold name=here] Work' });
    await harness.model.held('here');
    await expect.poll(() => tray()?.tooltip).toContain('1 running');
    let delayed = false;
    electron.powerMonitor.emit('shutdown', { preventDefault: () => (delayed = true) });
    expect(delayed).toBe(true);
    await expect.poll(() => electron.app.ended, { timeout: 60_000 }).toBe(1);
    expect(electron.dialog.questions).toEqual([]);
    await harness.startHost();
  });
});
