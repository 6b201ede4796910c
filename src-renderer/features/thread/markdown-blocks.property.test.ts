import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { expect, it } from 'vitest';
import { markdownBlocks, MarkdownReader } from './markdown-blocks.ts';

/** Lines and beginnings of lines that begin, continue, interrupt or end each other in every way there is. */
const PIECES = [
  'word',
  'Some *more* words',
  '# Heading',
  '- item',
  '-',
  '* item',
  '1. one',
  '1',
  '2. two',
  '10) ten',
  '> quote',
  '>',
  '```',
  '```ts',
  '~~~',
  '````',
  '    indented',
  '  two in',
  '\t',
  '| a | b |',
  '| - | - |',
  '---',
  '===',
  '***',
  '<div>',
  '</div>',
  '<!--',
  '-->',
  '[ref]: https://x.dev',
  '[ref]: https://y.dev "t"',
  '[Other]: <z>',
  'see [ref]',
  '[ref][other]',
  '- [ ] task',
  '![alt][ref]',
  '\\',
  '&amp;',
  '`code',
  '**',
  '\u00a0',
  ' ',
  '(so',
  '"said',
] as const;
const LINE_ENDS = [
  '\n',
  '\n',
  '\n\n',
  '\n\n',
  '\n \n',
  '\n\n\n',
  '\r\n\r\n',
  '\n- ',
  '\n> ',
  '\n  ',
  '\n\n  ',
  '\n\n    ',
];
const texts = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(...LINE_ENDS)), { maxLength: 14 })
  .map((parts) => parts.flat().join(''));

type Node = { type: string; value?: string | undefined; position?: unknown; children?: Node[] };

/** The blocks of a document as the parser has them, without where they stand. Definitions draw nothing by themselves. */
function parsed(text: string): Node[] {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const bare = ({ position: _place, children, ...node }: Node): Node => ({
    ...node,
    // What does not end in a list, a fence or a comment, has the blank lines behind the list, or has not.
    ...((node.type === 'html' || node.type === 'code') && { value: node.value?.trimEnd() }),
    ...(children !== undefined && { children: children.map(bare) }),
  });
  return tree.children.map((node) => bare(node as Node)).filter(({ type }) => type !== 'definition');
}

it('cuts where the parser ends blocks: what the parts say is what the whole says', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const blocks = markdownBlocks(text);
      expect(blocks.filter(({ plain }) => plain)).toEqual([]);
      expect(blocks.flatMap((block) => parsed(block.text))).toEqual(parsed(text));
    }),
    { numRuns: 400 },
  );
});

it('ends no block too early: a text that grows has the blocks of the whole', () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
      (text, steps) => {
        const reader = new MarkdownReader();
        let end = 0;
        for (let at = 0; end < text.length; at += 1) {
          end += steps[at % steps.length] ?? 1;
          const now = text.slice(0, end);
          expect(reader.read(now)).toEqual(markdownBlocks(now));
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('loses no character of a text, however long its blocks are', () => {
  const long = [
    'a'.repeat(30_000),
    `\`\`\`\n${'line of code\n\n'.repeat(3000)}\`\`\``,
    '- item\n\n'.repeat(5000),
    'Prose.\n\n'.repeat(4000),
    `${'> '.repeat(40)}deep`,
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...long, '# Head', 'Words.'), { maxLength: 5 }), (parts) => {
      const text = parts.join('\n\n');
      expect(
        markdownBlocks(text)
          .map((block) => block.text)
          .join(''),
      ).toBe(text);
    }),
    { numRuns: 30 },
  );
});
