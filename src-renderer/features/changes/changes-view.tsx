import { useEffect, useMemo, useRef, useState } from 'react';
import { changesTopic, type ChangesName, type ChangesScope } from '#shared/model/changes/changes.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { useKeymap } from '../../platform/keymap.ts';
import { useLayout } from '../../platform/layout.ts';
import { formatRoute, navigate, toChanges, useRoute, type ChangesPlace } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useFleetRow, useTopicStatus } from '../../connection/index.ts';
import { Empty } from '../../ui/kit.tsx';
import { Segments } from '../../ui/segments.tsx';
import { DiffPane } from './diff-pane.tsx';
import { FileList } from './file-list.tsx';
import { loadDiff } from './load-diff.ts';
import { fileAfter, filterFiles, folderRows, pathRows } from './file-picture.ts';
import { useChangedFiles, useChangesState } from './use-changes.ts';
import './changes.css';

const SCOPES: readonly { readonly scope: ChangesScope; readonly label: string; readonly title: string }[] = [
  { scope: 'turn', label: 'This turn', title: 'What the patches of the last turn did' },
  { scope: 'uncommitted', label: 'Uncommitted', title: 'Everything that is in no commit' },
  { scope: 'base', label: 'Base', title: 'Everything since the base, commits included' },
];

/** What a thread changed: the files, and what differs in each. */
export function ChangesView({ id, place }: { id: ThreadId; place: ChangesPlace }) {
  const name = useMemo<ChangesName>(
    () => ({ threadId: id, scope: place.scope, turnId: place.turn }),
    [id, place.scope, place.turn],
  );
  const phone = useLayout() === 'phone';
  const keymap = useKeymap();
  const state = useChangesState(name);
  const status = useTopicStatus(changesTopic(name));
  const all = useChangedFiles(name);
  const conflicts = useFleetRow(id)?.conflicts;
  const contested = useMemo(() => new Set(conflicts?.map(({ path }) => path)), [conflicts]);
  const [filter, setFilter] = useState('');
  const byFolder = useUi(({ changesByFolder }) => changesByFolder);
  const files = useMemo(() => filterFiles(all, filter), [all, filter]);
  const rows = useMemo(() => (byFolder ? folderRows : pathRows)(files), [files, byFolder]);
  const { to, go } = usePlaces(id, place);

  // The editor comes while the list is read; that it failed is told where it is wanted.
  useEffect(() => {
    loadDiff().catch(() => {});
  }, []);
  useEffect(() => {
    setUi({ changesScope: place.scope });
  }, [place.scope]);
  const first = fileAfter(rows, null, 1);
  // Where both have room the first file is shown at once; its name in the address brings a reload back to it.
  const wanted = place.file ?? (phone ? null : first);
  const toScope = (next: ChangesScope) => () => go({ scope: next, turn: null, file: null });
  useCommand('changes.turn', toScope('turn'));
  useCommand('changes.uncommitted', toScope('uncommitted'));
  useCommand('changes.base', toScope('base'));
  useCommand('list.number', (which) => {
    const next = SCOPES[which];
    if (next !== undefined) toScope(next.scope)();
  });
  useCommand('changes.folders', () =>
    setUi(({ changesByFolder }) => ({ changesByFolder: !changesByFolder })),
  );

  const list = useRef<HTMLDivElement>(null);
  const [direction, setDirection] = useState<1 | -1>(1);
  const step = (by: 1 | -1): void => {
    setDirection(by);
    const next = fileAfter(rows, wanted, by);
    if (next === null) return;
    if (!phone || place.file !== null) go({ file: next });
    focusRow(list.current, next);
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));

  // The way the person goes, they are likely to go on. Two files, so that the first of them is there for the next key.
  const ahead = fileAfter(rows, wanted, direction);
  const further = fileAfter(rows, ahead, direction);
  const next = useMemo(
    () => all.filter(({ path }) => path !== wanted && (path === ahead || path === further)),
    [all, wanted, ahead, further],
  );

  if (status.error !== null)
    return <Empty title="These changes cannot be shown">{status.error.message}</Empty>;

  const segments = (
    <Segments
      label="What is compared"
      current={place.scope}
      segments={SCOPES.map(({ scope, label, title }, at) => ({
        id: scope,
        label: scope === 'turn' && place.turn !== null ? 'One turn' : label,
        title,
        keys: keymap.keysOf('list.number')[at],
        href: formatRoute(to({ scope, turn: null, file: null })),
      }))}
    />
  );
  const listed = (
    <FileList
      listRef={list}
      state={state}
      rows={rows}
      shown={files.length}
      filter={filter}
      onFilter={setFilter}
      byFolder={byFolder}
      current={wanted}
      contested={contested}
      hrefOf={(file) => formatRoute(to({ file }))}
      segments={segments}
    />
  );
  if (phone && place.file === null) return <div className="changes">{listed}</div>;
  return (
    <div className="changes" data-testid="changes">
      {phone ? null : listed}
      <DiffPane
        name={name}
        path={state?.ready === true ? wanted : null}
        ready={state?.ready === true}
        next={next}
        onLeave={() => (wanted === null ? undefined : focusRow(list.current, wanted))}
      />
    </div>
  );
}

/** Places inside these changes: only what differs from the present one is named. */
function usePlaces(id: ThreadId, place: ChangesPlace) {
  const route = useRoute();
  const workspace = route.view === 'fleet' ? route.workspace : null;
  const phone = useLayout() === 'phone';
  return useMemo(() => {
    const to = (more: Partial<ChangesPlace>) => toChanges(id, { ...place, ...more }, workspace);
    return {
      to,
      go: (more: Partial<ChangesPlace>): void => navigate(to(more), phone ? 'push' : 'replace'),
    };
  }, [id, place, workspace, phone]);
}

/** Moves the focus to a file's row, unless the person reads the text beside it. */
function focusRow(list: HTMLElement | null, path: string): void {
  if (list === null) return;
  // The row may have to be drawn first.
  requestAnimationFrame(() => {
    const row = [...list.querySelectorAll<HTMLElement>('[data-path]')].find(
      (element) => element.dataset['path'] === path,
    );
    row?.focus({ preventScroll: true });
  });
}
