import { z } from 'zod';
import { COMMANDS, type CommandId } from '../model/commands/commands.ts';
import type { Link } from '../model/links/link.ts';

/**
 * What the desktop shell and its pages tell each other, beside the contract: things of windows and menus, never data of
 * the host. The shell checks each message for its sender and against these schemas.
 */
export const toShellSchema = z.discriminatedUnion('type', [
  /** The page is there and takes messages. */
  z.object({ type: z.literal('ready') }),
  /** What can be done in this window now: the menu offers only that. */
  z.object({
    type: z.literal('runnable'),
    commands: z.array(z.enum(Object.keys(COMMANDS) as [CommandId, ...CommandId[]])).max(500),
  }),
  z.object({ type: z.literal('newWindow') }),
]);

export type ToShell = z.output<typeof toShellSchema>;

export type ToPage =
  { readonly type: 'run'; readonly command: CommandId } | { readonly type: 'open'; readonly link: Link };
