import type { Assignment, SimpleCommand } from '../command/script.ts';
import { programName } from '../command/wrappers.ts';

/** Programs that run whatever they are given: a rule that leaves their arguments open would be about everything. */
const RUNNERS = new Set(
  (
    'sh bash zsh dash ksh fish csh tcsh pwsh powershell cmd env xargs find parallel ssh sudo doas su pkexec chroot ' +
    'nsenter unshare setsid script screen tmux watch strace ltrace gdb python python2 python3 node deno bun npx bunx ' +
    'pnpx uvx pipx perl ruby php lua tclsh expect awk gawk mawk nawk sed vi vim nvim ed ex emacs less more man busybox ' +
    'osascript at batch crontab systemd-run eval exec source . command builtin nohup timeout nice time stdbuf xvfb-run'
  ).split(' '),
);

/** Programs whose first argument says what they do: leaving it open would be about everything they can. */
const MANY_IN_ONE = new Set(
  (
    'git npm pnpm yarn cargo go docker podman kubectl helm gh glab pip pip3 uv poetry apt apt-get brew dnf yum pacman ' +
    'systemctl service aws gcloud az terraform make just task gradle mvn dotnet rustup nvm bundle gem composer svn hg'
  ).split(' '),
);

/** Variables that change how a program speaks or looks, and not what it runs. */
const HARMLESS =
  /^(?:CI|NO_COLOR|FORCE_COLOR|CLICOLOR|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|COLUMNS|LINES|NODE_ENV|RUST_BACKTRACE|RUST_LOG|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|GIT_TERMINAL_PROMPT|DEBIAN_FRONTEND)$/;

/** Why a rule for these words cannot be made, in words for the person; null when it can. */
export function wordsProblem(words: readonly string[], open: boolean): string | null {
  const [program] = words;
  if (program === undefined || program === '') return 'A rule needs a program.';
  if (!open) return null;
  const name = programName(program);
  const last = name.split(/[\\/]/).at(-1) ?? name;
  if (RUNNERS.has(last) || /^python\d/.test(last))
    return `${last} runs whatever it is given: only the very same command can be allowed.`;
  if (MANY_IN_ONE.has(last) && (words.length < 2 || words[1]?.startsWith('-') === true))
    return `${last} does many things: the rule must say which.`;
  return null;
}

/** Whether a rule for these words is about a simple command. */
export function coversCommand(
  { words, open }: { readonly words: readonly string[]; readonly open: boolean },
  command: SimpleCommand,
): boolean {
  if (wordsProblem(words, open) !== null) return false;
  if (open ? command.words.length < words.length : command.words.length !== words.length) return false;
  return words.every((word, at) => {
    const given = command.words[at];
    if (given === undefined || !given.literal) return false;
    // The same program by its plain name and by the system's own path is the same.
    return at === 0 ? programName(given.text) === programName(word) : given.text === word;
  });
}

/** Variables that a command sets and that could make another one of it. */
export function tellingSets({ sets }: Pick<SimpleCommand, 'sets'>): readonly Assignment[] {
  return sets.filter(({ name }) => !HARMLESS.test(name));
}

/** Rules that could be made of a simple command, the narrowest first: its very words, then fewer and fewer of them. */
export function wordChoices(command: SimpleCommand): readonly { words: readonly string[]; open: boolean }[] {
  const literal: string[] = [];
  for (const word of command.words) {
    if (!word.literal) break;
    literal.push(word.text);
  }
  const choices: { words: readonly string[]; open: boolean }[] = [];
  if (literal.length === command.words.length) choices.push({ words: literal, open: false });
  for (let length = Math.min(literal.length, MOST_WORDS); length > 0; length -= 1) {
    const words = literal.slice(0, length);
    if (wordsProblem(words, true) === null) choices.push({ words, open: true });
  }
  return choices;
}

/** Words that an open rule is offered with at most: more would be of one command's own arguments. */
const MOST_WORDS = 4;
