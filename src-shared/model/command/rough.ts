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

/** What a rough look found, and whether it looked at all of the text. */
export interface RoughLook {
  readonly commands: readonly RoughCommand[];
  /** Characters that were looked at. */
  readonly looked: number;
  readonly whole: boolean;
}

/** Bounds of a rough look, each a number of things. */
export interface RoughBounds {
  readonly characters: number;
  readonly commands: number;
  /** Words of one command. The middle ones are left out: the first say what it is, the last what it is given. */
  readonly words: number;
}

/** Words that stand before a command and are none of it. */
const BEFORE = new Set(
  '! { } if then elif else while until do time coproc exec eval command builtin'.split(' '),
);

/** Characters of a word that are looked at, from its beginning. */
const LONGEST_WORD = 32_000;

/** What ends nothing and means nothing, outside of quotes and within them. */
const PLAIN = /[^\\`$<>"'\s|;&()]+/y;
const IN_DOUBLE = /[^\\`$"]+/y;
const IN_SINGLE = /[^']+/y;

/**
 * Looks through a text for whatever may be a command, without a grammar: every place behind an operator, a bracket or a
 * backtick begins one, also within double quotes. It finds more than a shell would run, never decides that something is
 * harmless, and its work grows with the text alone.
 */
export function roughLook(text: string, bounds: RoughBounds): RoughLook {
  const commands: RoughCommand[] = [];
  const end = Math.min(text.length, bounds.characters);
  let words: ReadWord[] = [];
  let word = '';
  let from = -1;
  let piped = false;
  let quote = '';
  let whole = end === text.length;
  const put = (piece: string, at: number): void => {
    if (from === -1) from = at;
    word += piece;
  };
  const endWord = (to: number): void => {
    if (from === -1) return;
    const begins = words.length === 0;
    if (word.length > LONGEST_WORD) {
      word = word.slice(0, LONGEST_WORD);
      whole = false;
    }
    if (!begins || (!BEFORE.has(word) && !/^[A-Za-z_]\w*\+?=/.test(word)))
      words.push({ text: word, from, to });
    word = '';
    from = -1;
  };
  const endCommand = (to: number, pipe: boolean): void => {
    endWord(to);
    if (words.length > bounds.words) {
      const half = Math.ceil(bounds.words / 2);
      words = [...words.slice(0, half), ...words.slice(-half)];
      whole = false;
    }
    if (words.length > 0) commands.push({ words, piped });
    words = [];
    piped = pipe;
  };
  let at = 0;
  while (at < end && commands.length < bounds.commands) {
    const run = quote === '"' ? IN_DOUBLE : quote === "'" ? IN_SINGLE : PLAIN;
    run.lastIndex = at;
    if (run.test(text)) {
      put(text.slice(at, run.lastIndex), at);
      at = run.lastIndex;
      continue;
    }
    const sign = text[at] ?? '';
    const next = text[at + 1];
    if (quote === "'") quote = '';
    else if (sign === '\\') {
      if (next !== '\n') put(next ?? '', at);
      at += 1;
    } else if (sign === '`' || ((sign === '$' || sign === '<' || sign === '>') && next === '(')) {
      if (sign !== '`') at += 1;
      endCommand(at, false);
      quote = '';
    } else if (quote === '"') {
      if (sign === '"') quote = '';
      else put(sign, at);
    } else if (sign === '"' || sign === "'") {
      put('', at);
      quote = sign;
    } else if (sign === '$') put(sign, at);
    else if (sign === '|') {
      const or = next === '|';
      endCommand(at, !or);
      if (or) at += 1;
    } else if (sign === '\n' || sign === ';' || sign === '&' || sign === '(' || sign === ')')
      endCommand(at, false);
    else endWord(at);
    at += 1;
  }
  endCommand(Math.min(at, text.length), false);
  return { commands, looked: at, whole: whole && at >= end };
}
