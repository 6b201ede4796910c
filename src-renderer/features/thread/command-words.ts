import type { CommandAction, ItemOf } from '#shared/model/item/item.ts';
import { shownCommand } from '#shared/model/thread/describe.ts';

type Command = ItemOf<'commandExecution'>;

/** What a command is called: words, what is shown as code, and words behind it. Each but the first may be empty. */
export interface Headline {
  readonly verb: string;
  readonly code: string;
  readonly rest: string;
}

/** A command in one line: what it does where that is known of it, else its own words. */
export function headline(item: Command, cutOff: boolean): Headline {
  const code = shownCommand(item.command).replace(/\s*\n\s*/g, ' ↵ ');
  const own = (verb: string): Headline => ({ verb, code, rest: '' });
  if (cutOff) return own('Cut off');
  const you = item.source === 'userShell' ? 'You ran' : 'Ran';
  switch (item.status) {
    case 'inProgress':
      return own('Running');
    case 'declined':
      return own('Not run, declined:');
    case 'failed':
      return own(item.exitCode === null ? 'Failed' : you);
    case 'completed':
      return actionsOf(item.commandActions) ?? own(you);
  }
}

/** What looks around says what it looked at, where all of it can be said at once. */
function actionsOf(actions: readonly CommandAction[]): Headline | null {
  const [first] = actions;
  if (first === undefined) return null;
  const reads = actions.flatMap((action) => (action.type === 'read' ? [action.name] : []));
  if (reads.length === actions.length) return { verb: 'Read', code: reads.join(', '), rest: '' };
  if (actions.length > 1) return null;
  if (first.type === 'listFiles') return { verb: 'Listed', code: first.path ?? '.', rest: '' };
  if (first.type === 'search' && first.query !== null)
    return { verb: 'Searched for', code: first.query, rest: first.path === null ? '' : `in ${first.path}` };
  return null;
}
