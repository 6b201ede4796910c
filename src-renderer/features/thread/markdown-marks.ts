import { visibleSegments, proseSegments } from '../../ui/visible-text.ts';

/** A node of the tree that Markdown becomes, as far as it is looked at here. */
export interface TreeNode {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: TreeNode[];
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
