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
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:\s*\S+.*$/gm;

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
  // A reference may be defined in another block: give every block that refers the definitions of all.
  const definitions = text.includes(']:') ? (text.match(DEFINITION) ?? []).join('\n') : '';
  let left = MARKS_LIMIT;
  return blocks.map((part) => {
    const marks = part.length >= PARSE_LIMIT ? null : marksOf(part);
    const plain = marks === null || (marks > 0 && marks > left);
    if (plain) return { text: part, plain };
    left -= marks;
    const refers = definitions !== '' && /\]\[|\[[^\]]+\](?!\()/.test(part);
    return { text: refers ? `${part}\n\n${definitions}` : part, plain };
  });
}

/** The kinds of links that may leave the page. Everything else is shown as text. */
export function externalLink(href: string | undefined): string | null {
  return href !== undefined && /^(https?:\/\/|mailto:)/i.test(href) ? href : null;
}
