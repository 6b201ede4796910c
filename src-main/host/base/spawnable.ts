/** A program and its arguments as they are handed to `spawn`. */
export interface Spawnable {
  readonly command: string;
  readonly args: readonly string[];
  /** Windows: the arguments are quoted already and must be passed as they are. */
  readonly verbatim: boolean;
}

/**
 * Makes a command that can be spawned. On Windows `.cmd` and `.bat` files are no programs: their interpreter is named
 * and the line is quoted for it, so that no character of an argument means anything to it. Elsewhere, and for programs,
 * nothing is changed. Throws for an argument with a line break or NUL, which no quoting keeps from the interpreter.
 */
export function spawnable(
  command: string,
  args: readonly string[],
  platform: string = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Spawnable {
  if (platform !== 'win32' || !/\.(cmd|bat)$/i.test(command)) return { command, args, verbatim: false };
  const bad = [command, ...args].find((word) => /[\r\n\0]/.test(word));
  if (bad !== undefined)
    throw new Error(`A line break cannot be given to ${command}; name a program (.exe) instead of a script.`);
  const line = [command, ...args].map((word) => escapeForCmd(quoteArgument(word))).join(' ');
  return {
    command: env['ComSpec'] ?? env['COMSPEC'] ?? 'cmd.exe',
    // /d: no autorun, /s: the outer quotes are taken off and nothing else, /c: one command.
    args: ['/d', '/s', '/c', `"${line}"`],
    verbatim: true,
  };
}

/** As the C runtime reads arguments: backslashes count only before a quote. */
function quoteArgument(word: string): string {
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
}

/**
 * Every character that means something to cmd.exe behind a caret, the quotes included: inside of quotes a caret would
 * be a caret, and %NAME% would be replaced. Batch files read their arguments a second time, so twice.
 */
function escapeForCmd(quoted: string): string {
  const once = (text: string): string => text.replace(/([()\][%!^"`<>&|;, *?])/g, '^$1');
  return once(once(quoted));
}
