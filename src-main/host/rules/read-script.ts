import {
  unreadable,
  type Assignment,
  type Script,
  type SimpleCommand,
  type Word,
} from '#shared/model/command/script.ts';
import { UNSEEN } from '#shared/base/unseen.ts';
import { roughLook } from '#shared/model/command/rough.ts';
import { runsItsWords } from '#shared/model/command/runners.ts';
import { changesShell } from '#shared/model/command/shell-words.ts';
import { unwrap } from '#shared/model/command/wrappers.ts';
import { tangle } from './tangle.ts';

/** What is read of a node of the syntax tree. */
export interface SyntaxNode {
  readonly type: string;
  readonly text: string;
  readonly isNamed: boolean;
  readonly hasError: boolean;
  /** Where it begins and ends in the whole text, in UTF-16 units. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly children: readonly (SyntaxNode | null)[];
}

/** Work that the parser may still do for one command, with all the scripts in it. What was done is taken off. */
export interface ParseBudget {
  /** Its reports, one for every hundred steps. */
  reports: number;
  ms: number;
}

/** A command that a person would read needs fewer than twenty reports (measured with web-tree-sitter 0.27.1). */
const MOST_REPORTS = 120;
/** A parser that mends errors takes a millisecond and more for its hundred steps: then the clock ends it. */
const MOST_MS = 5;

export function newBudget(): ParseBudget {
  return { reports: MOST_REPORTS, ms: MOST_MS };
}

/** Parses a text by the grammar of bash; null once the budget is spent. */
export type Parse = (text: string, budget: ParseBudget) => SyntaxNode | null;

/** Wrappers and scripts within each other that are followed. */
const DEEPEST = 8;
/** A longer text is not read: no agent writes it for a person to decide. The very same text can still be a rule. */
const LONGEST = 4_000;
/** How far a text that hides something is looked through for what rules decline, and for how many commands. */
const LOOKED = { characters: 100_000, commands: 10_000, words: 2_000 };
/** Commands of them that rules look at. What is left out is declined by none, and accepted by none. */
const MOST_ROUGH = 1_000;

/** What is known of where a script runs. */
export interface ScriptPlace {
  /** Paths of the very folder it starts in: `cd` to one of them changes nothing. */
  readonly folders: readonly string[];
}

interface Reading {
  readonly parse: Parse;
  readonly budget: ParseBudget;
  readonly place: ScriptPlace;
}

/**
 * Reads a command's text. Only what is understood in full counts as known: node kinds and tokens that are not listed
 * here hide something, as does all that the grammar and a real shell read differently (line continuations, control
 * characters, blanks that are not ASCII), and whatever changes what a later command is or where it runs (`cd`, `read`,
 * `printf -v`). Its work is bounded: what would take more hides something. Of a text that hides something `rough` says
 * what may be run by it.
 */
export function readScript(text: string, parse: Parse, place: ScriptPlace = { folders: [] }): Script {
  const script = read(text, { parse, budget: newBudget(), place }, 'bash', 0, false);
  const runs = script.commands.some(({ words }) => runsItsWords(programBase(words[0]?.text)));
  return script.hides === null && !runs ? script : { ...script, rough: roughCommands(text) };
}

/** Commands that a text may run, scripts in quotes included: for rules that decline, which may be too wide. */
function roughCommands(text: string): readonly (readonly string[])[] {
  // A repeated command is one command to a rule.
  const found = new Map<string, readonly string[]>();
  let left = LOOKED.characters;
  const look = (part: string, depth: number): void => {
    const { commands, looked } = roughLook(part, {
      ...LOOKED,
      characters: left,
      commands: LOOKED.commands,
    });
    left -= looked;
    for (const { words } of commands) {
      const texts = words.map((word) => word.text);
      const script = depth === 0 && commands.length === 1 ? codexScript(texts) : undefined;
      // Codex 0.169.0 hands every command to a shell: a rule that declines that shell is about none of them.
      if (script === undefined) found.set(texts.join('\0'), texts);
      // A quoted text may be a script, where a program runs what it is given.
      if (depth === 3) continue;
      const quoted = texts.filter((one) => /[\s;|&]/.test(one));
      if (
        quoted.length > 0 &&
        (quoted[0] === texts[0] || texts.some((one) => runsItsWords(programBase(one))))
      )
        for (const one of quoted) look(one, depth + 1);
    }
  };
  look(text, 0);
  return [...found.values()].slice(0, MOST_ROUGH);
}

function programBase(word: string | undefined): string {
  return word?.split(/[\\/]/).at(-1) ?? '';
}

function codexScript([shell, option, script, ...more]: readonly string[]): string | undefined {
  const known = /^(?:ba|z|da|k)?sh$/.test(programBase(shell)) && /^-l?c$/.test(option ?? '');
  return known && more.length === 0 ? script : undefined;
}

function read(text: string, reading: Reading, shell: string, depth: number, piped: boolean): Script {
  const odd = oddity(text) ?? tangle(text) ?? beyond(text);
  if (odd !== null) return unreadable(odd);
  const root = reading.parse(text, reading.budget);
  if (root === null) return unreadable('it takes too long to be read');
  if (root.hasError || skips(root, text)) return unreadable('it is not a script that the grammar knows');
  const reader = new Reader(shell);
  reader.statements(root, piped);
  const commands: SimpleCommand[] = [];
  let { hides } = reader;
  for (const command of reader.commands) {
    const seen = seeThrough(command, reading, depth);
    commands.push(...seen.commands);
    hides ??= seen.hides;
  }
  return { commands, hides };
}

/** What the grammar takes for a blank or for nothing, and a shell does not. */
function oddity(text: string): string | null {
  if (text.length > LONGEST) return 'it is too long to be read';
  if (/\\\r?\n/.test(text)) return 'a line goes on behind a backslash';
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) return 'it has control characters';
  if (/[^\P{White_Space}\t\n ]/u.test(text) || UNSEEN.test(text))
    return 'it has blanks that are none to a shell';
  return null;
}

