import { oneLine } from './describe.ts';

/** What fits into a row beside what the thread says now. */
const LONGEST = 60;
/** A first sentence shorter than this says too little alone: "Hi." */
const SHORTEST = 12;

/**
 * A short title for a prompt: its first sentence, without marks of Markdown and cut between words. Of a prompt that is
 * all code, its first line. Empty for a prompt without a word.
 */
export function shortTitle(prompt: string): string {
  const lines = prompt
    .slice(0, 4000)
    .split('\n')
    .map((line) => line.trim());
  const begin = lines.findIndex((line) => line !== '' && !FENCE.test(line));
  if (begin === -1) return '';
  const [first = '', ...rest] = lines.slice(begin);
  // A paragraph that was wrapped by hand is one text; a heading, and code, end with their line.
  const alone = first.startsWith('#') || FENCE.test(lines[begin - 1] ?? '');
  const end = alone ? 0 : rest.findIndex((line) => line === '' || MARK.test(line) || FENCE.test(line));
  const text = [first, ...rest.slice(0, end === -1 ? undefined : end)].join(' ');
  return cut(firstSentence(oneLine(text.replace(MARK, '').replace(/(\*\*|__|`)/g, ''), 1000)));
}

const FENCE = /^(```|~~~)/;
/** What begins a heading, a quotation, an entry of a list. */
const MARK = /^(#{1,6}|>|[*+-]|\d+[.)])\s+/;

function firstSentence(line: string): string {
  for (const match of line.matchAll(/[.!?…:;](?=\s)/g)) {
    if (match.index < SHORTEST) continue;
    const keeps = match[0] === '?' || match[0] === '!';
    return line.slice(0, match.index + (keeps ? 1 : 0));
  }
  return line.replace(/[.:;]$/, '');
}

function cut(sentence: string): string {
  if (sentence.length <= LONGEST) return sentence;
  const part = sentence.slice(0, LONGEST);
  const space = part.lastIndexOf(' ');
  // One endless word has no place to be cut at; a pair of units that is one character is not taken apart.
  const whole = space > LONGEST / 2 ? part.slice(0, space) : part.replace(/[\uD800-\uDBFF]$/, '');
  return `${whole.replace(/[\s,;:.–-]+$/, '')}…`;
}
