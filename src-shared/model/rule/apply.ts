import type { Script } from '../command/script.ts';
import { holds, type Rule, type RulePlace } from './rule.ts';
import { folderProblem, runsLater } from './runs-later.ts';
import { coversCommand, declinesCommand, declinesWords, tellingSets } from './words.ts';

/** A request as rules see it. What no rule can be about is none of these. */
export type RuleSubject =
  | {
      readonly type: 'command';
      readonly text: string;
      readonly script: Script;
      /** It runs in the very folder of its thread. */
      readonly inPlace: boolean;
    }
  | { readonly type: 'network'; readonly host: string }
  /** Real paths, each. */
  | { readonly type: 'files'; readonly paths: readonly string[] };

/** What the rules decided, and which of them did. */
export interface RuleVerdict {
  readonly effect: Rule['effect'];
  readonly rules: readonly Rule[];
}

/**
 * Decides a request by the rules that hold in its place at `now` (Unix ms); null when they leave it to the person. One
 * that declines any part of it declines it. It is accepted only when every part is covered and nothing is hidden.
 */
export function applyRules(
  subject: RuleSubject,
  rules: readonly Rule[],
  place: RulePlace,
  now: number,
): RuleVerdict | null {
  const here = rules.filter((rule) => holds(rule, place, now));
  const no = here.filter((rule) => rule.effect === 'decline' && touches(rule, subject));
  if (no.length > 0) return { effect: 'decline', rules: no };
  const yes = accepting(
    here.filter((rule) => rule.effect === 'accept'),
    subject,
  );
  return yes === null ? null : { effect: 'accept', rules: yes };
}

/** Whether a rule is about any part of a request. */
export function touches({ match, effect }: Pick<Rule, 'match' | 'effect'>, subject: RuleSubject): boolean {
  switch (subject.type) {
    case 'command': {
      if (match.type === 'text') return match.text === subject.text;
      if (match.type !== 'words') return false;
      const { commands, rough } = subject.script;
      return effect === 'accept'
        ? commands.some((command) => coversCommand(match, command))
        : commands.some((command) => declinesCommand(match, command)) ||
            rough?.some((words) => declinesWords(match, words)) === true;
    }
    case 'network':
      return match.type === 'host' && sameHost(match.host, subject.host, effect);
    case 'files':
      return (
        match.type === 'folder' &&
        subject.paths.some((path) =>
          effect === 'accept' ? coversFile(match, path) : reaches(match.folder, path),
        )
      );
  }
}

function sameHost(one: string, other: string, effect: Rule['effect']): boolean {
  const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '');
  return effect === 'accept' ? one === other : plain(one) === plain(other);
}

/** Whether a rule that accepts changes in a folder is about a file: never one that runs later, unless it says so. */
function coversFile({ folder, runs }: Extract<Rule['match'], { type: 'folder' }>, path: string): boolean {
  if (!isBelow(path, folder) || folderProblem(folder) !== null) return false;
  const later = runsLater(path);
  return later === null || (later === 'here' && runs === true);
}

/** Whether a file may lie in a folder, on whatever file system: for rules that decline. */
function reaches(folder: string, path: string): boolean {
  const plain = (text: string): string => text.normalize('NFC').toLowerCase();
  return isBelow(plain(path), plain(folder)) || path.split(/[\\/]/).includes('..');
}

/** The rules that together cover all of a request; null when something of it is not covered. */
function accepting(rules: readonly Rule[], subject: RuleSubject): readonly Rule[] | null {
  switch (subject.type) {
    case 'command':
      return acceptingCommand(rules, subject);
    case 'network': {
      const found = rules.find((rule) => touches(rule, subject));
      return found === undefined ? null : [found];
    }
    case 'files': {
      if (subject.paths.length === 0) return null;
      return all(subject.paths, (path) =>
        rules.find(({ match }) => match.type === 'folder' && coversFile(match, path)),
      );
    }
  }
}

function acceptingCommand(
  rules: readonly Rule[],
  { text, script, inPlace }: Extract<RuleSubject, { type: 'command' }>,
): readonly Rule[] | null {
  // The very same text elsewhere is another thing as well: it works on other files.
  if (!inPlace) return null;
  const same = rules.find(({ match }) => match.type === 'text' && match.text === text);
  if (same !== undefined) return [same];
  if (script.hides !== null || script.commands.length === 0) return null;
  if (script.commands.some((command) => tellingSets(command).length > 0)) return null;
  return all(script.commands, (command) =>
    rules.find(({ match }) => match.type === 'words' && coversCommand(match, command)),
  );
}

function all<T>(parts: readonly T[], find: (part: T) => Rule | undefined): readonly Rule[] | null {
  const found = new Set<Rule>();
  for (const part of parts) {
    const rule = find(part);
    if (rule === undefined) return null;
    found.add(rule);
  }
  return [...found];
}

/** Whether a path is a folder or lies in it; `..` is in neither. */
export function isBelow(path: string, folder: string): boolean {
  if (path.split(/[\\/]/).includes('..')) return false;
  const base = folder.replace(/[\\/]+$/, '');
  return path === base || path.startsWith(`${base}/`) || path.startsWith(`${base}\\`);
}