/** Redirections that are followed: to nothing, from nothing, and of one output to another. */
const REDIRECTION = /(?:>>?[ \t]*\/dev\/null|<[ \t]*\/dev\/null|>&\d)(?=$|[\s;|&)])/y;

/**
 * What no rule reads, found before the parser is asked, whose work on such texts has no bound: variables,
 * substitutions, files that are written, quotes and brackets without an end.
 */
function beyond(text: string): string | null {
  let quote = '';
  let depth = 0;
  let starts = true;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    const begins: boolean = starts;
    starts = false;
    if (quote === "'") {
      if (sign === "'") quote = '';
    } else if (sign === '\\') at += 1;
    else if (sign === '$' || sign === '`') return 'it has a variable or a substitution';
    else if (quote === '"') {
      if (sign === '"') quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '#' && (begins || /[\s;|&()]/.test(text[at - 1] ?? ''))) {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end - 1;
    } else if (sign === '<' || sign === '>') {
      REDIRECTION.lastIndex = at;
      const [found] = REDIRECTION.exec(text) ?? [];
      if (found === undefined) return 'it redirects to or from a file';
      at += found.length - 1;
    } else if (sign === '(') {
      if (!begins) return 'it has brackets that are no group of commands';
      depth += 1;
      starts = true;
    } else if (sign === ')') {
      if (depth === 0) return 'it has a bracket that ends nothing';
      depth -= 1;
    } else if (/[;|&\n{!]/.test(sign)) starts = true;
    else if (sign === ' ' || sign === '\t') starts = begins;
  }
  return quote === '' && depth === 0 ? null : 'it has quotes or brackets without an end';
}

/** Whether the grammar passed over something that is no blank, such as a backslash before one. */
function skips(root: SyntaxNode, text: string): boolean {
  let end = 0;
  const blank = (to: number): boolean => /^[ \t\n]*$/.test(text.slice(end, to));
  const visit = (node: SyntaxNode): boolean => {
    if (node.children.length > 0) return node.children.every((child) => child !== null && visit(child));
    if (!blank(node.startIndex)) return false;
    end = node.endIndex;
    return true;
  };
  return !visit(root) || !blank(text.length);
}

function seeThrough(command: SimpleCommand, reading: Reading, depth: number): Script {
  if (depth > DEEPEST) return unreadable('scripts within scripts go too deep');
  const unwrapped = staysHere(command, reading.place) ? STAYS : unwrap(command);
  switch (unwrapped.type) {
    case 'none':
      return {
        commands: [command],
        hides: changesShell(command),
      };
    case 'nothing':
      return { commands: [], hides: null };
    case 'hides':
      return { commands: [command], hides: unwrapped.why };
    case 'command':
      return seeThrough(unwrapped.command, reading, depth + 1);
    case 'script':
      return read(unwrapped.text, reading, unwrapped.shell, depth + 1, command.piped === true);
  }
}

const STAYS = { type: 'nothing' } as const;

/** Whether a command is `cd` to the very folder it is in. */
function staysHere({ words, sets, piped }: SimpleCommand, { folders }: ScriptPlace): boolean {
  const [program, target, ...more] = words;
  if (program?.text !== 'cd' || target === undefined || more.length > 0) return false;
  return target.literal && sets.length === 0 && piped !== true && folders.includes(target.text);
}

/** Tokens that stand between commands, or around groups of them. */
const BETWEEN = new Set(['&&', '||', '|', '|&', ';', '&', '\n', '(', ')', '{', '}', '!']);
/** Nodes that only hold others. */
const GROUPS = new Set(['program', 'list', 'pipeline', 'subshell', 'compound_statement', 'negated_command']);

class Reader {
  readonly commands: SimpleCommand[] = [];
  readonly #shell: string;
  hides: string | null = null;

  constructor(shell: string) {
    this.#shell = shell;
  }

