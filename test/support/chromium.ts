// The browser of the tests: the one that `npm test` found or installed, driven by playwright-core.
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { launchOptions } from '../../tooling/lib/chromium.mjs';

/**
 * Starts a browser of its own; whoever starts it closes it. Throws, saying what to do, when there is none.
 */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const usual = launchOptions();
  if (usual.executablePath === undefined) {
    throw new Error('No Chromium found. Run `npm test`, which gets one, or set MUSTER_CHROMIUM to its path.');
  }
  return chromium.launch({
    ...usual,
    headless: true,
    ...options,
    args: [...usual.args, ...(options.args ?? [])],
  });
}
