import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToPage } from '#shared/shell/messages.ts';
import { Mailbox } from './mailbox.ts';
import { isPage, pageResponse } from './page-response.ts';
import {
  denyPermissions,
  guardNavigation,
  isFromPage,
  isWebLink,
  readMessage,
  webPreferences,
} from './window-guard.ts';

describe('the page', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'muster-page-'));
    mkdirSync(join(root, 'page'));
    writeFileSync(join(root, 'page', 'index.html'), '<title>Muster</title>');
    writeFileSync(join(root, 'secret.txt'), 'secret');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const get = (url: string, method = 'GET') => pageResponse(join(root, 'page'), { url, method });

  it('is served under a policy without inline or foreign script', async () => {
    const answer = await get('app://muster/');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Muster');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src 'self';`);
    expect(policy).toContain(`default-src 'self'`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    'app://other/index.html',
    'app://muster/../secret.txt',
    'app://muster/%2e%2e/secret.txt',
    'app://muster/..%5csecret.txt',
    'app://muster//etc/passwd',
    'app://muster/nothing.js',
    'not an address',
  ])('serves nothing else: %s', async (url) => {
    const answer = await get(url);
    expect([answer.status, await answer.text()]).toEqual([404, 'Nothing here']);
  });

  it('is only read', async () => {
    expect((await get('app://muster/', 'POST')).status).toBe(404);
  });

  it('is told from what only looks like it', () => {
    expect(isPage('app://muster/#/inbox')).toBe(true);
    for (const url of ['app://muster.evil/', 'app://mustering', 'file:///x', 'https://muster/', undefined])
      expect(isPage(url)).toBe(false);
  });
});

