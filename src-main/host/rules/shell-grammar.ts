import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import type { Parse, SyntaxNode } from './read-script.ts';

/**
 * Loads the grammar of bash, the one that Codex reads commands with too. WebAssembly: no native part. Rejects when the
 * files are not where the packages have them.
 */
export async function loadShellGrammar(): Promise<Parse> {
  const require = createRequire(import.meta.url);
  await Parser.init();
  const language = await Language.load(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm'));
  const parser = new Parser();
  parser.setLanguage(language);
  return (text) => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error('the parser of shell scripts was stopped');
    try {
      return copy(tree.rootNode);
    } finally {
      tree.delete();
    }
  };
}

/** Nothing that anyone writes nests deeper; what does is called an error. */
const DEEPEST = 200;

/** A tree's nodes live in memory that must be given back: what is needed of them is taken out. */
function copy(node: SyntaxNode, depth = 0): SyntaxNode {
  const { type, text, isNamed, hasError, startIndex, endIndex } = node;
  const own = { text, isNamed, startIndex, endIndex };
  if (depth > DEEPEST) return { ...own, type: 'ERROR', hasError: true, children: [] };
  return { ...own, type, hasError, children: node.children.map((child) => child && copy(child, depth + 1)) };
}
