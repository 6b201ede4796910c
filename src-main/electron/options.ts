import { isLinkWord, linkInArguments } from '#shared/model/links/link.ts';
import { parseWebOptions, type WebOptions } from '../web/options.ts';
import { HIDDEN_OPTION } from './start-at-login.ts';

/** The command line of the desktop shell. */
export interface ShellArguments {
  readonly options: WebOptions;
  /** Started by the system at login: no window is shown. */
  readonly hidden: boolean;
  /** A link that the system handed over, as it came. */
  readonly link: string | undefined;
}

/**
 * Muster's own options out of Electron's command line: what comes after the app's folder in a checkout, everything
 * of ours in a packaged app, where the platform may add switches of its own.
 */
export function shellArguments(argv: readonly string[], packaged: boolean): ShellArguments {
  const words = ownWords(argv, packaged);
  const link = linkInArguments(words);
  const rest = words.filter((word) => word !== HIDDEN_OPTION && !isLinkWord(word));
  return { options: parseWebOptions(rest), hidden: words.includes(HIDDEN_OPTION), link };
}

function ownWords(argv: readonly string[], packaged: boolean): readonly string[] {
  if (packaged) return argv.slice(1).filter((word) => !/^(-psn_|--original-process-start)/.test(word));
  // Switches of Electron's own come first, of which one has its value in a word of its own.
  const app = argv.findIndex((word, at) => at > 0 && !word.startsWith('-') && argv[at - 1] !== '-r');
  return app === -1 ? [] : argv.slice(app + 1);
}
