import { memo, useMemo, useState, type ComponentProps } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Check } from 'lucide-react';
import { Boundary } from '../../ui/boundary.tsx';
import { countParse } from '../../platform/bench-handle.ts';
import { fileRef } from '#shared/model/links/file-ref.ts';
import { CodeBlock } from '../../ui/code/code-block.tsx';
import { ScrollX } from '../../ui/code/scroll-x.tsx';
import { Button } from '../../ui/kit.tsx';
import { OutsideAnchor } from '../../ui/outside-anchor.tsx';
import { FileLink } from './file-link.tsx';
import { MarkdownReader } from './markdown-blocks.ts';
import { remarkMaths } from './markdown-maths.ts';
import './markdown.css';
import { codeOf, markTree, wordsOf } from './markdown-marks.ts';

// One tilde strikes nothing out: it stands before numbers and homes.
const PLUGINS: ComponentProps<typeof ReactMarkdown>['remarkPlugins'] = [
  [remarkGfm, { singleTilde: false }],
  remarkMaths,
];
const MARKS = [markTree];
/** Blocks drawn of a very long text before the rest must be asked for; the last are always drawn. */
const MOST_BLOCKS = 300;

const COMPONENTS: Components = {
  a: ({ href, children, node }) => {
    const ref = href === undefined ? null : fileRef(href);
    return ref === null ? (
      <OutsideAnchor href={href} words={wordsOf(node)}>
        {children}
      </OutsideAnchor>
    ) : (
      <FileLink file={ref} plain>
        {children}
      </FileLink>
    );
  },
  // Nothing is fetched because an agent wrote its address: an image is a link to it.
  img: ({ src, alt }) => {
    const words = `Image: ${alt === undefined || alt === '' ? String(src) : alt}`;
    return (
      <OutsideAnchor href={typeof src === 'string' ? src : undefined} words={words}>
        {words}
      </OutsideAnchor>
    );
  },
  code: ({ children, node }) => {
    const ref = fileRef(wordsOf(node));
    return ref === null ? <code>{children}</code> : <FileLink file={ref}>{children}</FileLink>;
  },
  pre: ({ node }) => {
    const { text, said } = codeOf(node);
    return <CodeBlock text={text} said={said} />;
  },
  table: ({ children }) => (
    <ScrollX label="Table" className="md-table">
      <table>{children}</table>
    </ScrollX>
  ),
  input: ({ checked }) => (
    <span className="md-box" data-checked={checked === true || undefined}>
      {checked === true ? <Check size={12} aria-hidden="true" /> : null}
      <span className="visually-hidden">{checked === true ? 'done: ' : 'to do: '}</span>
    </span>
  ),
};

function Part({ text, plain }: { text: string; plain: boolean }) {
  if (plain) return <Plain text={text} />;
  countParse(text);
  return (
    <ReactMarkdown
      remarkPlugins={PLUGINS}
      rehypePlugins={MARKS}
      components={COMPONENTS}
      urlTransform={(url) => url}
    >
      {text}
    </ReactMarkdown>
  );
}

/** A text as it is, for what is not worth parsing, or cannot be drawn. */
function Plain({ text }: { text: string }) {
  return <pre className="md-plain">{text}</pre>;
}

/** A block behind a wall of its own. Of a text that grows only the last is drawn again. */
const Walled = memo(function Walled({ text, plain }: { text: string; plain: boolean }) {
  return (
    <Boundary what="This text" on={[text]} instead={<Plain text={text} />}>
      <Part text={text} plain={plain} />
    </Boundary>
  );
});

/** Markdown of an agent: hostile input. No HTML, no images, and only the last block is parsed again as it grows. */
export function Markdown({ text }: { text: string }) {
  const [reader] = useState(() => new MarkdownReader());
  const blocks = useMemo(() => reader.read(text), [reader, text]);
  const [all, setAll] = useState(false);
  const skipped = all ? 0 : Math.max(0, blocks.length - MOST_BLOCKS);
  return (
    <div className="md">
      {skipped === 0 ? null : (
        <Button size="small" onClick={() => setAll(true)}>
          Show {skipped} earlier paragraphs
        </Button>
      )}
      {blocks.slice(skipped).map((block, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a block is what stands at its place
        <Walled key={skipped + index} text={block.text} plain={block.plain} />
      ))}
    </div>
  );
}
