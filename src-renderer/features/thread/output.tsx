import { memo, useMemo, useState } from 'react';
import { Button } from '../../ui/kit.tsx';
import type { Span } from '../../ui/output-styles.ts';
import { LinkedText } from './file-link.tsx';
import { isPlain, OutputReader, type Piece } from '../../ui/plain-output.ts';

const LINE_PX = 19;

/**
 * Output of a command, harmless, in pieces of which the browser lays out only those in view. `start` is where the text
 * begins in all that was written: what is known of it is not read again as it grows.
 */
export const Output = memo(function Output(props: { text: string; start?: number; tall?: boolean }) {
  const { text, start = 0, tall = false } = props;
  const [all, setAll] = useState(false);
  const reader = useMemo(() => new OutputReader(all), [all]);
  const { pieces, leftOut } = useMemo(() => reader.read(text, start), [reader, text, start]);
  return (
    <div
      className="code-block output"
      data-tall={tall || undefined}
      tabIndex={tall ? 0 : undefined}
      role={tall ? 'region' : undefined}
      aria-label={tall ? 'Output' : undefined}
    >
      {leftOut === 0 ? null : (
        <Button size="small" onClick={() => setAll(true)}>
          Show {leftOut} more {leftOut === 1 ? 'form' : 'forms'} of lines that were written over
        </Button>
      )}
      {pieces.map((piece, at) => (
        <DrawnPiece key={piece.first} piece={piece} last={at === pieces.length - 1} />
      ))}
    </div>
  );
});

/** Some lines. One that is full is drawn once. */
const DrawnPiece = memo(function DrawnPiece({ piece, last }: { piece: Piece; last: boolean }) {
  const spans = last ? withoutLastEnd(piece.spans) : piece.spans;
  if (spans.length === 0 && piece.lines <= 1) return null;
  return (
    <div className="output-piece" style={{ containIntrinsicHeight: `auto ${piece.lines * LINE_PX}px` }}>
      {spans.map((span, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
        <Stretch key={at} span={span} />
      ))}
    </div>
  );
});

function Stretch({ span }: { span: Span }) {
  const { text, hue, back, bold, italic, underline, strike } = span;
  if (isPlain(span)) return <LinkedText text={text} />;
  return (
    <span
      data-hue={hue}
      data-back={back}
      data-bold={bold}
      data-italic={italic}
      data-line={underline === true ? 'under' : strike === true ? 'through' : undefined}
    >
      <LinkedText text={text} />
    </span>
  );
}

/** A line feed at the very end closes the last line, it does not begin another. */
function withoutLastEnd(spans: readonly Span[]): readonly Span[] {
  const last = spans.at(-1);
  if (last === undefined || !last.text.endsWith('\n')) return spans;
  const text = last.text.slice(0, -1);
  return text === '' ? spans.slice(0, -1) : [...spans.slice(0, -1), { ...last, text }];
}
