import { useVirtualizer } from '@tanstack/react-virtual';
import { FolderTree, List, X } from 'lucide-react';
import { memo, useEffect, useRef, type ReactNode, type RefObject } from 'react';
import type { ChangedFile, ChangesState } from '#shared/model/changes/changes.ts';
import { commands } from '../../platform/commands.ts';
import { useCommand } from '../../platform/use-command.ts';
import { bytes, plural } from '../../ui/format.ts';
import { Button, Empty, Loading, Mark, Note, VisibleText } from '../../ui/kit.tsx';
import { modeWords, statusWords, type FileRow } from './file-picture.ts';

const ROW_PX = 28;
const PHONE_ROW_PX = 44;

/** The files that differ. The one in view is marked; the keys for next and previous walk over them. */
export function FileList(props: {
  listRef: RefObject<HTMLDivElement | null>;
  state: ChangesState | undefined;
  rows: readonly FileRow[];
  /** Files that the filter leaves. */
  shown: number;
  filter: string;
  onFilter(filter: string): void;
  byFolder: boolean;
  current: string | null;
  /** Absolute paths that another thread edited as well. */
  contested: ReadonlySet<string>;
  hrefOf(path: string): string;
  segments: ReactNode;
}) {
  const { listRef, state, rows, shown, filter, onFilter, byFolder, current, contested, hrefOf, segments } =
    props;
  const search = useRef<HTMLInputElement>(null);
  useCommand('list.search', () => search.current?.focus());
  return (
    <section className="changes-list" aria-label="Files that differ">
      <div className="changes-head">{segments}</div>
      <Summary state={state} shown={shown} filter={filter} byFolder={byFolder} />
      {(state?.files ?? 0) === 0 && filter === '' ? null : (
        <div className="changes-filter">
          <input
            ref={search}
            className="input"
            aria-label="Filter the files"
            placeholder="Filter"
            value={filter}
            onChange={(event) => onFilter(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              onFilter('');
              event.currentTarget.blur();
            }}
          />
          {filter === '' ? null : (
            <Button icon size="small" aria-label="Clear the filter" onClick={() => onFilter('')}>
              <X size={13} />
            </Button>
          )}
        </div>
      )}
      {state?.note == null ? null : <Note tone="needs" title={state.note} />}
      {state?.problem != null && rows.length > 0 ? (
        <Note tone="failed" title={state.problem.message} />
      ) : null}
      <Rows
        listRef={listRef}
        state={state}
        rows={rows}
        filter={filter}
        current={current}
        contested={contested}
        hrefOf={hrefOf}
      />
      {state !== undefined && state.omitted > 0 ? (
        <p className="changes-more faint">
          {plural(state.omitted, 'more file is', 'more files are')} not listed.
        </p>
      ) : null}
    </section>
  );
}

function Summary(props: {
  state: ChangesState | undefined;
  shown: number;
  filter: string;
  byFolder: boolean;
}) {
  const { state, shown, filter, byFolder } = props;
  if (state?.ready !== true || state.files === 0) return null;
  return (
    <div className="changes-sum" data-testid="changes-sum">
      <b>{filter === '' ? plural(state.files, 'file') : `${shown} of ${plural(state.files, 'file')}`}</b>
      <span className="num" aria-label={`${state.added} lines added, ${state.removed} removed`}>
        <span className="add">+{state.added}</span> <span className="del">−{state.removed}</span>
      </span>
      <span className="faint clip" title={state.against === null ? undefined : `against ${state.against}`}>
        {state.against === null ? '' : `against ${state.against}`}
      </span>
      <span className="grow" />
      <Button
        icon
        size="small"
        aria-label={byFolder ? 'List by path' : 'List by folder'}
        title={`${byFolder ? 'List by path' : 'List by folder'} (T)`}
        onClick={() => commands.run('changes.folders')}
      >
        {byFolder ? <List size={14} /> : <FolderTree size={14} />}
      </Button>
    </div>
  );
}

