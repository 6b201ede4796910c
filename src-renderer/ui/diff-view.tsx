import { Fragment, memo, useMemo, useState, type CSSProperties, type ReactNode } from 'react';
import { relativePath } from './format.ts';
import { changedWords, type Changed } from './code/changed-words.ts';
import { colouredSpans, type LineColours } from './code/colours.ts';
import { languageOfFile } from './code/languages.ts';
import { useColours } from './code/use-colours.ts';
import { hangingColumns } from './hanging.ts';
import { Button, PlusMinus, VisibleText } from './kit.tsx';
import {
  parseEdit,
  type DiffHunk,
  type DiffLine,
  type EditLike,
} from '#shared/model/changes/unified-diff.ts';
import './diff-view.css';

/** Lines drawn before the rest must be asked for, where folding is allowed. */
const FOLD_AFTER = 60;
/** Hunks are cut into pieces, so that the browser only lays out those in view. */
const PIECE = 100;

const VERBS: Readonly<Record<string, string>> = { add: 'Created', delete: 'Deleted', update: 'Edited' };

/** One changed file with its diff. `whole` shows every line at once and to its end, as a decision needs it. */
export const DiffFile = memo(function DiffFile(props: {
  edit: EditLike;
  folder: string | null;
  whole: boolean;
  state?: string | undefined;
  /** Makes its name lead to the file, at the first line that changed. */
  link?: (path: string, line: number | null, name: ReactNode) => ReactNode;
}) {
  const { edit, folder, whole, state, link } = props;
  const parsed = useMemo(() => parseEdit(edit), [edit]);
  const total = parsed.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  const [open, setOpen] = useState(false);
  const folded = !whole && !open && total > FOLD_AFTER;
  const moved = edit.kind.move_path;
  return (
    <div className="card diff-file">
      <div className="card-head">
        <span>{moved == null ? (VERBS[edit.kind.type] ?? edit.kind.type) : 'Move'}</span>
        <code className="diff-path" title={edit.path}>
          {link === undefined || edit.kind.type === 'delete' || moved != null ? (
            <Path text={relativePath(edit.path, folder)} />
          ) : (
            link(edit.path, firstChanged(parsed.hunks), <Path text={relativePath(edit.path, folder)} />)
          )}
          {moved == null ? null : (
            <>
              {' → '}
              <Path text={relativePath(moved, folder)} />
            </>
          )}
        </code>
        <PlusMinus added={parsed.added} removed={parsed.removed} />
        {state === undefined ? null : <span className="end">{state}</span>}
      </div>
      {total === 0 ? (
        <div className="diff-none faint">
          {edit.diff === '' ? 'No lines changed.' : 'The change is not a diff of lines.'}
        </div>
      ) : (
        <figure className="diff" data-wrap={whole || undefined} aria-label={`Changes of ${edit.path}`}>
          <Hunks hunks={parsed.hunks} path={edit.path} limit={folded ? FOLD_AFTER : Infinity} />
        </figure>
      )}
      {total === 0 && edit.diff !== '' ? (
        <pre className="code-block wrap">
          <VisibleText text={edit.diff} />
        </pre>
      ) : null}
      {folded ? (
        <div className="diff-more">
          <Button size="small" look="quiet" onClick={() => setOpen(true)}>
            Show all {total} lines
          </Button>
        </div>
      ) : null}
    </div>
  );
});

/** The first line of the new file that came; null where none did. */
function firstChanged(hunks: readonly DiffHunk[]): number | null {
  for (const { lines } of hunks) {
    const line = lines.find(({ type }) => type === 'add');
    if (line !== undefined) return line.after;
  }
  return null;
}

/** A path that wraps behind its slashes before it wraps anywhere else. */
function Path({ text }: { text: string }) {
  return text.split(/(?<=[\\/])/).map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- the parts of a path have no other identity
    <Fragment key={index}>
      <VisibleText text={part} />
      <wbr />
    </Fragment>
  ));
}

