import { only } from './lines.ts';

const PLAIN = /^[\p{L}\p{N}_./:@,+=][\p{L}\p{N}_./:@,+=-]*$/u;
const INTEGER = /^-?\d{1,9}$/;
const FILE_TEST = /^-[abcdefghkprstuwxLOSG]$/;
const COMPARES = /^(?:=|==|!=)$/;
const COUNTS = /^-(?:eq|ne|lt|le|gt|ge)$/;
/** Only operands that no shell evaluates: no subscripts, and numbers that are numbers. */
const TESTS = [
  [],
  [FILE_TEST, 'inside'],
  [/^-[nz]$/, PLAIN],
  [PLAIN],
  [PLAIN, COMPARES, PLAIN],
  [INTEGER, COUNTS, INTEGER],
  ['inside', /^-(?:nt|ot|ef)$/, 'inside'],
] as const;
const NOT = { exactly: '!' } as const;
const END = { exactly: ']' } as const;
const TEST_WORDS = 'a file inside this folder, plain words, or numbers';
export const test = only(['test'], {
  shapes: { lines: TESTS.flatMap((words) => [words, [NOT, ...words]]), why: TEST_WORDS },
});
export const bracket = only(['['], {
  shapes: {
    lines: [
      [],
      ...TESTS.flatMap((words) => [
        [...words, END],
        [NOT, ...words, END],
      ]),
    ],
    why: TEST_WORDS,
  },
});
