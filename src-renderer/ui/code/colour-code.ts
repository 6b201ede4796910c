import { createHighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import type { LineColours } from './colours.ts';
import { GRAMMARS } from './grammars.ts';
import type { Grammar } from './languages.ts';
import { lineColours, THEME } from './theme.ts';

/** Longer lines stay plain: they are minified, and a grammar may look at them again and again. */
const LONGEST_LINE = 1000;
/** ms that one line may take; the first of a language also reads its grammar's expressions. */
const LINE_MS = 1000;

/** The expressions run as JavaScript's own: the page's policy allows no WebAssembly. */
const highlighter = createHighlighterCore({
  themes: [THEME],
  langs: [],
  engine: createJavaScriptRegexEngine({ forgiving: true }),
});

/** Colours of each line of a code. Loads its grammar when it is the first. Rejects where the grammar cannot be loaded. */
export async function colourCode(text: string, grammar: Grammar): Promise<readonly LineColours[]> {
  const core = await highlighter;
  if (!core.getLoadedLanguages().includes(grammar)) await core.loadLanguage(GRAMMARS[grammar]);
  const { tokens } = core.codeToTokens(text, {
    lang: grammar,
    theme: THEME.name,
    tokenizeMaxLineLength: LONGEST_LINE,
    tokenizeTimeLimit: LINE_MS,
  });
  return tokens.map(lineColours);
}
