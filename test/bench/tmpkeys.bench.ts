import { runBench } from './support/bench.ts';
import { measureKeys } from './support/inbox-keys.ts';
import { launchChromium } from './support/page.ts';
import { report } from './support/report.ts';
runBench({
  about: '',
  run: async () => {
    const browser = await launchChromium();
    try {
      return report('k', await measureKeys(browser));
    } finally {
      await browser.close();
    }
  },
});
