import type { Reading } from '#shared/model/command/reading.ts';
import { piecesOf, plainPieces } from '#shared/model/command/pieces.ts';
import { VisibleText, WrappedCode } from '../../ui/kit.tsx';

/** A text that is decided about, every character of it. */
export function Code({
  text,
  label,
  reading = null,
}: {
  text: string;
  label: string;
  reading?: Reading | null;
}) {
  // A reading is shown only over the exact text that it was made from.
  const lines = reading?.text === text ? piecesOf(reading) : plainPieces(text);
  return (
    <figure className="ap-code mono" aria-label={label} dir="ltr">
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity
        <div key={index}>
          {line.map(({ text: part, type, risk }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- nor have their pieces
            <span
              key={at}
              className={type === null ? undefined : `tok-${type}`}
              data-risk={risk || undefined}
            >
              <WrappedCode text={part} />
            </span>
          ))}
          {/\s$/.test(line.at(-1)?.text ?? '') ? <TrailingSpace line={line.at(-1)?.text ?? ''} /> : null}
          {index < lines.length - 1 ? (
            <span className="faint" aria-hidden="true">
              {' '}
              ↵
            </span>
          ) : null}
        </div>
      ))}
    </figure>
  );
}

/** Space at the end of a line cannot be seen otherwise. */
function TrailingSpace({ line }: { line: string }) {
  const count = line.length - line.trimEnd().length;
  return (
    <span className="unseen" title="space at the end of the line">
      {count === 1 ? 'SPACE' : `${count} SPACES`}
    </span>
  );
}

/** Anything as JSON, with what cannot be seen made visible. */
export function Raw({
  label,
  value,
  open = false,
  large = false,
}: {
  label: string;
  value: unknown;
  open?: boolean;
  large?: boolean;
}) {
  return (
    <details className="ap-raw" open={open}>
      <summary>{label}</summary>
      <pre className={large ? 'ap-code mono' : 'code-block wrap'}>
        <VisibleText text={json(value)} />
      </pre>
    </details>
  );
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2) ?? String(value);
  } catch {
    return String(value);
  }
}
