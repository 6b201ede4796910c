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
