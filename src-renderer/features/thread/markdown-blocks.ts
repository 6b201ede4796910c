import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { isFlat, marksOf, MARKS_LIMIT } from './markdown-bounds.ts';

/** A part of a Markdown text that can be drawn by itself. `plain`: too long, too deep or too marked to be parsed. */
export interface MarkdownBlock {
  readonly text: string;
  readonly plain: boolean;
}

/** Longer parts are shown as they are: parsing would cost more than it gives. */
const PARSE_LIMIT = 24_000;

/** The blocks of a whole text. See `MarkdownReader`. */
export function markdownBlocks(text: string): readonly MarkdownBlock[] {
  return new MarkdownReader().read(text);
}

/**
 * Cuts a Markdown text, as it grows, where the parser itself ends a block of the document. A block that another follows
 * has ended for good, whatever comes, so only the last is ever looked at again, and only when a line ends in it.
 */
export class MarkdownReader {
  #text = '';
  /** Blocks that have ended, and where the last one begins. */
  #ended: Known[] = [];
  #from = 0;
  /** Up to where the last block was looked through for its end. */
  #looked = 0;
  #drawn: {
    readonly of: readonly Known[];
    readonly definitions: string;
    readonly blocks: readonly MarkdownBlock[];
  } = {
    of: [],
    definitions: '',
    blocks: [],
  };

  /** The blocks of a text: one that goes on from the text before, or any other. */
  read(text: string): readonly MarkdownBlock[] {
    if (!text.startsWith(this.#text)) {
      this.#ended = [];
      this.#from = 0;
      this.#looked = 0;
    }
    this.#text = text;
    this.#endBlocks(text);
    return this.#draw([...this.#ended, ...this.#last(text.slice(this.#from))]);
  }

  /** What has not ended: the last block, and where its line is not whole, perhaps the beginning of another. */
  #last(last: string): readonly Known[] {
    if (!SAYS.test(last)) return [];
    const starts = last.endsWith('\n') || last.length > PARSE_LIMIT ? [] : (startsIn(last) ?? []);
    return [0, ...starts].map((start, at) => knownOf(last.slice(start, starts[at])));
  }

  #endBlocks(text: string): void {
    // Blocks end with lines.
    const lines = text.lastIndexOf('\n') + 1;
    while (this.#looked < lines) {
      // Of whole lines: half of one may read otherwise.
      const isAll = lines - this.#from <= PARSE_LIMIT;
      const to = isAll ? lines : text.lastIndexOf('\n', this.#from + PARSE_LIMIT) + 1;
      const window = text.slice(this.#from, to);
      const starts = startsIn(window);
      let ends = starts?.map((start) => this.#from + start) ?? [];
      if (ends.length === 0 && (!isAll || starts === null)) {
        const end = endOfLong(text, this.#from, lines);
        ends = end === null ? [] : [end];
      }
      for (const end of ends) {
        this.#ended.push(knownOf(text.slice(this.#from, end)));
        this.#from = end;
      }
      // What is left of a window that breaks off is looked at again with what follows.
      this.#looked = ends.length === 0 || isAll ? lines : this.#from;
    }
  }

  /** Blocks as they are drawn: what is too much is plain, and what refers to another brings its definitions along. */
  #draw(known: readonly Known[]): readonly MarkdownBlock[] {
    // Notes are numbered over the whole of a text, so it is drawn as one; where that is too much, they stand as written.
    const text = this.#text;
    const noted = known.some(({ found }) => found.notes);
    if (noted && text.length < PARSE_LIMIT && marksOf(text) !== null) return [{ text, plain: false }];
    const all = known.flatMap(({ found, marks }) => (marks === null ? [] : found.definitions));
    // Of two with one name the first counts.
    const definitions = [...new Map(all.toReversed().map((one) => [one.label, one])).values()].toReversed();
    const names = definitions.map(({ source }) => source).join('\n');
    const before = this.#drawn;
    const isSame = before.definitions === names;
    let left = MARKS_LIMIT;
    const blocks = known.map((one, at): MarkdownBlock => {
      const { text: part, marks, found } = one;
      const isPlain = marks === null || (marks > 0 && marks > left) || found.notes;
      if (marks !== null && !isPlain) left -= marks;
      const drawn = before.blocks[at];
      if (isSame && drawn !== undefined && before.of[at] === one && drawn.plain === isPlain) return drawn;
      if (isPlain) return { text: part, plain: true };
      const lower = definitions.length === 0 ? '' : part.toLowerCase();
      const needed = definitions.filter(
        (each) => !found.definitions.includes(each) && lower.includes(`[${each.label}]`),
      );
      // Before the block: its end may be inside of something that has not ended yet.
      const head = needed.map(({ source }) => source).join('\n');
      return { text: head === '' ? part : `${head}\n\n${part}`, plain: false };
    });
    this.#drawn = { of: known, definitions: names, blocks };
    return blocks;
  }
}

/** A block, and what was found out about it once. */
interface Known {
  readonly text: string;
  /** Null when it is too much to be parsed. */
  readonly marks: number | null;
  readonly found: Definitions;
}

function knownOf(text: string): Known {
  const marks = text.length >= PARSE_LIMIT ? null : marksOf(text);
  return { text, marks, found: marks === null ? NOTHING : definitionsIn(text) };
}

/** As the texts are drawn: one tilde strikes nothing out. */
const GFM = gfm({ singleTilde: false });

/** What only stands inside of lines: where blocks end does not depend on it, and it is what takes time. */
const INLINE = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
  'strikethrough',
  'wwwAutolink',
  'protocolAutolink',
  'emailAutolink',
  'gfmFootnoteCall',
  'gfmPotentialFootnoteCall',
  'tasklistCheck',
];
const BLOCKS_ALONE = { extensions: [GFM, { disable: { null: INLINE } }] };

