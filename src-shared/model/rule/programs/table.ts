import type { Word } from '../../command/script.ts';
import { isSecretPath } from '../../command/risks.ts';
import { runsLater } from '../runs-later.ts';

/**
 * What a word must be to do no harm: any word that is no option (`text`), a path that stays below the folder where the
 * program runs (`inside`), such a path of which a file could be made without running later (`new`), a number, or what a
 * pattern says, whole.
 */
export type Kind = 'text' | 'inside' | 'new' | 'number' | RegExp;

/** A very word. */
export interface Exactly {
  readonly exactly: string;
}

/**
 * Options that do the same kind of thing: their names as they are typed (`-l --long`; `-#` is a number as an option),
 * what the word they take must be (null when they take none; with `optional`, only joined to the name), and why they do
 * no harm.
 */
export interface OptionLine {
  readonly names: string;
  readonly takes?: Kind;
  readonly optional?: true;
  readonly why: string;
}

/** One thing that a program does, with what else may be said to it. Whatever is not listed is not known. */
export interface Use {
  /** The words behind the program by which it is known; `*` is a word that a rule itself must say. */
  readonly words: readonly string[];
  readonly options?: readonly OptionLine[];
  /** What is no option: what the first must be, and the others; at most how many. None where it is absent. */
  readonly operands?: {
    readonly first?: Kind;
    readonly others?: Kind;
    readonly most?: number;
    /** Options with which the first is one of the others. */
    readonly firstUnless?: string;
    readonly why: string;
  };
  /** Nothing that it can be given does any harm: why. */
  readonly anything?: string;
  /** All its words together must be one of these; `options` and `operands` say nothing then. */
  readonly shapes?: { readonly lines: readonly (readonly (Kind | Exactly)[])[]; readonly why: string };
  /** Code that it runs by itself, in words that follow "it runs". Absent: it runs none. */
  readonly runs?: string;
  /** It ends options by `--`. */
  readonly dashes?: true;
}

export interface Program {
  readonly names: readonly string[];
  /** `gnu`: `-abc` is three options, `--long=word`; `single`: `-name word` and `-name=word`, never joined. */
  readonly style: 'gnu' | 'single';
  /** Options before the words by which a use is known, and that change nothing of it. */
  readonly before?: readonly string[];
  readonly uses: readonly Use[];
}

/** A word that a rule says at the place of `*`: a plain name, no option, no path, nothing that sets a variable. */
const NAMED = /^[A-Za-z0-9_][\w:.-]*$/;

/**
 * Whether all words behind the program do what the use says and no harm. `words` are those behind the program, without
 * options that stand before its use.
 */
export function isHarmless(program: Program, use: Use, words: readonly Word[]): boolean {
  if (words.length < use.words.length) return false;
  for (const [at, name] of use.words.entries()) {
    const word = words[at];
    if (word === undefined || !word.literal) return false;
    if (name === '*' ? !NAMED.test(word.text) : name !== word.text) return false;
  }
  const rest = words.slice(use.words.length);
  if (use.anything !== undefined) return true;
  if (use.shapes !== undefined) return use.shapes.lines.some((shape) => hasShape(shape, rest));
  return readsAll(program, use, rest);
}

function hasShape(shape: readonly (Kind | Exactly)[], words: readonly Word[]): boolean {
  if (shape.length !== words.length) return false;
  return shape.every((kind, at) => {
    const word = words[at];
    if (word === undefined) return false;
    if (typeof kind === 'object' && 'exactly' in kind) return word.literal && word.text === kind.exactly;
    return isKind(kind, word);
  });
}

function readsAll(program: Program, use: Use, words: readonly Word[]): boolean {
  const operands: Word[] = [];
  const options: string[] = [];
  let ended = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) return false;
    if (!word.text.startsWith('-') || word.text === '-') {
      operands.push(word);
      continue;
    }
    // A pattern that begins like an option is one as soon as a file is named so.
    if (!word.literal || ended) return false;
    if (word.text === '--') {
      if (use.dashes !== true) return false;
      ended = true;
      continue;
    }
    options.push(word.text);
    const next = program.style === 'gnu' && !word.text.startsWith('--') ? shorts : long;
    const taken = next(use, word.text, words[at + 1]);
    if (taken === null) return false;
    at += taken;
  }
  const firstIsOther = (use.operands?.firstUnless ?? '')
    .split(' ')
    .some((name) => name !== '' && options.some((option) => isSaid(name, option)));
  return areOperands(use, operands, firstIsOther);
}

/** Whether an option may stand in a word: as it is, before its value, or joined with others. */
function isSaid(name: string, word: string): boolean {
  if (word === name || word.startsWith(`${name}=`)) return true;
  return name.length === 2 && !word.startsWith('--') && word.includes(name.slice(1));
}

