import { memo, type ReactNode } from 'react';
import { CopyIcon } from '../copy-button.tsx';
import { VisibleText } from '../kit.tsx';
import { CodeLines } from './code-lines.tsx';
import { languageOf } from './languages.ts';
import { ScrollX } from './scroll-x.tsx';
import './code.css';

/** A block of code as a message has it: its language, a way to copy it, and its lines. */
export const CodeBlock = memo(function CodeBlock(props: {
  text: string;
  /** What stands behind its fence; empty where nothing does. */
  said: string;
  /** The file it is of, where that is said. */
  file?: ReactNode;
}) {
  const { text, said, file } = props;
  const { grammar, name } = languageOf(said);
  return (
    <figure className="code" data-language={grammar ?? undefined}>
      <figcaption className="code-head">
        <span>{name === '' ? 'Text' : name}</span>
        {file}
        <span className="grow" />
        <CopyIcon text={text} label="Copy this code" />
      </figcaption>
      <ScrollX label={name === '' ? 'Code' : `Code, ${name}`} className="code-text">
        <pre>
          <code>
            {name === 'Diff' ? <DiffLines text={text} /> : <CodeLines text={text} grammar={grammar} />}
          </code>
        </pre>
      </ScrollX>
    </figure>
  );
});

/** What a line of a diff is, by how it begins: for its tint. */
function kindOf(line: string): string | undefined {
  if (/^(?:@@|diff |index |--- |\+\+\+ )/.test(line)) return 'head';
  if (line.startsWith('+')) return 'add';
  return line.startsWith('-') ? 'del' : undefined;
}

function DiffLines({ text }: { text: string }) {
  return text.split('\n').map((line, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- a line is what stands at its place
    <span key={at} className="code-diff-line" data-type={kindOf(line)}>
      <VisibleText text={line} />
      {'\n'}
    </span>
  ));
}
