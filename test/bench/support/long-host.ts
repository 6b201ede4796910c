/** The real browser host over an app-server whose threads are long, with a page of the real Chromium on its fleet. */
import type { Browser, Page } from 'playwright-core';
import { fleetTopic } from '#shared/contract/topics.ts';
import { readyPid } from './host-process.ts';
import { scratch } from './lifetime.ts';
import { longCodex, longThreadId, type LongOrder } from './long-codex.ts';
import { launchChromium, newPage } from './page.ts';
import { seed } from './seed.ts';
import { startWebHost } from './web-host.ts';

export interface LongHost {
  readonly page: Page;
  readonly browser: Browser;
  /** Lets the app-server stream. */
  go(): void;
  /** Opens a thread as a person does who follows a link to it. */
  open(at: number): Promise<void>;
  end(): Promise<void>;
}

export async function startLongHost(
  name: string,
  order: Omit<LongOrder, 'cwd'>,
  hash = '#/fleet',
): Promise<LongHost> {
  const seeded = seed(scratch(name), { workspaces: 1 });
  const codex = longCodex(scratch('codex'), { ...order, cwd: seeded.folders[0] ?? '/' });
  const host = await startWebHost({ ...seeded, codex });
  const client = host.client();
  await client.follow(fleetTopic.topic);
  await client.threads(order.threads);
  const pid = await readyPid(async () => (await client.client.call('diagnostics/read', {})).appServers);
  const browser = await launchChromium();
  const page = await newPage(browser, host);
  await page.goto(`${host.origin}/?bench${hash}`);
  await page.locator('[data-testid="fleet-row"]').first().waitFor();
  return {
    page,
    browser,
    go: () => void process.kill(pid, 'SIGUSR2'),
    open: async (at) => {
      await page.evaluate((id) => (location.hash = `#/fleet?thread=${id}`), longThreadId(at));
      await page
        .locator(`[data-thread-id="${longThreadId(at)}"] [data-testid="item"]`)
        .first()
        .waitFor();
    },
    end: async () => {
      await browser.close();
      client.dispose();
      await host.end();
    },
  };
}
