/** What a request asks, in the words of each place that tells it: the fleet, the inbox, a card, the journal. */
import type { Activity } from '../thread/describe.ts';
import { kindNamed, kindOf, type ApprovalBody } from './kinds/index.ts';

/** What a request wants, in the words of a fleet row. */
export function wantsOf(body: ApprovalBody): Activity {
  return kindOf(body).wants(body);
}

/** What a request asks, in one line of the inbox: a line in words, then what is code; either may be empty. */
export function askOf(body: ApprovalBody): Activity {
  return kindOf(body).ask(body);
}

/** The same as a sentence for a screen reader. */
export function askSentence(body: ApprovalBody): string {
  const { words, code } = askOf(body);
  return `asks: ${[words === '' ? 'run' : words, code].filter((part) => part !== '').join(' ')}`;
}

/** What kind of decision a request is: the title of its card. */
export function titleOf(body: ApprovalBody): string {
  return kindOf(body).title(body);
}

/** The title of a kind in general; one of another version is called by its own name. */
export function kindTitle(kind: string): string {
  return kindNamed(kind)?.title() ?? kind;
}

/** What was asked, out of the words of the fleet, which the journal kept of it. */
export function askOfWants(kind: string, wants: string): Activity {
  const verb = kindNamed(kind)?.verb ?? null;
  if (verb !== null && wants.startsWith(`${verb.wants} `)) {
    const code = wants.slice(verb.wants.length + 1);
    // How many files is not the name of one.
    return kind === 'fileChange' && /^(?:\d+ )?files$/.test(code)
      ? { words: `${verb.ask} ${code}`, code: '' }
      : { words: verb.ask, code };
  }
  const words = wants.replace(/^wants (?:to )?/, '').replace(/^asks: /, '');
  return { words: words.slice(0, 1).toUpperCase() + words.slice(1), code: '' };
}
