import { parseWebOptions, type WebOptions } from '../web/options.ts';

/**
 * Muster's own options out of Electron's command line: what comes after the app's folder in a checkout, everything
 * of ours in a packaged app, where the platform may add switches of its own.
 */
export function shellOptions(argv: readonly string[], packaged: boolean): WebOptions {
  if (packaged)
    return parseWebOptions(argv.slice(1).filter((word) => !/^(-psn_|--original-process-start)/.test(word)));
  const app = argv.findIndex((word, at) => at > 0 && !word.startsWith('-'));
  return parseWebOptions(app === -1 ? [] : argv.slice(app + 1));
}
