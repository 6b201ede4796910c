/**
 * The inbox of a fleet that asks: 500 requests of 20 real app-servers, read and answered in Chromium by keys, with the
 * answers counted at the app-servers; how many keys a person needs for sixty requests of every kind; and the journal.
 */
import { runBench } from './support/bench.ts';
import { measureFlood } from './support/inbox-flood.ts';
import { measureKeys } from './support/inbox-keys.ts';
import { measureSearch } from './support/journal-search.ts';
import { launchChromium } from './support/page.ts';
import { report } from './support/report.ts';

async function run(): Promise<boolean> {
  const browser = await launchChromium();
  try {
    return report('inbox', [
      ...(await measureFlood(browser)),
      ...(await measureKeys(browser)),
      ...(await measureSearch(browser)),
    ]);
  } finally {
    await browser.close();
  }
}

runBench({
  about:
    'inbox: 500 requests of 20 app-servers from the key to the answers, the keys that 60 requests take, 10,000 in the journal.',
  run,
});
