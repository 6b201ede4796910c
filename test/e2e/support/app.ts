/** The built page in a real Chromium, served by the real browser host, in front of the real Codex. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Seal } from '../../../src-main/host/secrets/seal.ts';
import { Sessions } from '../../../src-main/web/sessions.ts';
import { WebServer } from '../../../src-main/web/server.ts';
import { launchChromium } from '../../support/chromium.ts';
import { Harness, type HarnessOptions } from '../../support/host-harness.ts';

const page = join(import.meta.dirname, '../../../out/renderer');

export interface AppOptions extends HarnessOptions {
  readonly size?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'dark' | 'light';
}

/** One Muster with one browser window on it. `dispose` ends all of it, and fails when the page had an error. */
export class App {
  readonly harness: Harness;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page said on its console as an error, and what it threw. */
  readonly complaints: string[] = [];
  server: WebServer;
  /** Those of all lives of the host, as its file would keep them. */
  readonly #sessions: Sessions;

  private constructor(
    harness: Harness,
    browser: Browser,
    context: BrowserContext,
    window: Page,
    server: WebServer,
    sessions: Sessions,
  ) {
    this.#sessions = sessions;
    this.harness = harness;
    this.browser = browser;
    this.context = context;
    this.page = window;
    this.server = server;
    this.watch(window);
  }

  static async start(options: AppOptions = {}): Promise<App> {
    if (!existsSync(join(page, 'index.html')))
      throw new Error('The page is not built: run `npm run build` or `npm test`.');
    const served: { server?: WebServer; sessions?: Sessions } = {};
    const harness = await Harness.start({
      ...options,
      host: {
        createLink: () => (served.server as WebServer).deviceLink(),
        access: {
          list: () => served.sessions?.list() ?? [],
          end: (id) => app.server.endSession(id),
        },
        ...options.host,
      },
    });
    const browser = await launchChromium();
    const context = await browser.newContext({
      viewport: options.size ?? { width: 1440, height: 900 },
      colorScheme: options.colorScheme ?? 'dark',
    });
    // What is waited for comes when the machine gets to it.
    context.setDefaultTimeout(60_000);
    const file = join(harness.root, 'sessions.json');
    const sessions = new Sessions(file, { now: Date.now, warn: () => {}, seal: Seal.temporary() });
    const server = await serve(harness, sessions);
    Object.assign(served, { server, sessions });
    const app = new App(harness, browser, context, await context.newPage(), server, sessions);
    await app.page.goto(server.startLink());
    return app;
  }

  /** Notes what a page complains of; for windows that a test opens itself. */
  watch(window: Page): void {
    window.on('console', (message) => {
      // A refused or broken connection is told by the browser itself, whatever the page does.
      if (
        message.type() === 'error' &&
        !/WebSocket|Failed to load resource|ERR_CONNECTION/.test(message.text())
      ) {
        this.complaints.push(message.text());
      }
    });
    window.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  #port: number | undefined;

  /** Ends the host and its server, as a crash of both would, and leaves the page open. */
  async stopHost(): Promise<void> {
    this.#port = this.server.port;
    await this.server.close();
    await this.harness.stopHost();
  }

  /** The next life of the host, at the same address. */
  async startHost(): Promise<void> {
    await this.harness.startHost();
    this.server = await serve(this.harness, this.#sessions, this.#port);
  }

  row(title: string) {
    return this.page.getByTestId('fleet-row').filter({ hasText: title });
  }

  /** Starts a thread through the page, by keys alone. */
  async startThread(text: string): Promise<void> {
    await this.page.keyboard.press('n');
    await this.page.getByTestId('new-thread-text').waitFor();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Control+Shift+Enter');
    await this.page.getByTestId('thread-view').waitFor();
  }

  async dispose(): Promise<void> {
    await this.browser.close();
    await this.server.close();
    await this.harness.dispose();
    if (this.complaints.length > 0) throw new Error(`the page complained:\n${this.complaints.join('\n')}`);
    if (this.harness.faults.length > 0)
      throw new Error(`the host had faults:\n${this.harness.faults.map(String).join('\n')}`);
  }
}

function serve(harness: Harness, sessions: Sessions, port?: number): Promise<WebServer> {
  return WebServer.start({
    host: {
      connect: (transport, who) => harness.host.connect(transport, who),
      sessionsChanged: (letIn) => harness.host.sessionsChanged(letIn),
    },
    root: page,
    listen: '127.0.0.1',
    port,
    allowHosts: [],
    sessions,
    instance: { id: randomUUID() },
    now: Date.now,
  });
}