function Rows(props: {
  listRef: RefObject<HTMLDivElement | null>;
  state: ChangesState | undefined;
  rows: readonly FileRow[];
  filter: string;
  current: string | null;
  /** Absolute paths that another thread edited as well. */
  contested: ReadonlySet<string>;
  hrefOf(path: string): string;
}) {
  const { listRef, state, rows, filter, current, contested, hrefOf } = props;
  const phone = window.matchMedia('(max-width: 699px)').matches;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => listRef.current,
    estimateSize: () => (phone ? PHONE_ROW_PX : ROW_PX),
    getItemKey: (index) => keyOf(rows[index]),
    overscan: 20,
  });
  const at = rows.findIndex((row) => row.type === 'file' && row.file.path === current);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // Only when another file is chosen: what comes and goes meanwhile moves nothing.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, [current, at >= 0]);

  if (state?.ready !== true) return <Loading what="Reading what changed" />;
  if (rows.length === 0) return <Nothing state={state} filter={filter} />;
  return (
    <div className="changes-rows scroll" ref={listRef}>
      <ul style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start, size }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li key={key} style={{ transform: `translateY(${start}px)`, height: size }}>
              {row.type === 'folder' ? (
                <div
                  className="folder-row clip"
                  style={{ paddingLeft: 12 + row.depth * 14 }}
                  title={row.path}
                >
                  <VisibleText text={row.name} />
                </div>
              ) : (
                <FileLink
                  file={row.file}
                  name={row.name}
                  depth={row.depth}
                  current={index === at}
                  reachable={index === at || (at < 0 && index === 0)}
                  contested={contested.size > 0 && contested.has(absolute(state.root, row.file.path))}
                  href={hrefOf(row.file.path)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** A path of the checkout as the system writes it. */
function absolute(root: string | null, path: string): string {
  if (root === null) return path;
  return root.includes('\\') ? `${root}\\${path.replaceAll('/', '\\')}` : `${root}/${path}`;
}

function keyOf(row: FileRow | undefined): string {
  if (row === undefined) return '';
  return row.type === 'folder' ? `folder ${row.path}` : `file ${row.file.path}`;
}

function Nothing({ state, filter }: { state: ChangesState; filter: string }) {
  if (filter !== '' && state.files > 0)
    return <Empty title="No file matches">Clear the filter to see all.</Empty>;
  const { problem } = state;
  if (problem === null) return <Empty title="Nothing differs">{nothingWords(state)}</Empty>;
  const titles = {
    noRepository: 'Not a git repository',
    noBase: 'No base',
    noTurn: 'No turn',
    gone: 'The thread is gone',
    failed: 'The changes could not be read',
  };
  return <Empty title={titles[problem.code]}>{problem.message}</Empty>;
}

function nothingWords({ turnId, against }: ChangesState): string {
  if (turnId !== null) return 'This turn patched no file.';
  return against === null ? '' : `Every file is as in ${against}.`;
}

const FileLink = memo(function FileLink(props: {
  file: ChangedFile;
  name: string;
  depth: number;
  current: boolean;
  reachable: boolean;
  contested: boolean;
  href: string;
}) {
  const { file, name, depth, current, reachable, contested, href } = props;
  const { letter, word } = statusWords(file.status);
  const slash = name.lastIndexOf('/');
  const counts = countWords(file);
  const moved = file.from === null ? '' : `, was ${file.from}`;
  const mode = file.modes === null ? '' : `, ${modeWords(file.modes)}`;
  return (
    <a
      className="file-row"
      href={href}
      data-path={file.path}
      data-testid="changed-file"
      data-status={file.status}
      tabIndex={reachable ? 0 : -1}
      aria-current={current ? 'true' : undefined}
      aria-label={`${file.path}, ${word}${moved}${mode}, ${counts.spoken}${contested ? ', edited by another thread as well' : ''}`}
      title={`${file.path}${moved}${mode}`}
      style={{ paddingLeft: 12 + depth * 14 }}
      draggable={false}
      onKeyDown={(event) => {
        // It is shown already: what is left to open is its text.
        if (event.key === 'Enter' && current && commands.run('list.open')) event.preventDefault();
      }}
    >
      <span className="file-letter" data-status={file.status}>
        {letter}
      </span>
      <span className="file-name">
        {/* The end of a long path says more than its beginning. */}
        <bdi>
          <span className="faint">
            <VisibleText text={name.slice(0, slash + 1)} />
          </span>
          <VisibleText text={name.slice(slash + 1)} />
        </bdi>
      </span>
      <span className="file-counts num">{counts.shown}</span>
      {contested ? <Mark tone="needs" label="Another thread edited it as well" /> : null}
    </a>
  );
});

function countWords(file: ChangedFile): { readonly shown: ReactNode; readonly spoken: string } {
  const { kind, added, removed, size, modes } = file;
  if (kind === 'submodule') return { shown: <span className="faint">submodule</span>, spoken: 'a submodule' };
  if (kind === 'binary') return { shown: <span className="faint">binary</span>, spoken: 'a binary file' };
  if (added === null || removed === null) {
    const large = size === null ? 'large' : bytes(size);
    return { shown: <span className="faint">{large}</span>, spoken: `${large}, too large to count` };
  }
  if (added === 0 && removed === 0) {
    const word = modes === null ? (file.status === 'renamed' ? 'moved' : 'empty') : 'mode';
    return { shown: <span className="faint">{word}</span>, spoken: 'no lines differ' };
  }
  return {
    shown: (
      <>
        {added > 0 ? <span className="add">+{added}</span> : null}{' '}
        {removed > 0 ? <span className="del">−{removed}</span> : null}
      </>
    ),
    spoken: `${added} lines added, ${removed} removed`,
  };
}