/** A blank line, and what follows it. */
const PARTED = /\n[ \t]*\r?\n[ \t]*[^ \t\r\n]/;
/** Anything but what the parser takes for blank. */
const SAYS = /[^ \t\r\n]/;
/** A blank line at the end. */
const BLANK_BEFORE = /\n[ \t]*\r?\n$/;
const INDENTED = /^(?: {4}| {0,3}\t)/;
/** A blank line is looked for in so many characters before a block. */
const BLANK = 200;

/**
 * Where blocks begin in a text behind a blank line, but for the first: at the beginning of their lines. Null of a text
 * that is too deep to be parsed.
 */
function startsIn(text: string): number[] | null {
  if (!PARTED.test(text)) return [];
  const prose = startsInProse(text);
  const rest = text.slice(prose.at(-1) ?? 0);
  if (!PARTED.test(rest)) return prose;
  if (!isFlat(rest)) return prose.length > 0 ? prose : null;
  const children = fromMarkdown(rest, BLOCKS_ALONE).children;
  const lineOf = ({ position }: (typeof children)[number]): number =>
    rest.lastIndexOf('\n', (position?.start.offset ?? 0) - 1) + 1;
  const starts = children.flatMap((child, at) => {
    const before = children[at - 1];
    if (before === undefined) return [];
    // Around code that is only indented the parser reads otherwise than by itself: a list that begins with 2 is none
    // behind it, and behind a list it may be two (micromark 4).
    const isIndented = (one: typeof child): boolean =>
      one.type === 'code' && INDENTED.test(rest.slice(lineOf(one)));
    if (isIndented(before) || isIndented(child)) return [];
    const start = lineOf(child);
    if (!BLANK_BEFORE.test(rest.slice(Math.max(0, start - BLANK), start))) return [];
    return [text.length - rest.length + start];
  });
  // A heading behind a definition is said to begin with it.
  return [...new Set([...prose, ...starts])];
}

/** Lines that only a paragraph or a heading has: both end with a blank line, whatever follows. */
const PROSE = /^(?:#{1,6} |[\p{L}"“'(])/u;

/** The beginnings that need no parser: as far as the text is prose from its beginning. Most of what is written is. */
function startsInProse(text: string): number[] {
  const starts: number[] = [];
  let blank = false;
  let some = false;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end === -1 ? text.length : end);
    if (!SAYS.test(line)) blank = some;
    else {
      if (blank && INDENTED.test(line)) break;
      if (blank) starts.push(at);
      blank = false;
      if (!PROSE.test(line)) break;
      some = true;
    }
    if (end === -1) break;
    at = end + 1;
  }
  return starts;
}

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const CONTINUES = /^(?:\s|[-*+>|]|\d{1,9}[.)]\s)/;

/**
 * Where a block ends that is too long or too deep to be parsed, by its lines alone; null while it does not. It is drawn
 * plain: what matters is that it ends at all. A fence ends with its mark, all else before a line that follows a blank
 * one and goes on with no list, quote or table.
 */
function endOfLong(text: string, from: number, to: number): number | null {
  let at = from;
  let fence: string | null = null;
  let blank = false;
  let isFirst = true;
  while (at < to) {
    const end = text.indexOf('\n', at) + 1;
    const line = text.slice(at, end - 1);
    const mark = FENCE.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) return end;
    } else if (isFirst && mark !== undefined) fence = mark;
    else if (line.trim() === '') blank = !isFirst;
    else if (blank && !CONTINUES.test(line)) return at;
    else blank = false;
    if (line.trim() !== '') isFirst = false;
    at = end;
  }
  return null;
}

interface Definition {
  readonly label: string;
  readonly source: string;
}
interface Definitions {
  readonly definitions: readonly Definition[];
  /** It defines a note. */
  readonly notes: boolean;
}
type Tree = ReturnType<typeof fromMarkdown>;
const NOTHING: Definitions = { definitions: [], notes: false };

/** Blocks whose definitions are remembered: a text that grows only changes its last. */
const REMEMBERED = 500;
const remembered = new Map<string, Definitions>();

/** What of a block the parser itself takes for a definition. */
function definitionsIn(block: string): Definitions {
  if (!block.includes(']:')) return NOTHING;
  const before = remembered.get(block);
  if (before !== undefined) return before;
  const tree = fromMarkdown(block, { extensions: [GFM], mdastExtensions: [gfmFromMarkdown()] });
  const definitions: Definition[] = [];
  let notes = false;
  const walk = (node: Tree | Tree['children'][number]): void => {
    const { position } = node;
    if (node.type === 'footnoteDefinition') notes = true;
    if (node.type === 'definition' && position !== undefined) {
      const source = block.slice(position.start.offset, position.end.offset);
      if (!source.includes('\n'))
        definitions.push({ label: (node.label ?? node.identifier).toLowerCase(), source });
    }
    if ('children' in node) for (const child of node.children) walk(child);
  };
  walk(tree);
  const found: Definitions = { definitions, notes };
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(block, found);
  return found;
}
