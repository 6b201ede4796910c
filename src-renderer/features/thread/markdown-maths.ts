import type { gfm } from 'micromark-extension-gfm';

type Extension = ReturnType<typeof gfm>;
type Construct = Exclude<NonNullable<Extension['text']>[string], undefined | readonly unknown[]>;
type State = ReturnType<Construct['tokenize']>;
type Code = Parameters<State>[0];

const BACKSLASH = 92;
const DOLLAR = 36;
/** What ends each: `\(` by `\)`, `\[` by `\]`. */
const ENDS: ReadonlyMap<Code, number> = new Map([
  [40, 41],
  [91, 93],
]);

/** Line endings are the codes below those of tabs (micromark 4). */
const isLineEnding = (code: Code): boolean => code !== null && code < -2;

const maths: Construct = {
  name: 'maths',
  tokenize(effects, ok, nok) {
    let mark: Code = null;
    let last: Code = null;
    const start: State = (code) => {
      mark = code;
      effects.enter('data');
      effects.consume(code);
      return open;
    };
    const open: State = (code) => {
      last = mark === DOLLAR ? (code === DOLLAR ? DOLLAR : null) : (ENDS.get(code) ?? null);
      if (last === null) return nok(code);
      effects.consume(code);
      return inside;
    };
    const inside: State = (code) => {
      if (code === null) return nok(code);
      if (isLineEnding(code)) {
        effects.exit('data');
        effects.enter('lineEnding');
        effects.consume(code);
        effects.exit('lineEnding');
        return nextLine;
      }
      effects.consume(code);
      return code === mark ? end : inside;
    };
    const nextLine: State = (code) => {
      if (code === null || isLineEnding(code)) return nok(code);
      effects.enter('data');
      return inside(code);
    };
    const end: State = (code) => {
      if (code === last) {
        effects.consume(code);
        effects.exit('data');
        return ok;
      }
      // Two backslashes are a line of a formula that ends: the second begins nothing.
      if (mark !== BACKSLASH || code !== BACKSLASH) return inside(code);
      effects.consume(code);
      return inside;
    };
    return start;
  },
};

/** Formulas stay the text they are, every character of them: `\(…\)`, `\[…\]` and `$$…$$`. */
const MATHS: Extension = { text: { [BACKSLASH]: maths, [DOLLAR]: maths } };

/** For `react-markdown`: a plugin of remark that knows formulas. */
export function remarkMaths(this: unknown): void {
  const data = (this as { data(): { micromarkExtensions?: Extension[] } }).data();
  (data.micromarkExtensions ??= []).push(MATHS);
}