function Hunks({ hunks, path, limit }: { hunks: readonly DiffHunk[]; path: string; limit: number }) {
  let left = limit;
  return hunks.map((hunk, index) => {
    if (left <= 0) return null;
    const lines = hunk.lines.slice(0, left);
    left -= lines.length;
    const first = lines[0];
    return (
      <Fragment key={`${first?.before ?? ''} ${first?.after ?? ''}`}>
        {index === 0 && hunk.header === '' ? null : (
          <div className="diff-gap">
            <i>⋯</i>
            <span>{hunk.header}</span>
          </div>
        )}
        <Lines lines={lines} path={path} />
      </Fragment>
    );
  });
}

/** The lines of one hunk, in the colours of their language: those of what was and of what is, each read as a whole. */
function Lines({ lines, path }: { lines: readonly DiffLine[]; path: string }) {
  const { grammar } = languageOfFile(path);
  const before = useMemo(() => lines.filter(({ type }) => type !== 'add' && type !== 'note'), [lines]);
  const after = useMemo(() => lines.filter(({ type }) => type !== 'del' && type !== 'note'), [lines]);
  const coloursBefore = useColours(textOf(before), grammar);
  const coloursAfter = useColours(textOf(after), grammar);
  const colours = useMemo(() => {
    const of = new Map<DiffLine, LineColours>();
    before.forEach((line, at) => of.set(line, coloursBefore[at] ?? ''));
    after.forEach((line, at) => of.set(line, coloursAfter[at] ?? ''));
    return of;
  }, [before, after, coloursBefore, coloursAfter]);
  const changed = useMemo(() => changedWords(lines), [lines]);
  return pieces(lines).map((piece) => (
    <div
      key={`${piece[0]?.before ?? ''} ${piece[0]?.after ?? ''} ${piece[0]?.type}`}
      className="diff-piece"
      style={{ containIntrinsicHeight: `auto ${piece.length * LINE_PX}px` }}
    >
      {piece.map((line) => (
        <Line
          key={`${line.before ?? ''} ${line.after ?? ''} ${line.type}`}
          line={line}
          colours={colours.get(line) ?? ''}
          changed={changed.get(line)}
        />
      ))}
    </div>
  ));
}

function textOf(lines: readonly DiffLine[]): string {
  return lines.map(({ text }) => text).join('\n');
}

function pieces(lines: readonly DiffLine[]): readonly (readonly DiffLine[])[] {
  if (lines.length <= PIECE) return [lines];
  const cut: (readonly DiffLine[])[] = [];
  for (let at = 0; at < lines.length; at += PIECE) cut.push(lines.slice(at, at + PIECE));
  return cut;
}

const LINE_PX = 20;
const SIGNS = { add: '+', del: '-', same: ' ', note: ' ' } as const;

const Line = memo(function Line(props: {
  line: DiffLine;
  colours: LineColours;
  changed: Changed | undefined;
}) {
  const { line, colours, changed } = props;
  return (
    <div className="diff-line" data-type={line.type}>
      <i>{line.after ?? line.before ?? ''}</i>
      <b aria-hidden={line.type === 'same' || undefined}>{SIGNS[line.type]}</b>
      <span style={{ '--hang': `${hangingColumns(line.text)}ch` } as CSSProperties}>
        {colours === '' && changed === undefined ? (
          <VisibleText text={line.text} />
        ) : (
          <Words text={line.text} colours={colours} changed={changed ?? NOTHING} />
        )}
      </span>
    </div>
  );
});

const NOTHING: Changed = [0, 0];

/** The words of a line in their colours, those that were changed with a tint. */
function Words({ text, colours, changed }: { text: string; colours: LineColours; changed: Changed }) {
  const [from, to] = changed;
  let at = 0;
  return colouredSpans(text, colours).flatMap(({ text: part, className }) => {
    const start = at;
    at += part.length;
    const cuts = [start, Math.min(Math.max(from, start), at), Math.min(Math.max(to, start), at), at];
    return [0, 1, 2].flatMap((index) => {
      const words = text.slice(cuts[index], cuts[index + 1]);
      if (words === '') return [];
      const Element = index === 1 ? 'mark' : 'span';
      return [
        <Element key={`${start} ${index}`} className={className}>
          <VisibleText text={words} />
        </Element>,
      ];
    });
  });
}