  /** `piped`: what it says comes from another command. */
  statements(node: SyntaxNode, fed: boolean): void {
    let piped = fed;
    for (const child of node.children) {
      if (child === null || child.hasError) this.#hide('a part cannot be read');
      else if (!child.isNamed) {
        if (!BETWEEN.has(child.type)) this.#hide(`it has ${child.text.slice(0, 20)}`);
        if (child.type === '|' || child.type === '|&') piped = true;
        else if (node.type !== 'pipeline') piped = fed;
      } else if (GROUPS.has(child.type)) this.statements(child, piped);
      else if (child.type === 'command') this.#command(child, piped);
      else if (child.type === 'redirected_statement') this.#redirected(child, piped);
      else if (child.type !== 'comment') this.#hide(`it has a ${child.type.replaceAll('_', ' ')}`);
    }
  }

  #hide(why: string): void {
    this.hides ??= why;
  }

  /** Only what throws output away or joins it is followed: a redirection to a file writes or reads that file. */
  #redirected(node: SyntaxNode, piped: boolean): void {
    for (const child of node.children) {
      if (child === null) this.#hide('a part cannot be read');
      else if (child.type === 'command') this.#command(child, piped);
      else if (GROUPS.has(child.type)) this.statements(child, piped);
      else if (
        child.type !== 'file_redirect' ||
        !/^\d*(?:>&\d|&?>>?\s*\/dev\/null|<\s*\/dev\/null)$/.test(child.text)
      )
        this.#hide('it redirects to or from a file');
    }
  }

  #command(node: SyntaxNode, piped: boolean): void {
    const words: Word[] = [];
    const sets: Assignment[] = [];
    let end = -1;
    for (const child of node.children) {
      // Adjacent parts are one word to a shell, though the grammar makes two nodes of them.
      if (child !== null && child.startIndex === end) this.#hide('a part cannot be read');
      end = child?.endIndex ?? end;
      if (child === null || !child.isNamed) {
        this.#hide('a part cannot be read');
        continue;
      }
      if (child.type === 'variable_assignment') {
        const assignment = this.#assignment(child);
        if (assignment !== null) sets.push(assignment);
        continue;
      }
      const inner = child.type === 'command_name' ? child.children[0] : child;
      const word = inner == null ? null : this.#word(inner);
      if (word === null) this.#hide('a word depends on what only the shell knows');
      else words.push(word);
    }
    const [program] = words;
    if (program === undefined || !program.literal || program.text === '' || program.text.includes('='))
      this.#hide('its program depends on what only the shell knows');
    if (this.#shell === 'zsh' && words.some(({ literal }) => !literal))
      this.#hide('zsh may run code for a pattern');
    this.commands.push({ words, sets, through: [], ...(piped && { piped }) });
  }

  #assignment(node: SyntaxNode): Assignment | null {
    const [name, equals, value, ...more] = node.children;
    const word = value == null ? { text: '', literal: true } : this.#word(value);
    if (name?.type !== 'variable_name' || equals?.type !== '=' || more.length > 0 || word?.literal !== true) {
      this.#hide('a variable is set to what only the shell knows');
      return null;
    }
    return { name: name.text, value: word.text };
  }

  /** What a program is given of a word; null where more than its own text decides that. */
  #word(node: SyntaxNode): Word | null {
    switch (node.type) {
      case 'word':
      case 'number':
        return node.children.length > 0 ? null : bareWord(node.text, this.#shell);
      case 'raw_string':
        return { text: node.text.slice(1, -1), literal: true };
      case 'string':
        return this.#string(node);
      case 'concatenation': {
        const parts = node.children.map((child) => (child === null ? null : this.#word(child)));
        if (parts.includes(null)) return null;
        const known = parts as Word[];
        // Pieces that are harmless alone can make a pattern together: `{a` and `,b}`.
        if (/[{}]/.test(node.text.replaceAll(/'[^']*'|"[^"]*"/g, '')))
          return { text: node.text, literal: false };
        const literal = known.every((part) => part.literal);
        return { text: literal ? known.map(({ text }) => text).join('') : node.text, literal };
      }
      default:
        return null;
    }
  }

  #string(node: SyntaxNode): Word | null {
    const text = node.text;
    if (!text.startsWith('"') || !text.endsWith('"') || text.length < 2) return null;
    const plain = node.children.every(
      (child) => child !== null && (child.type === '"' || child.type === 'string_content'),
    );
    const inner = text.slice(1, -1);
    // A dollar or a backtick that is not escaped may run something; a bang is history only where a person types.
    if (!plain || /(?:^|[^\\])(?:\\\\)*[$`]/.test(inner)) return null;
    return { text: inner.replaceAll(/\\([$`"\\])/g, '$1'), literal: true };
  }
}

/** A word without quotes: backslashes taken off; not literal where the shell would make another of it. */
function bareWord(text: string, shell: string): Word | null {
  if (/[$`'"<>|&;()\n]/.test(text.replaceAll(/\\./g, ''))) return null;
  if (text.endsWith('\\') && !/(?:^|[^\\])(?:\\\\)+$/.test(text)) return null;
  const bare = text.replaceAll(/\\./g, 'x');
  const special = /[*?[\]{}]|^~|[=:]~/.test(bare) || (shell === 'zsh' && /^=|[\^#~]/.test(bare));
  return { text: special ? text : text.replaceAll(/\\(.)/g, '$1'), literal: !special };
}
