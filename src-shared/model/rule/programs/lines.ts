import type { Kind, OptionLine, Program, Use } from './table.ts';

/** Files and folders that a program reads. */
export const FILES = { others: 'inside', why: 'files and folders inside this folder' } as const;
export const SHOWN = 'changes what is shown, and how';
export const WHICH = 'which tests are run';

/** A program that does one thing. */
export function only(names: readonly string[], use: Omit<Use, 'words'>): Program {
  return { names, style: 'gnu', uses: [{ words: [], ...use }] };
}

/** Options that do one kind of thing, with why they do no harm, and what the word they take must be. */
export function line(names: string, why: string, takes?: Kind): OptionLine {
  return { names, why, ...(takes !== undefined && { takes }) };
}

/** Options that only change what is shown. GNU, BSD and busybox agree on those that are listed. */
export function shows(names: string, takes?: Kind): OptionLine {
  return line(names, SHOWN, takes);
}

/** Options whose word is joined to their name, or left out. */
export function joined(names: string, takes: Kind): OptionLine {
  return { ...shows(names, takes), optional: true };
}
