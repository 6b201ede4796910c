import type { Results } from '#shared/contract/requests.ts';
import type { Hook } from '#shared/model/workspace/setup.ts';
import { fields, list, short, text, textOrNull, type Fields } from '../wire.ts';
import { problemsOf } from './skills.ts';

const MOST_HOOKS = 500;

const TRUST: ReadonlySet<string> = new Set<Hook['trust']>(['managed', 'trusted', 'untrusted', 'modified']);

/** The hooks of an answer to `hooks/list`. Throws Malformed. */
export function readHooks(answer: unknown): Results['hooks/list'] {
  const entries = list(fields(answer, 'hooks/list'), 'data').map((raw) => fields(raw, 'entry'));
  const hooks = entries.flatMap((entry) => list(entry, 'hooks')).slice(0, MOST_HOOKS);
  const warnings = entries.flatMap((entry) => list(entry, 'warnings'));
  return {
    hooks: hooks.map((raw) => readHook(fields(raw, 'hook'))),
    problems: entries.flatMap(problemsOf),
    warnings: warnings.flatMap((said) => (typeof said === 'string' ? [short(said)] : [])),
  };
}

function readHook(hook: Fields): Hook {
  const trust = text(hook, 'trustStatus');
  return {
    key: text(hook, 'key'),
    event: short(text(hook, 'eventName')),
    matcher: textOrNull(hook, 'matcher'),
    runs: runsOf(hook),
    file: short(text(hook, 'sourcePath')),
    // A state of a later version is none that is trusted.
    trust: TRUST.has(trust) ? (trust as Hook['trust']) : 'untrusted',
    hash: text(hook, 'currentHash'),
    on: hook['enabled'] !== false,
  };
}

function runsOf(hook: Fields): string {
  switch (text(hook, 'handlerType')) {
    case 'command':
      return text(hook, 'command');
    case 'mcpTool':
      return `the tool ${text(hook, 'tool')} of the MCP server ${text(hook, 'server')}`;
    case 'prompt':
      return 'a prompt to the model';
    case 'agent':
      return 'an agent';
    default:
      return 'something that this Muster does not know';
  }
}
