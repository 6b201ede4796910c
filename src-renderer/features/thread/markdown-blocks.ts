import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { marksOf, MARKS_LIMIT } from './markdown-bounds.ts';

/** A part of a Markdown text that can be drawn by itself. `plain`: too long, too deep or too marked to be parsed. */
export interface MarkdownBlock {
  readonly text: string;
  readonly plain: boolean;
}

/** Longer parts are shown as they are: parsing would cost more than it gives. */
const PARSE_LIMIT = 24_000;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const LIST = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;

/**
 * Cuts a Markdown text where no construct reaches across, so that a text that grows at its end only changes its last
 * block. Fences, lists with blank lines and indented continuations stay whole.
 */
export function markdownBlocks(text: string): readonly MarkdownBlock[] {
  const lines = text.split('\n');
  const blocks: string[] = [];
  let block: string[] = [];
  let fence: string | null = null;
  let inList = false;
  let blank = false;
  for (const line of lines) {
    const empty = line.trim() === '';
    if (fence === null && !empty && blank && block.some((known) => known.trim() !== '')) {
      const continues = inList && (/^(?: {2,}|\t)/.test(line) || LIST.test(line));
      const indented = !inList && /^(?: {4}|\t)/.test(line);
      if (!continues && !indented) {
        blocks.push(block.join('\n'));
        block = [];
        inList = false;
      }
    }
    if (block.every((known) => known.trim() === '')) inList = fence === null && LIST.test(line);
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence) && line.trim() === mark) fence = null;
    }
    blank = empty && fence === null;
    block.push(line);
  }
  if (block.some((line) => line.trim() !== '')) blocks.push(block.join('\n'));
  return drawable(text, blocks);
}

/** Blocks as they are drawn: what is too much is plain, and what refers to another block brings its definitions along. */
function drawable(text: string, blocks: readonly string[]): readonly MarkdownBlock[] {
  let left = MARKS_LIMIT;
  const plain = blocks.map((part) => {
    const marks = part.length >= PARSE_LIMIT ? null : marksOf(part);
    if (marks === null || (marks > 0 && marks > left)) return true;
    left -= marks;
    return false;
  });
  const known = blocks.map((part, at) => (plain[at] === true ? NOTHING : definitionsIn(part)));
  // Notes are numbered over the whole of a text, so it is drawn as one; where that is too much, they stand as written.
  const noted = known.some(({ notes }) => notes);
  if (noted && text.length < PARSE_LIMIT && marksOf(text) !== null) return [{ text, plain: false }];
  const definitions = known.flatMap(({ definitions: own }) => own);
  return blocks.map((part, at) => {
    if (plain[at] === true || known[at]?.notes === true) return { text: part, plain: true };
    const own = known[at]?.definitions ?? [];
    const lower = part.toLowerCase();
    const needed = definitions.filter((one) => !own.includes(one) && lower.includes(`[${one.label}]`));
    // Before the block: its end may be inside of something that has not ended yet.
    const head = needed.map(({ source }) => source).join('\n');
    return { text: head === '' ? part : `${head}\n\n${part}`, plain: false };
  });
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
  const tree = fromMarkdown(block, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
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
