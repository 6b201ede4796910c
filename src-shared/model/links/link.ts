import { UNSEEN } from '../../base/unseen.ts';
import { asId, type ApprovalId, type ThreadId } from '../ids.ts';

/** A place that a link from outside leads to. None of them does anything: `new` only fills the dialog in. */
export type Link =
  | { readonly type: 'thread'; readonly threadId: ThreadId }
  | { readonly type: 'inbox'; readonly approvalId: ApprovalId | null }
  | NewThreadLink;

export interface NewThreadLink {
  readonly type: 'new';
  /** The workspace it is meant for, by its id or its name; null when the link leaves it open. */
  readonly workspace: string | null;
  /** The same by its folder. */
  readonly path: string | null;
  readonly prompt: string;
}

/** The scheme that the desktop app is registered for. */
export const LINK_SCHEME = 'muster';

/** UTF-16 units. Systems hand over at most 2,000 to 32,000 of a link; nobody reads a longer prompt before starting it. */
const LONGEST_LINK = 16_000;
const LONGEST_PROMPT = 8_000;
const LONGEST_PATH = 4_096;
const LONGEST_NAME = 200;

/** Ids of threads and requests are made of these; nothing in them could mean anything to whoever shows them. */
const THREAD_ID = /^[A-Za-z0-9_-]{1,100}$/;
const APPROVAL_ID = /^[A-Za-z0-9_-]{1,100}\/[A-Za-z0-9_."-]{1,200}$/;

// eslint-disable-next-line no-control-regex -- what one line has none of
const UNSEEN_IN_LINE = /[\u0000-\u001f]/;

/**
 * Reads a link such as `muster://thread/<id>`, `muster://inbox/<approval>` or `muster://new?workspace=…&prompt=…`.
 * Null for everything that is not exactly of that kind: too long, with an unknown place or parameter, with characters
 * that cannot be seen. Links come from any page and any program.
 */
export function parseLink(text: string): Link | null {
  if (text.length > LONGEST_LINK) return null;
  const found = /^muster:\/\/([a-z]{1,20})(?:\/([^?#]*))?(?:\?([^#]*))?(?:#.*)?$/i.exec(text.trim());
  if (found === null) return null;
  const [, place = '', rawPath = '', query = ''] = found;
  // Windows adds a slash to the end of what it takes for an address.
  const path = decode(rawPath.replace(/\/$/, ''));
  if (path === null) return null;
  switch (place.toLowerCase()) {
    case 'thread':
      return THREAD_ID.test(path) && query === '' ? { type: 'thread', threadId: asId<ThreadId>(path) } : null;
    case 'inbox':
      if (query !== '') return null;
      if (path === '') return { type: 'inbox', approvalId: null };
      return APPROVAL_ID.test(path) ? { type: 'inbox', approvalId: asId<ApprovalId>(path) } : null;
    case 'new':
      return path === '' ? newThread(query) : null;
    default:
      return null;
  }
}

/** The link among the words of a command line, as systems hand it to a program; the first one counts. */
export function linkInArguments(words: readonly string[]): string | undefined {
  return words.find((word) => isLinkWord(word));
}

/** Whether a word of a command line is meant as a link, readable or not. */
export function isLinkWord(word: string): boolean {
  return /^muster:/i.test(word);
}

/** The link of a thread, for copying. */
export function threadLink(id: ThreadId): string {
  return `${LINK_SCHEME}://thread/${id}`;
}

function newThread(query: string): NewThreadLink | null {
  const given = { workspace: null as string | null, path: null as string | null, prompt: '' };
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals === -1 ? part : part.slice(0, equals);
    const value = decode(equals === -1 ? '' : part.slice(equals + 1).replaceAll('+', ' '));
    if (value === null || !Object.hasOwn(given, name)) return null;
    given[name as keyof typeof given] = value;
  }
  const { workspace, path, prompt } = given;
  const line = (text: string, longest: number): boolean =>
    text !== '' && text.length <= longest && !hides(text) && !UNSEEN_IN_LINE.test(text);
  if (workspace !== null && !line(workspace, LONGEST_NAME)) return null;
  if (path !== null && !(line(path, LONGEST_PATH) && /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path))) return null;
  if (prompt.length > LONGEST_PROMPT || hides(prompt)) return null;
  return { type: 'new', workspace, path, prompt };
}

/** Whether it has characters that a person would not see before starting it, and that an agent would read. */
function hides(text: string): boolean {
  // The one selector that pictures need and that other pages send along with them.
  return UNSEEN.test(
    text.replace(/(?<=[\p{Extended_Pictographic}0-9#*])\ufe0f/gu, '').replaceAll('\r\n', '\n'),
  );
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
