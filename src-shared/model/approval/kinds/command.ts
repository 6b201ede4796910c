import { firstLine, oneLine, shownCommand } from '../../thread/describe.ts';
import { fields, json, listOf, orAbsent, orNull, text, type Kind } from './kind.ts';
import { isPermissionPart, type PermissionPart } from './permission-part.ts';

/** A command that the agent wants to run, or input that it wants to give to one that runs. */
export interface CommandBody<K extends 'command' | 'stdin' = 'command'> {
  readonly kind: K;
  readonly command: string;
  readonly cwd: string | null;
  /** Argv prefix that the app-server proposes to remember; null when none. */
  readonly prefix: readonly string[] | null;
  /** As they came; null when none are asked for. */
  readonly extraPermissions: unknown;
  /** The same, part by part; absent when none are asked for. */
  readonly extraParts?: readonly PermissionPart[];
}

const fits = fields({
  command: text,
  cwd: orNull(text),
  prefix: orNull(listOf(text)),
  extraParts: orAbsent(listOf(isPermissionPart)),
});

export const command: Kind<CommandBody> = {
  kind: 'command',
  question: false,
  fits,
  title: () => 'Run a command',
  verb: { wants: 'wants to run', ask: '' },
  wants: (body) => ({ words: 'wants to run', code: oneLine(shownCommand(body.command), 120) }),
  ask: (body) => ({ words: '', code: firstLine(shownCommand(body.command)) }),
  parts: (body) => [
    ['Command', body.command],
    ['More permissions', json(body.extraPermissions)],
  ],
};

export const stdin: Kind<CommandBody<'stdin'>> = {
  kind: 'stdin',
  question: false,
  fits,
  title: () => 'Type into a running command',
  verb: { wants: 'wants to type', ask: 'Type into a running command' },
  wants: (body) => ({ words: 'wants to type', code: oneLine(body.command, 120) }),
  ask: (body) => ({ words: 'Type into a running command', code: firstLine(body.command) }),
  parts: (body) => [['Input', body.command]],
};
