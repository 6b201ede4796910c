import type { Item } from './protocol.ts';

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
    case 'mcpToolCall':
      return activity('calling', `${item.server}.${item.tool}`);
    case 'dynamicToolCall':
      return activity('calling', item.tool);
    case 'collabAgentToolCall':
    case 'subAgentActivity':
      return activity('working with sub-agents', '');
    case 'contextCompaction':
      return activity('compacting its context', '');
    case 'enteredReviewMode':
      return activity('reviewing', '');
    default:
      return activity('working', '');
  }
}

function activity(words: string, code: string): Activity {
  return { words, code: oneLine(code, CODE_LENGTH) };
}

/** The first line that says something, cut to a length with an ellipsis. */
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
  const wrapped = /^((?:\/(?:usr\/)?bin\/)?(?:ba|z)?sh -l?c) (.+)$/s.exec(command);
  if (wrapped === null) return null;
  const [, shell = '', word = ''] = wrapped;
  const script = unquoted(word);
  return script === null ? null : { script, shell };
}

/** The command a person means: the script inside a shell's wrapping, or the command itself. */
export function shownCommand(command: string): string {
  return shellScript(command)?.script ?? command;
}

/**
 * Takes one level of shell quoting off a whole word; null if the text is more than one quoted word. A command may have
 * megabytes, on which a pattern with alternatives in a loop runs out of stack: what may stand there is taken out instead.
 */
function unquoted(word: string): string | null {
  const inner = word.slice(1, -1);
  if (word.length > 1 && word.startsWith("'") && word.endsWith("'"))
    return inner.replaceAll(/'\\''|'"'"'/g, '').includes("'") ? null : inner.replaceAll(/'\\''|'"'"'/g, "'");
  if (word.length > 1 && word.startsWith('"') && word.endsWith('"'))
    return /["\\$`]/.test(inner.replaceAll(/\\./gs, '')) ? null : inner.replaceAll(/\\(["\\$`])/g, '$1');
  return /[^\w./:=@%+,-]/.test(word) || word === '' ? null : word;
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
