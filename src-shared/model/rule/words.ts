import { runsItsWords } from '../command/runners.ts';
import type { Assignment, SimpleCommand, Word } from '../command/script.ts';
import { programName } from '../command/wrappers.ts';
import { sameUse, knownUse, withoutBefore } from './programs/index.ts';
import { letsThrough } from './programs/table.ts';
import type { RuleMatch } from './rule.ts';

type WordsMatch = Pick<Extract<RuleMatch, { type: 'words' }>, 'words' | 'open'>;

/** Programs whose first argument says what they do: leaving it open would be about everything they can. */
const MANY_IN_ONE = new Set(
  (
    'git npm pnpm yarn cargo go docker podman kubectl helm gh glab pip pip3 uv poetry apt apt-get brew dnf yum pacman ' +
    'systemctl service aws gcloud az terraform make just task gradle mvn dotnet rustup nvm bundle gem composer svn hg'
  ).split(' '),
);

/** Variables that change how a program speaks or looks, and not what it runs. */
const HARMLESS =
  /^(?:CI|NO_COLOR|FORCE_COLOR|CLICOLOR|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|COLUMNS|LINES|RUST_BACKTRACE|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|GIT_TERMINAL_PROMPT)$/;
/** Their values: nothing that could be a path or be evaluated. */
const HARMLESS_VALUE = /^[\w.:@,+-]*$/;
const ZONE = /^(?:[A-Za-z_]+(?:\/[A-Za-z_+-]+\d*){0,2}|UTC[+-]?\d*)$/;

/** Why a rule that accepts these words cannot be made, in words for the person; null when it can. */
export function wordsProblem(words: readonly string[], open: boolean): string | null {
  const [program] = words;
  if (program === undefined || program === '') return 'A rule needs a program.';
  if (!open || openUse(words) !== undefined) return null;
  const name = programName(program);
  const last = name.split(/[\\/]/).at(-1) ?? name;
  if (runsItsWords(last))
    return `${last} runs whatever it is given: only the very same command can be allowed.`;
  if (MANY_IN_ONE.has(last) && (words.length < 2 || words[1]?.startsWith('-') === true))
    return `${last} does many things: the rule must say which.`;
  return `What more words would do here is not known of ${last}: only the very same command can be allowed.`;
}

function literals(words: readonly string[]): readonly Word[] {
  return words.map((text) => ({ text, literal: true }));
}

/** What the table knows of a rule's own words, when more may follow them. */
function openUse(words: readonly string[]): ReturnType<typeof knownUse> {
  const [program = '', ...rest] = words;
  return knownUse(programName(program), literals(rest));
}

/**
 * What a rule for these words lets through besides them, and what code it runs; null where it covers nothing but the
 * very same words.
 */
export function furtherWords({ words, open }: WordsMatch): { lets: string; runs: string | null } | null {
  const use = open ? openUse(words) : undefined;
  return use === undefined ? null : { lets: letsThrough(use), runs: use.runs ?? null };
}

/**
 * Whether a rule that accepts these words covers a simple command. Further words count only where the table of the
 * program says of each, whole as the command is, that it does no harm. What reads from another command is covered only
 * where the table says that it runs nothing of it. A rule whose program has no table covers the very same words.
 */
export function coversCommand(match: WordsMatch, command: SimpleCommand): boolean {
  const { words } = match;
  const [program, ...given] = command.words;
  if (words.length === 0 || program?.literal !== true) return false;
  const name = programName(program.text);
  if (name === '' || name !== programName(words[0] ?? '')) return false;
  if (command.piped === true) {
    const use = knownUse(name, given);
    if (use === undefined || use.runs !== undefined) return false;
  }
  const said = literals(words.slice(1));
  if (match.open && sameUse(name, said, given))
    return begins(withoutBefore(name, given), withoutBefore(name, said));
  return given.length === said.length && begins(given, said);
}

function begins(words: readonly Word[], said: readonly Word[]): boolean {
  return said.every((word, at) => words[at]?.literal === true && words[at]?.text === word.text);
}

/**
 * Whether a rule that declines these words is about a command, by its words alone. It is as wide as it can be: by the
 * program's name wherever it lies, with options between its words, and behind programs that run what they are given.
 */
export function declinesWords({ words, open }: WordsMatch, given: readonly string[]): boolean {
  const [program = '', ...rest] = words;
  const last = runsItsWords(baseName(given[0] ?? '')) ? given.length : 1;
  for (let at = 0; at < last; at += 1) {
    if (baseName(given[at] ?? '') !== baseName(program)) continue;
    if (open ? follow(rest, given, at + 1) : sameWords(rest, given.slice(at + 1))) return true;
  }
  return false;
}

function sameWords(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, at) => word === other[at]);
}

/** Whether words follow in their order, with nothing between them but options and what these may take. */
function follow(words: readonly string[], given: readonly string[], from: number): boolean {
  let at = from;
  for (const word of words) {
    while (at < given.length && given[at] !== word) {
      if (!isOption(given[at]) && !isOption(given[at - 1])) return false;
      at += 1;
    }
    if (at >= given.length) return false;
    at += 1;
  }
  return true;
}

function isOption(word: string | undefined): boolean {
  return word?.startsWith('-') === true;
}

/** A program's name wherever it lies, as any system may spell it. */
function baseName(program: string): string {
  return (program.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:exe|cmd|bat|com)$/i, '').toLowerCase();
}

/** Whether a rule that declines these words is about a simple command, or about what it is run through. */
export function declinesCommand(match: WordsMatch, { words, through }: SimpleCommand): boolean {
  if (
    match.open &&
    match.words.length === 1 &&
    through.some((name) => baseName(name) === baseName(match.words[0] ?? ''))
  )
    return true;
  return declinesWords(
    match,
    words.map(({ text }) => text),
  );
}

/** Variables that a command sets and that could make another one of it. */
export function tellingSets({ sets }: Pick<SimpleCommand, 'sets'>): readonly Assignment[] {
  return sets.filter(
    ({ name, value }) => !HARMLESS.test(name) || !(name === 'TZ' ? ZONE : HARMLESS_VALUE).test(value),
  );
}

/** Rules that could accept a simple command, the narrowest first: its very words, then fewer and fewer of them. */
export function wordChoices(command: SimpleCommand): readonly WordsMatch[] {
  const literal = firstLiterals(command);
  const choices: WordsMatch[] = [];
  if (literal.length === command.words.length && coversCommand({ words: literal, open: false }, command))
    choices.push({ words: literal, open: false });
  for (let length = Math.min(literal.length, MOST_WORDS); length > 0; length -= 1) {
    const choice = { words: literal.slice(0, length), open: true };
    if (wordsProblem(choice.words, true) === null && coversCommand(choice, command)) choices.push(choice);
  }
  return choices;
}

/** Rules that could decline a command, the narrowest first, to its bare program. */
export function declineChoices(words: readonly string[], whole: boolean): readonly WordsMatch[] {
  const choices: WordsMatch[] = whole ? [{ words, open: false }] : [];
  for (let length = Math.min(words.length, MOST_WORDS); length > 0; length -= 1)
    choices.push({ words: words.slice(0, length), open: true });
  return choices;
}

/** The words of a command up to the first that is not known. */
export function firstLiterals({ words }: SimpleCommand): readonly string[] {
  const end = words.findIndex(({ literal }) => !literal);
  return words.slice(0, end === -1 ? words.length : end).map(({ text }) => text);
}

/** Words that an open rule is offered with at most: more would be of one command's own arguments. */
const MOST_WORDS = 4;
