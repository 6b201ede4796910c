import { PLAIN_ASCII } from '#shared/base/unseen.ts';

/** Where a link out of the page leads. */
export interface OutsideLink {
  /** What is opened: as it was written, without a name and a password before its host. */
  readonly address: string;
  /** Where that is, for a person: the host as the network knows it (`xn--…`), or who gets the mail. */
  readonly place: string;
  /** It had a name or a password before its host, by which one host passes for another. */
  readonly namedSomebody: boolean;
}

/** Longer addresses are no links: nobody reads them, and systems cut them. */
const LONGEST = 8_000;

/** Reads where a link leads; null for everything that may not leave the page, which is shown as text. */
export function outsideLink(href: string | null | undefined): OutsideLink | null {
  if (href === null || href === undefined || href.length > LONGEST) return null;
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return null;
  const url = parsed(href);
  if (url === null) return null;
  if (url.protocol === 'mailto:') {
    // Other headers of a mailto link name further recipients and attachments, so they are shown too.
    const to = `${url.pathname}${url.search}`;
    return { address: url.href, place: readable(to), namedSomebody: false };
  }
  const namedSomebody = url.username !== '' || url.password !== '';
  url.username = '';
  url.password = '';
  return { address: namedSomebody ? url.href : href, place: url.host, namedSomebody };
}

/** What must be said beside the words of a link. */
export type BesideLink =
  /** The words are the address itself. */
  | { readonly type: 'nothing' }
  | { readonly type: 'place'; readonly place: string }
  /** The words read like another place than the one it leads to, or it pretended to be one. */
  | { readonly type: 'elsewhere'; readonly place: string };

/** Decides what stands beside a link: its place, unless its words are an address of that very place. */
export function besideLink(link: OutsideLink, words: string): BesideLink {
  const { place, namedSomebody } = link;
  if (namedSomebody) return { type: 'elsewhere', place };
  const said = words.trim();
  // Words that only look like the address are none: other alphabets, blanks before the real end.
  if (PLAIN_ASCII.test(said)) {
    if (said === place || said === link.address) return { type: 'nothing' };
    const written = /[\s\\@]/.test(said) ? null : parsed(said.includes('://') ? said : `https://${said}`);
    if (written?.host === place) return { type: 'nothing' };
  }
  return { type: namesPlace(said) ? 'elsewhere' : 'place', place };
}

/** Whether words read like an address, whatever alphabet they are written in. */
function namesPlace(words: string): boolean {
  return /:\/\/|^www\.|^mailto:/i.test(words) || DOMAIN.test(words);
}

/** Names of files look like domains (`notes.md`), so only what ends as most addresses do, or goes on behind a slash. */
const DOMAIN =
  /[\p{L}\p{N}-]+[.\u2024\u3002\uff0e](?:com|org|net|dev|io|ai|app|co|gov|edu|info|me|uk|de|eu|cn|ru|xyz|site|online|cloud|tech)(?![\p{L}\p{N}-])|[\p{L}\p{N}-]\.\p{L}{2,24}(?::\d+)?\//iu;

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function readable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
