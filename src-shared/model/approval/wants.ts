import { lastPart, oneLine, shownCommand, type Activity } from '../thread/describe.ts';
import type { ApprovalBody } from './approval.ts';

/** What a request wants, in the words of a fleet row. */
export function wantsOf(body: ApprovalBody): Activity {
  switch (body.kind) {
    case 'command':
      return { words: 'wants to run', code: oneLine(shownCommand(body.command), 120) };
    case 'stdin':
      return { words: 'wants to type', code: oneLine(body.command, 120) };
    case 'network':
      return { words: 'wants to reach', code: body.host };
    case 'fileChange': {
      const names = body.changes.map(({ path }) => lastPart(path));
      if (names.length === 1) return { words: 'wants to edit', code: names[0] ?? '' };
      return {
        words: names.length === 0 ? 'wants to edit files' : `wants to edit ${names.length} files`,
        code: '',
      };
    }
    case 'permissions':
      return { words: 'wants more permissions', code: '' };
    case 'question':
      return { words: `asks: ${oneLine(body.questions[0]?.question ?? '', 120)}`, code: '' };
    case 'elicitation':
      return { words: `${body.server} asks: ${oneLine(body.message, 100)}`, code: '' };
    case 'mcpTool':
      return { words: 'wants to call', code: `${body.server}.${body.tool}` };
    case 'tool':
      return { words: 'wants to call', code: body.tool };
    case 'unknown':
      return { words: 'asks something Muster does not know', code: body.method };
  }
}
