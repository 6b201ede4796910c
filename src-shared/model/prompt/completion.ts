/** What is being completed where somebody writes: a file after `@`, a skill after `$`, a command after `/`. */
export interface Completing {
  readonly kind: 'file' | 'skill' | 'command';
  /** What was typed of it, without the sign. */
  readonly query: string;
  /** Where the sign stands, and where what was typed ends: what is chosen takes this place. */
  readonly from: number;
  readonly to: number;
}

const KINDS: Readonly<Record<string, Completing['kind']>> = { '@': 'file', $: 'skill', '/': 'command' };
/** UTF-16 units that are looked back: longer than any name that somebody types. */
const LONGEST = 200;

/**
 * What is being completed at a caret, or null. `@` and `$` begin something at the beginning of a word, `/` only at the
 * beginning of the text: elsewhere it is a path or a fraction. A word in which the caret stands is completed up to it.
 */
export function completionAt(text: string, caret: number): Completing | null {
  const begin = Math.max(0, caret - LONGEST);
  const before = text.slice(begin, caret);
  const word = /(^|[\s([{"'`,;:])([@$/])([^\s]*)$/.exec(before);
  if (word === null) return null;
  const [, lead = '', sign = '', query = ''] = word;
  const from = begin + word.index + lead.length;
  const kind = KINDS[sign];
  if (kind === undefined) return null;
  // What was cut off at the look back may be the middle of a longer word.
  if (from === begin && begin > 0) return null;
  if (kind === 'command' && (text.slice(0, from).trim() !== '' || query.includes('/'))) return null;
  // An amount is no skill, and an address no file.
  if (kind === 'skill' && !/^(?:[A-Za-z_][\w.:-]*)?$/.test(query)) return null;
  if (kind === 'file' && /[<>|*?]/.test(query)) return null;
  return { kind, query, from, to: caret };
}

/** A text in which something was chosen, and where the caret stands then. A space follows, unless one is there. */
export function completed(
  text: string,
  { from, to }: Pick<Completing, 'from' | 'to'>,
  chosen: string,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(to);
  const space = chosen === '' || /^\s/.test(rest) ? '' : ' ';
  const caret = from + chosen.length + (chosen === '' ? 0 : 1);
  return { text: `${text.slice(0, from)}${chosen}${space}${rest}`, caret };
}

/** How a file is named in a text: Codex takes paths as the text they are (0.171.0). One with a space stands in quotes. */
export function fileMention(path: string): string {
  return /\s/.test(path) ? `@"${path}"` : `@${path}`;
}

export interface MarkedPart {
  readonly text: string;
  readonly kind: 'file' | 'skill' | 'placeholder' | null;
}

const MARKS =
  /(^|[\s([{"'`,;:])(@"[^"\n]{1,400}"|@[^\s@"]{1,400}|\$[A-Za-z_][\w.:-]{0,100})|(\{\{[^{}\n]{1,80}\}\})/g;

/** A text in parts, those marked that name a file, one of these skills, or a placeholder. */
export function markedParts(text: string, skills: ReadonlySet<string>): readonly MarkedPart[] {
  const parts: MarkedPart[] = [];
  let at = 0;
  const push = (until: number): void => {
    if (until > at) parts.push({ text: text.slice(at, until), kind: null });
  };
  for (const found of text.matchAll(MARKS)) {
    const [, lead = '', named, placeholder] = found;
    const word = named ?? placeholder ?? '';
    const kind = named === undefined ? 'placeholder' : named.startsWith('@') ? 'file' : 'skill';
    // An address and a lone sign name no file.
    if (kind === 'file' && !/[./\\]/.test(word)) continue;
    if (kind === 'skill' && !skills.has(word.slice(1))) continue;
    const start = found.index + lead.length;
    push(start);
    parts.push({ text: word, kind });
    at = start + word.length;
  }
  push(text.length);
  return parts;
}
