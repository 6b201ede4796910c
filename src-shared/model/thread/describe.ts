import type { Item } from '../item/item.ts';

/** What an agent does now, in its own terms: words, then what is shown as code. Either may be empty. */
export interface Activity {
  readonly words: string;
  readonly code: string;
}

/** Longest code of an activity: a row shows less, but never needs more. */
const CODE_LENGTH = 120;

/** Says in a few words what an item that runs is about. */
export function describeItem(item: Item): Activity {
  switch (item.type) {
    case 'commandExecution': {
      const [first] = item.commandActions;
      const reads = item.commandActions.flatMap((action) => (action.type === 'read' ? [action.name] : []));
      if (reads.length > 0 && reads.length === item.commandActions.length)
        return activity('reading', reads.join(', '));
      if (first?.type === 'search' && item.commandActions.length === 1)
        return activity('searching for', first.query ?? first.path ?? '');
      if (first?.type === 'listFiles' && item.commandActions.length === 1)
        return activity('listing', first.path ?? '.');
      return activity('running', shownCommand(item.command));
    }
    case 'fileChange': {
      const names = item.changes.map(({ path }) => lastPart(path));
      return activity(
        'editing',
        names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(', '),
      );
    }
    case 'reasoning':
      return activity('thinking', '');
    case 'agentMessage':
      return activity('writing', '');
    case 'plan':
      return activity('planning', '');
    case 'webSearch':
      return activity('searching the web', '');
    case 'toolCall':
      return activity('calling', item.provider === 'mcp' ? `${item.server}.${item.tool}` : item.tool);
    case 'subAgent':
      return activity('working with sub-agents', '');
    case 'contextCompaction':
      return activity('compacting its context', '');
    case 'review':
      return activity(item.phase === 'entered' ? 'reviewing' : 'working', '');
    default:
      return activity('working', '');
  }
}

function activity(words: string, code: string): Activity {
  return { words, code: oneLine(code, CODE_LENGTH) };
}

/** The first line of a text, with a mark where it goes on. */
export function firstLine(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length < text.trim().length ? `${line} …` : line;
}

/** A text as one line, cut to a length with an ellipsis. */
export function oneLine(text: string, length: number): string {
  const line = text
    .slice(0, 4 * length + 1000)
    .trim()
    .replace(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** The first sentence of a Markdown text, without its marks, for a row. */
export function firstSentence(text: string, length = 140): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  const plain = line.replace(/^[#>*\-\s]+/, '').replace(/[*_`]/g, '');
  const end = /[.!?](\s|$)/.exec(plain);
  return oneLine(end === null ? plain : plain.slice(0, end.index), length);
}

/** A command that only hands a script to a shell: the script, and what it is handed to (`/bin/bash -lc`). */
export interface ShellScript {
  readonly script: string;
  readonly shell: string;
}

/**
 * Takes apart what Codex shows as `/bin/bash -lc '…'`. Only this exact wrapping is taken off, where one quoted word is
 * all that follows; null for anything else, which must be shown as it is.
 */
export function shellScript(command: string): ShellScript | null {
  const wrapped = /^((?:\/(?:usr\/)?bin\/)?(?:ba|z|da)?sh -l?c) (.+)$/s.exec(command);
  if (wrapped === null) return null;
  const [, shell = '', word = ''] = wrapped;
  const script = unquoted(word);
  return script === null ? null : { script, shell };
}

/** The command a person means: the script inside a shell's wrapping, or the command itself. */
export function shownCommand(command: string): string {
  return shellScript(command)?.script ?? command;
}

/** What a shell makes of a word without expanding anything; null if it is more than one word, or would be expanded. */
function unquoted(word: string): string | null {
  let text = '';
  for (let at = 0; at < word.length;) {
    const part = quotedPart(word, at);
    if (part === null) return null;
    text += part.text;
    at = part.end;
  }
  // A shell takes these for further options, and another word for the script.
  return /^[-+]/.test(text) ? null : text;
}

/** One part of a word, quoted in one way. */
function quotedPart(word: string, at: number): { readonly text: string; readonly end: number } | null {
  const first = word[at];
  if (first === "'") {
    const end = word.indexOf("'", at + 1);
    return end < 0 ? null : { text: word.slice(at + 1, end), end: end + 1 };
  }
  if (first === '"') return doubleQuoted(word, at + 1);
  if (first === '\\') {
    const next = word[at + 1];
    return next === undefined ? null : { text: next === '\n' ? '' : next, end: at + 2 };
  }
  const plain = /[\w./:=@%+,-]+/y;
  plain.lastIndex = at;
  const text = plain.exec(word)?.[0];
  return text === undefined ? null : { text, end: at + text.length };
}

/** The rest of a part in double quotes. A command may have megabytes: a pattern with a loop in it runs out of stack. */
function doubleQuoted(word: string, from: number): { readonly text: string; readonly end: number } | null {
  let text = '';
  for (let at = from; at < word.length;) {
    const special = /["\\$`]/g;
    special.lastIndex = at;
    const found = special.exec(word);
    if (found === null) return null;
    text += word.slice(at, found.index);
    if (found[0] === '"') return { text, end: found.index + 1 };
    const next = word[found.index + 1];
    if (found[0] !== '\\' || next === undefined) return null;
    // A line that is continued goes on without its end.
    if ('"\\$`'.includes(next)) text += next;
    else if (next !== '\n') text += `\\${next}`;
    at = found.index + 2;
  }
  return null;
}

/** The last part of a path of either kind. */
export function lastPart(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

/** Counts the added and removed lines of a unified diff, headers left out. */
export function countDiff(diff: string): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  let inHunk = false;
  for (let from = 0; from < diff.length;) {
    const newline = diff.indexOf('\n', from);
    const end = newline < 0 ? diff.length : newline;
    const first = diff.charCodeAt(from);
    if (first === 0x40 && diff.startsWith('@@', from)) inHunk = true;
    else if (first === 0x64 && diff.startsWith('diff --git', from)) inHunk = false;
    else if (inHunk && first === 0x2b) added += 1;
    else if (inHunk && first === 0x2d) removed += 1;
    from = end + 1;
  }
  return { added, removed };
}
