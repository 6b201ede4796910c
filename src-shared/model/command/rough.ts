import type { Span } from './reading.ts';

/** A word of a command: what it says, quotes taken off, and where it stands. */
export interface ReadWord extends Span {
  readonly text: string;
}

/** A command as a rough look finds it. */
export interface RoughCommand {
  readonly words: readonly ReadWord[];
  /** Its input comes from the command before it. */
  readonly piped: boolean;
}

/** What a rough look found, and up to where it looked. */
export interface RoughLook {
  readonly commands: readonly RoughCommand[];
  readonly looked: number;
}

/** Words that stand before a command and are none of it. */
const BEFORE = new Set(
  '! { } if then elif else while until do time coproc exec eval command builtin'.split(' '),
);

/**
 * Looks through a text for whatever may be a command, without a grammar: every place behind an operator, a bracket or a
 * backtick begins one, also within double quotes. It finds more than a shell would run, never decides that something is
 * harmless, and its work grows with the text alone: characters after `longest` and commands after `most` are left out.
 */
export function roughLook(text: string, longest: number, most: number): RoughLook {
  const commands: RoughCommand[] = [];
  const end = Math.min(text.length, longest);
  let words: ReadWord[] = [];
  let word = '';
  let from = -1;
  let piped = false;
  let quote = '';
  const put = (piece: string, at: number): void => {
    if (from === -1) from = at;
    word += piece;
  };
  const endWord = (to: number): void => {
    if (from === -1) return;
    const begins = words.length === 0;
    if (!begins || (!BEFORE.has(word) && !/^[A-Za-z_]\w*\+?=/.test(word)))
      words.push({ text: word, from, to });
    word = '';
    from = -1;
  };
  const endCommand = (to: number, pipe: boolean): void => {
    endWord(to);
    if (words.length > 0) commands.push({ words, piped });
    words = [];
    piped = pipe;
  };
  let at = 0;
  for (; at < end && commands.length < most; at += 1) {
    const sign = text[at] ?? '';
    if (quote === "'") {
      if (sign === "'") quote = '';
      else put(sign, at);
    } else if (sign === '\\') {
      at += 1;
      if (text[at] !== '\n') put(text[at] ?? '', at - 1);
    } else if (sign === '`' || ((sign === '$' || sign === '<' || sign === '>') && text[at + 1] === '(')) {
      if (sign !== '`') at += 1;
      endCommand(at, false);
      quote = '';
    } else if (quote === '"') {
      if (sign === '"') quote = '';
      else put(sign, at);
    } else if (sign === '"' || sign === "'") {
      put('', at);
      quote = sign;
    } else if (sign === ' ' || sign === '\t' || sign === '\r') endWord(at);
    else if (sign === '>' || sign === '<') endWord(at);
    else if (sign === '|') {
      const or = text[at + 1] === '|';
      if (or) at += 1;
      endCommand(at, !or);
    } else if (sign === '\n' || sign === ';' || sign === '&' || sign === '(' || sign === ')')
      endCommand(at, false);
    else put(sign, at);
  }
  endCommand(at, false);
  return { commands, looked: at };
}
