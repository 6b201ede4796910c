// The browser of the tests: the one that `npm test` found or installed, driven by playwright-core.
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { findChromium } from '../../tooling/lib/chromium.mjs';

/** Keeps the browser from the network and from first-run pages; without a GPU it starts quicker and draws the same. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
];

/**
 * Starts a browser of its own; whoever starts it closes it. Throws, saying what to do, when there is none.
 */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('No Chromium found. Run `npm test`, which gets one, or set MUSTER_CHROMIUM to its path.');
  }
  // Chromium's own sandbox refuses to run as root, which is what CI machines are.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath,
    headless: true,
    ...options,
    args: [...QUIET, ...asRoot, ...(options.args ?? [])],
  });
}
