import { z } from 'zod';
import type { TerminalId, WorkspaceId } from '../../model/ids.ts';
import { TERMINAL_INPUT_LIMIT, type TerminalSize } from '../../model/terminal/terminal.ts';

const id = <T extends string>() => z.string().min(1).max(400) as unknown as z.ZodType<T>;
const terminalId = id<TerminalId>();
const cols = z.number().int().min(2).max(1000);
const rows = z.number().int().min(1).max(1000);

/** Calls about terminals. */
export const terminalParams = {
  /** A new terminal in a folder of the workspace or of one of its git worktrees; without `cwd`, in the workspace's. */
  'terminal/open': z.object({
    workspaceId: id<WorkspaceId>(),
    cwd: z.string().min(1).max(32_768).optional(),
    cols,
    rows,
  }),
  /** What the person typed, as a terminal sends it. Calls of one client reach the program in their order. */
  'terminal/write': z.object({
    terminalId,
    data: z
      .string()
      .min(1)
      .max(TERMINAL_INPUT_LIMIT, `at most ${TERMINAL_INPUT_LIMIT} characters at a time; send it in parts`),
  }),
  'terminal/resize': z.object({ terminalId, cols, rows }),
  /** The whole screen as one text, and the offset in the growing text from which output goes on after it. */
  'terminal/screen': z.object({ terminalId }),
  /** How far this client has shown the output: the program is held up when it is too far ahead. */
  'terminal/seen': z.object({ terminalId, offset: z.number().int().nonnegative() }),
  /** With `ifIdle`, only when no other program than the shell runs in it. */
  'terminal/close': z.object({ terminalId, ifIdle: z.boolean().optional() }),
  /** Runs the shell again in a terminal that has ended; its screen stays. */
  'terminal/restart': z.object({ terminalId }),
  /** Without a name the terminal is called as its program calls itself. */
  'terminal/rename': z.object({ terminalId, name: z.string().trim().min(1).max(200).nullable() }),
  /** Forgets all but the line of the cursor. */
  'terminal/clear': z.object({ terminalId }),
} as const satisfies Record<string, z.ZodType>;

export interface TerminalResults {
  'terminal/open': { readonly terminalId: TerminalId };
  'terminal/write': null;
  'terminal/resize': null;
  'terminal/screen': TerminalScreen;
  'terminal/seen': null;
  /** Whether it was closed; if not, what runs in it. */
  'terminal/close': { readonly closed: boolean; readonly running: string | null };
  'terminal/restart': null;
  'terminal/rename': null;
  'terminal/clear': null;
}

/** A terminal's screen with all that lies above it, as text and escape sequences for an empty terminal of its size. */
export interface TerminalScreen extends TerminalSize {
  readonly screen: string;
  /** Output goes on here. UTF-16 units. */
  readonly offset: number;
  /** The `count` of the size that it was written for. */
  readonly sizes: number;
}
