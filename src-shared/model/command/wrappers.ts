import type { Assignment, SimpleCommand, Word } from './script.ts';

/** What is left of a command after one wrapper was taken off it. */
export type Unwrapped =
  | { readonly type: 'command'; readonly command: SimpleCommand }
  /** A shell that runs a text: `bash -lc '…'`. */
  | { readonly type: 'script'; readonly shell: string; readonly text: string }
  /** Nothing of the kind: the command is itself. */
  | { readonly type: 'none' }
  /** It runs something else, and what cannot be known. */
  | { readonly type: 'hides'; readonly why: string };

const NONE: Unwrapped = { type: 'none' };
const SHELLS = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh']);

/** Takes one wrapper off a command: a program that runs another one as if it stood alone, or a shell with a script. */
export function unwrap(command: SimpleCommand): Unwrapped {
  const [first] = command.words;
  if (first === undefined || !first.literal) return NONE;
  const name = programName(first.text);
  if (SHELLS.has(name)) return shellScript(name, command);
  const wrapper = WRAPPERS[name];
  return wrapper === undefined ? NONE : wrapper(name, command);
}

/** The last part of a program's path, but only of the folders where the system keeps its own. */
export function programName(text: string): string {
  return /^(?:\/usr(?:\/local)?)?\/bin\/([^/]+)$/.exec(text)?.[1] ?? text;
}

function shellScript(name: string, { words, sets }: SimpleCommand): Unwrapped {
  const [, options, script, ...more] = words;
  // Codex 0.169.0 runs every command as `SHELL -lc SCRIPT` or `SHELL -c SCRIPT`.
  if (options === undefined || !options.literal || !/^-l?c$/.test(options.text)) {
    return { type: 'hides', why: `${name} runs what this text does not say` };
  }
  if (script === undefined || !script.literal || more.length > 0 || sets.length > 0)
    return { type: 'hides', why: `${name} is given more than a script` };
  return { type: 'script', shell: name, text: script.text };
}

type Wrapper = (name: string, command: SimpleCommand) => Unwrapped;

/** Wrappers by name, each with the options it may have; anything else about them is not seen through. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = Object.assign(
  Object.create(null) as Record<string, Wrapper>,
  {
    env: unwrapEnv,
    time: plain(/^-p$/),
    nohup: plain(null),
    command: plain(/^-p$/),
    nice: (name: string, command: SimpleCommand) => {
      const [, second, third] = command.words;
      if (second?.literal === true && /^-\d+$/.test(second.text)) return rest(name, command, 2);
      if (second?.text === '-n' && third?.literal === true && /^-?\d+$/.test(third.text))
        return rest(name, command, 3);
      return plain(null)(name, command);
    },
    timeout: (name: string, command: SimpleCommand) => {
      const [, limit] = command.words;
      return limit?.literal === true && /^\d+(?:\.\d+)?[smhd]?$/.test(limit.text)
        ? rest(name, command, 2)
        : { type: 'hides', why: 'timeout has options that are not known' };
    },
  } satisfies Record<string, Wrapper>,
);

/** A wrapper whose options, if it has any, all look like `options`. */
function plain(options: RegExp | null): Wrapper {
  return (name, command) => {
    let at = 1;
    while (options !== null && isLiteral(command.words[at], options)) at += 1;
    return rest(name, command, at);
  };
}

function isLiteral(word: Word | undefined, pattern: RegExp): boolean {
  return word?.literal === true && pattern.test(word.text);
}

/** The command from a word on; what begins like an option there is one that is not known. */
function rest(name: string, command: SimpleCommand, from: number): Unwrapped {
  const { words, through } = command;
  const left = words.slice(from);
  const [first] = left;
  if (first === undefined) return NONE;
  // To env whatever has an equals sign is a variable, also with a name that no shell would take.
  if (!first.literal || /^-|=/.test(first.text))
    return { type: 'hides', why: `${name} has options that are not known` };
  return { type: 'command', command: { ...command, words: left, through: [...through, name] } };
}

function unwrapEnv(name: string, command: SimpleCommand): Unwrapped {
  const sets: Assignment[] = [...command.sets];
  let at = 1;
  for (; at < command.words.length; at += 1) {
    const word = command.words[at] as Word;
    if (!word.literal) return { type: 'hides', why: 'env is given what only the shell knows' };
    const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(word.text);
    if (assignment === null) break;
    sets.push({ name: assignment[1] ?? '', value: assignment[2] ?? '' });
  }
  return rest(name, { ...command, sets }, at);
}
