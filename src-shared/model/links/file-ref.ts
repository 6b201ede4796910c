/** A place in a file, as an agent writes it. */
export interface FileRef {
  readonly path: string;
  /** From 1; null where none is said. */
  readonly line: number | null;
}

/** A path with an extension, then perhaps a line and a column: `src/a.ts:41:3`, `src/a.ts#L41`. */
const REF =
  /^((?:[A-Za-z]:)?[^\s:#?*"<>|]{1,1000}\.[A-Za-z]\w{0,9})(?:(?::|#L)(\d{1,7})(?:[:C-]L?\d{1,7})?)?$/;

/**
 * What a word names of a file; null for one that names none. A bare name without a line is one word among many: it has
 * to say a folder or a line to be meant as a file.
 */
export function fileRef(word: string): FileRef | null {
  const [, path, line] = REF.exec(word) ?? [];
  if (path === undefined || path.includes('//')) return null;
  if (line === undefined && !/[\\/]/.test(path)) return null;
  const number = line === undefined ? null : Number(line);
  return { path, line: number === 0 ? null : number };
}

/** A stretch of a text: `ref` where it names a file at a line. */
export interface LinkedPart {
  readonly text: string;
  readonly ref: FileRef | null;
}

/** What no name of a file in an output holds, and what stands around one. */
const BETWEEN = /([\s'"`()[\]{}<>,;|]+)/;
/** What stands behind a name, as in `src/a.ts:41: error`. */
const BEHIND = /[:.]+$/;
/** Without this no word says a line: most texts are looked at no further. */
const SAYS_LINE = /\.[A-Za-z]\w{0,9}(?::|#L)\d/;
/** Longer texts are left as they are, and so is what follows so many links. */
const LONGEST = 20_000;
const MOST_LINKS = 200;

/** The places in files that a text of a program names, such as an output; whole words with a line, no more. */
export function linkedParts(text: string): readonly LinkedPart[] {
  if (text.length > LONGEST || !SAYS_LINE.test(text)) return [{ text, ref: null }];
  const parts: LinkedPart[] = [];
  let plain = '';
  let links = 0;
  for (const word of text.split(BETWEEN)) {
    const name = word.replace(BEHIND, '');
    const ref = links < MOST_LINKS && SAYS_LINE.test(name) ? fileRef(name) : null;
    if (ref === null || ref.line === null) {
      plain += word;
      continue;
    }
    links += 1;
    if (plain !== '') parts.push({ text: plain, ref: null });
    parts.push({ text: name, ref });
    plain = word.slice(name.length);
  }
  if (plain !== '') parts.push({ text: plain, ref: null });
  return parts;
}
