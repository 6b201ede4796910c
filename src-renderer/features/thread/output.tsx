import { memo, useMemo, useState } from 'react';
import { Button } from '../../ui/kit.tsx';
import { plainOutput } from '../../ui/plain-output.ts';

const PIECE = 200;

/** Output of a command, harmless, in pieces of which the browser lays out only those in view. */
export const Output = memo(function Output({ text, tall = false }: { text: string; tall?: boolean }) {
  const [all, setAll] = useState(false);
  const { pieces, leftOut } = useMemo(() => {
    const plain = plainOutput(text, all);
    const lines = plain.text.replace(/\n$/, '').split('\n');
    const cut: { readonly text: string; readonly lines: number }[] = [];
    for (let at = 0; at < lines.length; at += PIECE) {
      const some = lines.slice(at, at + PIECE);
      cut.push({ text: some.join('\n'), lines: some.length });
    }
    return { pieces: cut, leftOut: plain.leftOut };
  }, [text, all]);
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
      {pieces.map((piece, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a piece is what stands at its place
        <div
          key={index}
          className="output-piece"
          style={{ containIntrinsicHeight: `auto ${piece.lines * 19}px` }}
        >
          {piece.text}
        </div>
      ))}
    </div>
  );
});
