/** The built page in a real Chromium on the host of the rounds: open all the time, and looked at after each round. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { WebSocket, WebSocketServer } from 'ws';
import type { ThreadId } from '#shared/model/ids.ts';
import { launchChromium } from '../../support/chromium.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};
/** A page that shows less has nothing on it: the rail alone says more. */
const LEAST_TEXT = 60;
const LOOK_MS = 60_000;

/** What is seen of the page. */
export interface Look {
  readonly blank: boolean;
  /** Parts that say that they could not be drawn. */
  readonly undrawn: readonly string[];
}

/** `dispose` ends the browser and the server. */
export class WatchedPage {
  /** What the page threw. */
  readonly errors: string[] = [];
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(server: Server, browser: Browser, page: Page) {
    this.#server = server;
    this.#browser = browser;
    this.#page = page;
    page.on('pageerror', (error) => this.errors.push(String(error.stack ?? error)));
  }

  /** Serves the page of `root` and hands its frames to the host at `url`. */
  static async open(root: string, url: string): Promise<WatchedPage> {
    const server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
      if (path === '/session') {
        response.writeHead(204).end();
        return;
      }
      try {
        const file = readFileSync(join(root, path === '/' ? 'index.html' : path));
        response
          .writeHead(200, { 'content-type': TYPES[path.split('.').at(-1) ?? ''] ?? TYPES['html'] })
          .end(file);
      } catch {
        response.writeHead(404).end();
      }
    });
    const door = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 1 << 30 });
    door.on('connection', (socket) => {
      const host = new WebSocket(url, { perMessageDeflate: false, maxPayload: 1 << 30 });
      const early: string[] = [];
      socket.on('message', (data) => {
        if (host.readyState === WebSocket.OPEN) host.send(String(data));
        else early.push(String(data));
      });
      host.on('open', () => early.splice(0).forEach((frame) => host.send(frame)));
      host.on('message', (data) => socket.send(String(data)));
      for (const [one, other] of [
        [socket, host],
        [host, socket],
      ] as const) {
        one.on('close', () => other.close());
        one.on('error', () => {});
      }
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const watched = new WatchedPage(server, browser, page);
    // The page connects only with a kept session; this server asks for none.
    const kept = JSON.stringify({ id: 'rounds', key: 'rounds' });
    await page.addInitScript((value) => localStorage.setItem('muster.session', value), kept);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return watched;
  }

  /** Shows a thread. */
  async show(threadId: ThreadId): Promise<void> {
    await this.#page.evaluate((id) => (location.hash = `#/fleet?thread=${id}`), threadId);
  }

  /** Goes to the inbox and back to where it was, as a person would, and says what is there. */
  async look(): Promise<Look> {
    const looks: Look[] = [await this.#here()];
    const place = await this.#page.evaluate(() => location.hash);
    await this.#page.evaluate(() => (location.hash = '#/inbox'));
    looks.push(await this.#here());
    await this.#page.evaluate((hash) => (location.hash = hash), place);
    looks.push(await this.#here());
    return {
      blank: looks.some(({ blank }) => blank),
      undrawn: [...new Set(looks.flatMap(({ undrawn }) => undrawn))],
    };
  }

  async #here(): Promise<Look> {
    this.#page.setDefaultTimeout(LOOK_MS);
    // Two frames: what changed is drawn by then.
    await this.#page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))),
    );
    return this.#page.evaluate((least) => {
      const undrawn = [...document.querySelectorAll('[data-testid=undrawn]')].map(
        (element) => element.textContent?.slice(0, 300) ?? '',
      );
      const shell = document.querySelector('.app');
      return { blank: shell === null || document.body.innerText.trim().length < least, undrawn };
    }, LEAST_TEXT);
  }

  async dispose(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
