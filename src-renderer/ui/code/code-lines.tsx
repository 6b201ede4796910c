import { memo } from 'react';
import { VisibleText } from '../kit.tsx';
import { colouredSpans, type LineColours } from './colours.ts';
import type { Grammar } from './languages.ts';
import { useColours } from './use-colours.ts';

/** Lines that are drawn together: of a code that grows only the last piece is drawn anew. */
const PIECE = 40;
const LINE_PX = 20;

/** The lines of a code, plain until their colours are known; nothing moves when they come. */
export function CodeLines({ text, grammar }: { text: string; grammar: Grammar | null }) {
  const colours = useColours(text, grammar);
  const lines = text.split('\n');
  const pieces: { readonly from: number; readonly lines: readonly string[] }[] = [];
  for (let from = 0; from < lines.length; from += PIECE)
    pieces.push({ from, lines: lines.slice(from, from + PIECE) });
  return pieces.map(({ from, lines: some }) => (
    <Piece
      key={from}
      text={some.join('\n')}
      last={from + some.length === lines.length}
      colours={colours.slice(from, from + some.length).join('\n')}
    />
  ));
}

/** Texts as props, so that a piece is drawn anew only where they differ. */
const Piece = memo(function Piece(props: { text: string; colours: string; last: boolean }) {
  const { text, colours, last } = props;
  const lines = text.split('\n');
  const coloursAt = colours.split('\n');
  return (
    <span className="code-piece" style={{ containIntrinsicHeight: `auto ${lines.length * LINE_PX}px` }}>
      {lines.map((line, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line is what stands at its place
        <Line
          key={at}
          line={line}
          colours={coloursAt[at] ?? ''}
          end={last && at === lines.length - 1 ? '' : '\n'}
        />
      ))}
    </span>
  );
});

/** One line of code in its colours, with what hides in it marked. */
function Line({ line, colours, end }: { line: string; colours: LineColours; end: string }) {
  return (
    <>
      <Coloured line={line} colours={colours} />
      {end}
    </>
  );
}

/** The words of one line, each in its colour. */
export const Coloured = memo(function Coloured({ line, colours }: { line: string; colours: LineColours }) {
  return colouredSpans(line, colours).map(({ text, className }, at) =>
    className === undefined ? (
      // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
      <VisibleText key={at} text={text} />
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
      <span key={at} className={className}>
        <VisibleText text={text} />
      </span>
    ),
  );
});
