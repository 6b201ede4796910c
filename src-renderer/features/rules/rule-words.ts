import { shownWords } from '#shared/model/command/script.ts';
import type { Rule, RuleMatch, RuleScope } from '#shared/model/rule/rule.ts';
import { furtherWords } from '#shared/model/rule/words.ts';

const LONGER = 'in a longer line, every other part needs a rule as well';

/** What a rule is about: the thing itself, and how far around it the rule reaches. */
export function matchWords(
  match: RuleMatch,
  effect: Rule['effect'] = 'accept',
): { code: string; rest: string } {
  switch (match.type) {
    case 'text':
      return { code: match.text, rest: 'the whole line, only when it reads exactly like this' };
    case 'words':
      return {
        code: shownWords(match.words),
        rest: effect === 'accept' ? acceptedWords(match) : declinedWords(match),
      };
    case 'host':
      return { code: match.host, rest: 'this host, no other below it' };
    case 'folder':
      return {
        code: match.folder,
        rest: effect === 'accept' ? acceptedFiles(match) : 'changes of any file in this folder',
      };
  }
}

function acceptedWords(match: Extract<RuleMatch, { type: 'words' }>): string {
  const further = furtherWords(match);
  if (further === null)
    return match.open
      ? `with no other words, for what more of them would do is not known; ${LONGER}`
      : `with no other words; ${LONGER}`;
  const runs = further.runs === null ? '' : `; it runs ${further.runs}`;
  return `with ${further.lets}${runs}; ${LONGER}`;
}

function declinedWords({ open }: Extract<RuleMatch, { type: 'words' }>): string {
  return open
    ? 'with any further words and options, also as a part of a longer line, or behind sudo, xargs and their like'
    : 'with no other words, also as a part of a longer line';
}

function acceptedFiles({ runs }: Extract<RuleMatch, { type: 'folder' }>): string {
  return runs === true
    ? 'changes of files that all lie in this folder, also of those that say how it is built, tested and run (package scripts, build files); never of git’s own, of start files or of accounts'
    : 'changes of files that all lie in this folder; never of those that run later: package scripts, build files, git’s own, start files, accounts';
}

/** What no rule that accepts commands covers, whatever it says. */
export const NEVER_COVERED =
  'It never covers options or words that are not named, another folder, variables that are set, files that a command writes or reads by < and >, or anything that hides a command.';

/** A key for a match: two that say the same have the same. */
export function matchKey(match: RuleMatch): string {
  return JSON.stringify(match);
}

/** Where a rule holds, in words. `names` are those of what it may name. */
export function scopeWords(scope: RuleScope, names: { workspace: string; thread: string }): string {
  switch (scope.type) {
    case 'thread':
      return `in the thread ${names.thread}`;
    case 'workspace':
      return `in ${names.workspace}`;
    case 'everywhere':
      return 'everywhere';
  }
}

/** What a rule does, as a sentence begins. */
export function effectWord(effect: Rule['effect']): string {
  return effect === 'accept' ? 'Always allow' : 'Always decline';
}

const HOUR_MS = 3_600_000;

/** Ends that are offered, with how long each is from now, ms; null is for ever. */
export const ENDS = [
  { value: 'hour', label: 'For an hour', ms: HOUR_MS },
  { value: 'day', label: 'For a day', ms: 24 * HOUR_MS },
  { value: 'week', label: 'For a week', ms: 7 * 24 * HOUR_MS },
  { value: 'ever', label: 'Until taken back', ms: null },
] as const;

export type EndChoice = (typeof ENDS)[number]['value'];

/** The moment an end stands for (Unix ms), or null. */
export function endAt(choice: EndChoice, now: number): number | null {
  const ms = ENDS.find(({ value }) => value === choice)?.ms ?? null;
  return ms === null ? null : now + ms;
}

/** A day as a field for dates has it: `2026-01-31`, in local time. */
export function dayField(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A moment's day and time, for a menu. */
export function dayOf(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