function areOperands({ operands }: Use, words: readonly Word[], firstIsOther: boolean): boolean {
  if (operands === undefined) return words.length === 0;
  if (operands.most !== undefined && words.length > operands.most) return false;
  return words.every((word, at) => {
    const kind = at === 0 && !firstIsOther ? (operands.first ?? operands.others) : operands.others;
    return kind !== undefined && isKind(kind, word);
  });
}

function lineOf(use: Use, name: string): OptionLine | undefined {
  return use.options?.find(({ names }) => names.split(' ').includes(name));
}

/** Words behind an option that it takes; null where the option or its word is not known. */
function long(use: Use, text: string, next: Word | undefined): number | null {
  const equals = text.indexOf('=');
  const line = lineOf(use, equals === -1 ? text : text.slice(0, equals));
  if (line === undefined) return /^-\d+$/.test(text) && lineOf(use, '-#') !== undefined ? 0 : null;
  if (equals !== -1) {
    if (line.takes === undefined) return null;
    return isValue(line.takes, text.slice(equals + 1)) ? 0 : null;
  }
  return takesNext(line, next);
}

function takesNext({ takes, optional }: OptionLine, next: Word | undefined): number | null {
  if (takes === undefined || optional === true) return 0;
  // A word that looks like an option could be one in another version of the program.
  if (next?.literal !== true || next.text.startsWith('-')) return null;
  return isValue(takes, next.text) ? 1 : null;
}

/** Short options, one letter each, the last of which may take the rest of the word or the next one. */
function shorts(use: Use, text: string, next: Word | undefined): number | null {
  const whole = lineOf(use, text);
  if (whole !== undefined) return takesNext(whole, next);
  if (/^-\d+$/.test(text)) return lineOf(use, '-#') === undefined ? null : 0;
  for (let at = 1; at < text.length; at += 1) {
    const line = lineOf(use, `-${text[at] ?? ''}`);
    if (line === undefined) return null;
    if (line.takes === undefined) continue;
    const rest = text.slice(at + 1);
    if (rest === '') return takesNext(line, next);
    return isValue(line.takes, rest) ? 0 : null;
  }
  return 0;
}

function isValue(kind: Kind, text: string): boolean {
  return kind === 'text' || isKind(kind, { text, literal: true });
}

function isKind(kind: Kind, word: Word): boolean {
  if (kind === 'inside') return isInside(word);
  if (kind === 'new') return isInside(word) && runsLater(word.text) === null;
  if (!word.literal) return kind === 'text' && isInside(word);
  if (kind === 'text') return !/^[-+@]/.test(word.text);
  return (kind === 'number' ? /^\d{1,9}$/ : kind).test(word.text);
}

/**
 * Whether a word names something below the folder, whatever stands there: relative, without `..`, with a first sign that
 * no program takes for more than a name, no sign that would mean something to a shell it may be handed to, and none of
 * the files that usually hold secrets. Of a pattern, whatever it becomes. Where a link leads is not seen.
 */
export function isInside({ text, literal }: Word): boolean {
  if (!/^[\p{L}\p{N}_.]/u.test(text) || /^[A-Za-z]:/.test(text)) return false;
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\\\u0000-\u001f$`;|&<>"']/.test(text) || text.split('/').some(leadsUp) || isSecretPath(text))
    return false;
  // Some programs make several words of braces themselves; `HEAD@{1}` is one of git's.
  if (literal) return !/[{}]/.test(text.replaceAll(/@\{[\w :.-]*\}/g, ''));
  // `.*` may become `..` and `.ssh`; braces make several words of one.
  return !/[{}~]/.test(text) && !text.split('/').some((part) => /^\..*[*?[]/.test(part));
}

/** Whether a part of a path goes up, or could where a program takes it for a pattern; `a..b` is one of git's. */
function leadsUp(part: string): boolean {
  return part === '..' || (part.includes('..') && /[(){}[\]*?!+|]/.test(part));
}

/** Names of options that are said in words; of more, how many there are. */
const MOST_NAMES = 12;

/** What further words a use lets through, for the person: what they may be, then its options. */
export function letsThrough({ options, operands, anything, shapes }: Use): string {
  if (anything !== undefined) return 'any further words';
  if (shapes !== undefined) return shapes.why;
  const names = (options ?? []).flatMap((line) => line.names.replace('-#', '-5').split(' '));
  const more = names.length - MOST_NAMES;
  const said =
    names.slice(0, MOST_NAMES).join(' ') + (more > 0 ? ` and ${more} more that were looked at` : '');
  return [
    ...(operands === undefined ? [] : [operands.why]),
    ...(names.length === 0 ? [] : [`the options ${said}`]),
    ...(operands === undefined ? ['no other word'] : []),
  ].join('; ');
}