describe('a window', () => {
  it('has no Node, a world of its own and a sandbox, and nothing experimental', () => {
    expect(webPreferences('/p.cjs')).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(webPreferences('/p.cjs')).not.toHaveProperty('enableBlinkFeatures');
  });

  function guarded() {
    const contents = new EventEmitter();
    const outside: string[] = [];
    let time = 10_000;
    let open: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
    guardNavigation(
      Object.assign(contents, {
        setWindowOpenHandler: (handler: never) => {
          open = handler;
        },
      }) as never,
      (url) => outside.push(url),
      () => time,
    );
    const navigate = (event: string, url: string): boolean => {
      let prevented = false;
      const isMainFrame = event !== 'will-frame-navigate';
      contents.emit(event, { url, isMainFrame, preventDefault: () => (prevented = true) });
      return prevented;
    };
    return {
      outside,
      navigate,
      open: (url: string) => open({ url }).action,
      press: (type = 'mouseUp') => contents.emit('input-event', {}, { type }),
      wait: (ms: number) => (time += ms),
    };
  }

  it('opens nothing outside that nobody pressed for, and one thing for each press', () => {
    const { outside, navigate, open, press, wait } = guarded();
    open('https://example.com/unasked');
    press('mouseMove');
    navigate('will-navigate', 'https://example.com/moved');
    press();
    open('https://example.com/1');
    open('https://example.com/2');
    press();
    wait(2_001);
    open('https://example.com/late');
    expect(outside).toEqual(['https://example.com/1']);
  });

  it('stays on the page; web links go to the browser, everything else nowhere', () => {
    const { outside, navigate, open, press } = guarded();
    expect(navigate('will-navigate', 'app://muster/#/inbox')).toBe(false);
    press();
    expect(navigate('will-navigate', 'https://example.com/')).toBe(true);
    expect(navigate('will-navigate', 'file:///etc/passwd')).toBe(true);
    expect(navigate('will-redirect', 'https://example.com/r')).toBe(true);
    expect(navigate('will-frame-navigate', 'https://example.com/f')).toBe(true);
    expect(navigate('will-attach-webview', '')).toBe(true);
    press('keyDown');
    expect(open('https://example.com/new')).toBe('deny');
    expect(open('javascript:alert(1)')).toBe('deny');
    expect(open('app://muster/')).toBe('deny');
    expect(outside).toEqual(['https://example.com/', 'https://example.com/new']);
  });

  it.each([
    ['https://example.com/x', true],
    ['http://127.0.0.1:3000/', true],
    ['https://user:pass@example.com/', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['ms-msdt:/id', false],
    ['smb://host/share', false],
    ['muster://new?prompt=x', false],
    ['https:', false],
  ])('%s leaves for the browser: %s', (url, leaves) => {
    expect(isWebLink(url)).toBe(leaves);
  });

  it('may write to the clipboard, and only our page may', () => {
    const handlers: Record<string, (...args: never[]) => unknown> = {};
    denyPermissions({
      setPermissionRequestHandler: (handler: never) => (handlers['request'] = handler),
      setPermissionCheckHandler: (handler: never) => (handlers['check'] = handler),
      setDevicePermissionHandler: (handler: never) => (handlers['device'] = handler),
    } as never);
    const asked = (permission: string, requestingUrl: string): boolean => {
      let allowed = false;
      handlers['request']?.(
        ...([null, permission, (yes: boolean) => (allowed = yes), { requestingUrl }] as never[]),
      );
      return allowed;
    };
    expect(asked('clipboard-sanitized-write', 'app://muster/')).toBe(true);
    expect(asked('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
    for (const permission of ['clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal'])
      expect(asked(permission, 'app://muster/')).toBe(false);
    const checked = (...args: unknown[]) => handlers['check']?.(...(args as never[]));
    expect(checked(null, 'clipboard-sanitized-write', 'app://muster/')).toBe(true);
    expect(checked(null, 'usb', 'app://muster/')).toBe(false);
    expect(handlers['device']?.()).toBe(false);
  });
});

describe('messages of pages', () => {
  const mainFrame = { url: 'app://muster/' };
  const contents = { mainFrame };

  it('count only from the top frame of the window they are meant for, while it shows our page', () => {
    expect(isFromPage({ sender: contents, senderFrame: mainFrame }, contents)).toBe(true);
    expect(isFromPage({ sender: contents, senderFrame: { url: 'app://muster/' } }, contents)).toBe(false);
    expect(isFromPage({ sender: {}, senderFrame: mainFrame }, contents)).toBe(false);
    expect(isFromPage({ sender: contents, senderFrame: null }, contents)).toBe(false);
    const elsewhere = { mainFrame: { url: 'https://example.com/' } };
    expect(isFromPage({ sender: elsewhere, senderFrame: elsewhere.mainFrame }, elsewhere)).toBe(false);
  });

  it('are of the few kinds there are, or nothing', () => {
    expect(readMessage({ type: 'runnable', commands: ['thread.new'] })).toEqual({
      type: 'runnable',
      commands: ['thread.new'],
    });
    for (const bad of [
      null,
      'ready',
      {},
      { type: 'quit' },
      { type: 'runnable', commands: ['rm -rf'] },
      { type: 'runnable', commands: Array.from({ length: 501 }, () => 'thread.new') },
    ])
      expect(readMessage(bad)).toBeUndefined();
  });
});

describe('Mailbox', () => {
  it('keeps what a page cannot hear yet, in order, over a reload', () => {
    const got: string[] = [];
    const box = new Mailbox((message: ToPage) => got.push(message.type === 'run' ? message.command : 'open'));
    box.post({ type: 'run', command: 'go.inbox' });
    box.post({ type: 'open', link: { type: 'inbox', approvalId: null } });
    expect(got).toEqual([]);
    box.ready();
    box.post({ type: 'run', command: 'go.fleet' });
    box.loading();
    box.post({ type: 'run', command: 'go.settings' });
    expect(got).toEqual(['go.inbox', 'open', 'go.fleet']);
    box.ready();
    expect(got.at(-1)).toBe('go.settings');
  });
});
