import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import type { Parse, SyntaxNode } from './read-script.ts';

/** Before this report the clock says nothing: a machine under load is no reason to leave `npm test` unread. */
const FIRST_TIMED_REPORT = 2;

/**
 * Loads the grammar of bash, the one that Codex reads commands with too. WebAssembly: no native part. Rejects when the
 * files are not where the packages have them. What it parses is stopped, and null, once it takes more work than a
 * command deserves. Callers bound the length and the brackets before: neither report nor clock comes within one step.
 */
export async function loadShellGrammar(): Promise<Parse> {
  const require = createRequire(import.meta.url);
  await Parser.init();
  const language = await Language.load(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm'));
  const parser = new Parser();
  parser.setLanguage(language);
  return (text, budget) => {
    if (budget.reports <= 0) return null;
    const began = performance.now();
    let reports = 0;
    const tree = parser.parse(text, null, {
      // Answered true, it stops; the package's types (0.27.1) do not say so.
      progressCallback: (): boolean => {
        reports += 1;
        return (
          reports > budget.reports || (reports >= FIRST_TIMED_REPORT && performance.now() - began > budget.ms)
        );
      },
    });
    budget.reports -= reports;
    if (reports >= FIRST_TIMED_REPORT) budget.ms -= performance.now() - began;
    if (tree === null) {
      // Else the next text would be read as if it went on with this one.
      parser.reset();
      return null;
    }
    try {
      return copy(tree.rootNode, text);
    } finally {
      tree.delete();
    }
  };
}

/** Nobody writes deeper nesting. A deeper text is treated as an error. */
const DEEPEST = 200;

/** A tree's nodes live in memory that must be given back: what is needed of them is taken out. */
function copy(node: SyntaxNode, source: string, depth = 0): SyntaxNode {
  const { type, isNamed, hasError, startIndex, endIndex } = node;
  // A slice shares the text; asked of the tree it would be copied anew for every node.
  const own = { text: source.slice(startIndex, endIndex), isNamed, startIndex, endIndex };
  if (depth > DEEPEST) return { ...own, type: 'ERROR', hasError: true, children: [] };
  return {
    ...own,
    type,
    hasError,
    children: node.children.map((child) => child && copy(child, source, depth + 1)),
  };
}
