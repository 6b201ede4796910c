/** What a command's text is to a shell: its simple commands, as far as they can be known without running it. */
export interface Script {
  /** Every simple command, in the order of the text, wrappers seen through. */
  readonly commands: readonly SimpleCommand[];
  /** Why there may be more to it than `commands` says; null when there cannot be. */
  readonly hides: string | null;
  /** Where it hides something, or runs what it is given: what a rough look takes for commands. For rules that decline. */
  readonly rough?: readonly (readonly string[])[];
}

/** One program with its arguments. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  /** Variables set for it alone: `CI=1 npm test`, `env CI=1 npm test`. */
  readonly sets: readonly Assignment[];
  /** Programs it is run through and that change nothing of what it does: `time`, `env`, `nice`. */
  readonly through: readonly string[];
  /** True where it reads what another command of the script writes. */
  readonly piped?: boolean;
}

export interface Word {
  /** What the program is given; of a word that is not literal, its source. */
  readonly text: string;
  /** False where the shell makes something else of it: a glob, a tilde. */
  readonly literal: boolean;
}

export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** A script of which nothing is known, with the reason. */
export function unreadable(why: string): Script {
  return { commands: [], hides: why };
}

/** The words of a simple command as one line, for people. */
export function shownWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:=@%+,~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
