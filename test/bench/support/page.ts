/** The real page of a browser host in a real Chromium. */
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import type { WebHost } from './web-host.ts';

export { launchChromium };

/** A page in a profile of its own (nothing cached, nothing stored) that has the session of the benchmark. */
export async function newPage(browser: Browser, host: WebHost): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ ...host.cookie, url: host.origin, httpOnly: true, sameSite: 'Strict' }]);
  await context.addInitScript(
    (kept) => localStorage.setItem('muster.session', kept),
    JSON.stringify(host.key),
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => process.stderr.write(`the page: ${error.stack ?? error.message}\n`));
  return page;
}
