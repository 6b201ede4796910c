import { visibleSegments, proseSegments } from '../../ui/visible-text.ts';

/** A node of the tree that Markdown becomes, as far as it is looked at here. */
export interface TreeNode {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: TreeNode[];
  data?: unknown;
}

/**
 * Makes what hides or turns in a text of an agent visible, as the page's JSX does for everything that is not Markdown.
 * In code every such character and every lookalike is marked; in prose, what is no ordinary writing.
 */
export function markTree() {
  return (tree: TreeNode): void => mark(tree, false);
}

function mark(node: TreeNode, inCode: boolean): void {
  const { children } = node;
  if (children === undefined) return;
  // A block of code is drawn by its own component, which marks its text itself.
  if (node.tagName === 'pre') return;
  const code = inCode || node.tagName === 'code';
  let changed = false;
  const marked = children.flatMap((child): TreeNode[] => {
    if (child.type !== 'text' || child.value === undefined) {
      mark(child, code);
      return [child];
    }
    const segments = code ? visibleSegments(child.value) : proseSegments(child.value);
    if (segments.every(({ type }) => type === 'plain')) return [child];
    changed = true;
    return segments.map((segment) => {
      if (segment.type === 'plain') return { type: 'text', value: segment.text };
      const [className, value] =
        segment.type === 'mark' ? ['unseen', segment.label] : ['lookalike', segment.text];
      return {
        type: 'element',
        tagName: 'span',
        properties: { className: [className], title: segment.name },
        children: [{ type: 'text', value }],
      };
    });
  });
  if (changed) node.children = marked;
}

/** The words that a node of the tree reads as. */
export function wordsOf(node: TreeNode | undefined): string {
  if (node === undefined) return '';
  return node.value ?? (node.children ?? []).map(wordsOf).join('');
}

const LANGUAGE = /^language-/;

/** The text of a block of code, and what stands first behind its fence. */
export function codeOf(node: TreeNode | undefined): { readonly text: string; readonly said: string } {
  const code = node?.children?.find(({ tagName }) => tagName === 'code');
  const names = code?.properties?.['className'];
  const said = Array.isArray(names) ? names.map(String).find((name) => LANGUAGE.test(name)) : undefined;
  return { text: wordsOf(code).replace(/\n$/, ''), said: said?.replace(LANGUAGE, '') ?? '' };
}
