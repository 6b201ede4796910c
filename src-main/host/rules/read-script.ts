import {
  unreadable,
  type Assignment,
  type Script,
  type SimpleCommand,
  type Word,
} from '#shared/model/command/script.ts';
import { unwrap } from '#shared/model/command/wrappers.ts';

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

/** Parses a text by the grammar of bash. */
export type Parse = (text: string) => SyntaxNode;

/** Wrappers and scripts within each other that are followed. */
const DEEPEST = 8;
/** A longer text is not read: no agent writes it for a person to decide. */
const LONGEST = 20_000;

/**
 * Reads a command's text. Only what is understood in full counts as known: node kinds and tokens that are not listed
 * here hide something, as does all that the grammar and a real shell read differently (line continuations, control
 * characters, blanks that are not ASCII).
 */
export function readScript(text: string, parse: Parse): Script {
  return read(text, parse, 'bash', 0);
}

function read(text: string, parse: Parse, shell: string, depth: number): Script {
  const odd = oddity(text);
  if (odd !== null) return unreadable(odd);
  const root = parse(text);
  if (root.hasError || skips(root, text)) return unreadable('it is not a script that the grammar knows');
  const reader = new Reader(shell);
  reader.statements(root);
  const commands: SimpleCommand[] = [];
  let { hides } = reader;
  for (const command of reader.commands) {
    const seen = seeThrough(command, parse, depth);
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
  if (/[^\P{White_Space}\t\n ]|[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u.test(text))
    return 'it has blanks that are none to a shell';
  return null;
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

function seeThrough(command: SimpleCommand, parse: Parse, depth: number): Script {
  if (depth > DEEPEST) return unreadable('scripts within scripts go too deep');
  const unwrapped = unwrap(command);
  switch (unwrapped.type) {
    case 'none':
      return {
        commands: [command],
        hides: RESERVED.has(command.words[0]?.text ?? '') ? 'it has a word of the shell’s own' : null,
      };
    case 'hides':
      return { commands: [command], hides: unwrapped.why };
    case 'command':
      return seeThrough(unwrapped.command, parse, depth + 1);
    case 'script':
      return read(unwrapped.text, parse, unwrapped.shell, depth + 1);
  }
}

/** Words that begin something else than a command, and that the grammar may take for one. */
const RESERVED = new Set(
  (
    '! { } [[ ]] case coproc do done elif else esac fi for function if in select then time until while ' +
    // These change what the commands after them are, or run what they are given.
    '. source eval exec builtin alias unalias trap export declare typeset local readonly set unset shopt enable hash ' +
    'command_not_found_handle noglob nocorrect repeat foreach end emulate autoload functions zmodload bindkey'
  ).split(' '),
);

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

  statements(node: SyntaxNode): void {
    for (const child of node.children) {
      if (child === null || child.hasError) this.#hide('a part cannot be read');
      else if (!child.isNamed) {
        if (!BETWEEN.has(child.type)) this.#hide(`it has ${child.text.slice(0, 20)}`);
      } else if (GROUPS.has(child.type)) this.statements(child);
      else if (child.type === 'command') this.#command(child);
      else if (child.type === 'redirected_statement') this.#redirected(child);
      else if (child.type !== 'comment') this.#hide(`it has a ${child.type.replaceAll('_', ' ')}`);
    }
  }

  #hide(why: string): void {
    this.hides ??= why;
  }

  /** Only what throws output away or joins it is followed: a redirection to a file writes or reads that file. */
  #redirected(node: SyntaxNode): void {
    for (const child of node.children) {
      if (child === null) this.#hide('a part cannot be read');
      else if (child.type === 'command') this.#command(child);
      else if (GROUPS.has(child.type)) this.statements(child);
      else if (
        child.type !== 'file_redirect' ||
        !/^\d*(?:>&\d|&?>>?\s*\/dev\/null|<\s*\/dev\/null)$/.test(child.text)
      )
        this.#hide('it redirects to or from a file');
    }
  }

  #command(node: SyntaxNode): void {
    const words: Word[] = [];
    const sets: Assignment[] = [];
    let end = -1;
    for (const child of node.children) {
      // What stands together is one word to a shell, also where the grammar makes two of it.
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
    this.commands.push({ words, sets, through: [] });
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
