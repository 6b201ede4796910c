/**
 * The inbox with a fleet that asks: 500 requests of 20 real app-servers, read and answered in Chromium by keys. The
 * answers are counted at the app-servers.
 */
import { runBench } from './support/bench.ts';
import { measureFlood } from './support/inbox-flood.ts';
import { launchChromium } from './support/page.ts';
import { report } from './support/report.ts';

async function run(): Promise<boolean> {
  const browser = await launchChromium();
  try {
    return report('inbox', await measureFlood(browser));
  } finally {
    await browser.close();
  }
}

runBench({
  about: 'inbox: 500 requests of 20 app-servers, from opening the inbox to the answers at the app-servers.',
  run,
});
