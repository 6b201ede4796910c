import { only } from './lines.ts';

/** Without -v, %n (which set a variable) and numbers, which zsh and ksh evaluate. */
export const printf = only(['printf'], {
  operands: {
    first: /^(?!-)(?:[^%]|%%|%-?\d{0,3}(?:\.\d{1,3})?[sbqc])*$/,
    others: 'text',
    why: 'a format with %s, %b, %q and %c, and words for it',
  },
});
