import { ArrowDown, ArrowUp, Columns2, Pilcrow, Rows2 } from 'lucide-react';
import { useState } from 'react';
import type { ChangedFile, ChangesName, FileSides } from '#shared/model/changes/changes.ts';
import { MOST_FILE_BYTES, MOST_FILE_LINES } from '#shared/model/changes/changes.ts';
import { commands } from '../../platform/commands.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { useLayout } from '../../platform/layout.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { asFailure, useConnection, useSetting } from '../../connection/index.ts';
import { bytes } from '../../ui/format.ts';
import { Button, Empty, Loading, Note, PlusMinus, VisibleText } from '../../ui/kit.tsx';
import { DiffText } from './diff-text.tsx';
import type { DiffPosition } from './diff-owner.ts';
import { modeWords } from './file-picture.ts';
import { useChangedFile, useNeighbours, useSides } from './use-changes.ts';

/** What differs in one file. */
export function DiffPane(props: {
  name: ChangesName;
  /** Null while it is not known which file is meant. */
  path: string | null;
  /** The list has been read. */
  ready: boolean;
  /** Files that are likely to be looked at next. */
  next: readonly ChangedFile[];
  onLeave(): void;
}) {
  const { name, path, ready, next, onLeave } = props;
  const neighbours = useNeighbours(name, next);
  const file = useChangedFile(name, path);
  const sides = useSides(name, file);
  const [position, setPosition] = useState<DiffPosition>({ at: 0, of: 0 });
  const phone = useLayout() === 'phone';
  const space = useUi(({ changesSpace }) => changesSpace);
  const { split, toggle } = useSplit();
  const spaceKey = useKeyOf('changes.space');
  const viewKey = useKeyOf('changes.view');
  useCommand('changes.view', phone ? null : toggle);
  useCommand('changes.space', () => setUi({ changesSpace: !space }));
  const text = file !== undefined && sides.data?.type === 'text' ? sides.data : null;
  return (
    <section className="diff-pane" aria-label={path === null ? 'File' : `Changes of ${path}`}>
      {path === null ? null : (
        <header className="bar diff-bar">
          <code className="diff-title clip" title={path}>
            <bdi>
              {file?.from == null ? null : (
                <span className="faint">
                  <VisibleText text={file.from} /> →{' '}
                </span>
              )}
              <VisibleText text={path} />
            </bdi>
          </code>
          {file === undefined ? null : <PlusMinus added={file.added ?? 0} removed={file.removed ?? 0} />}
          {file?.modes == null ? null : <span className="pill">{modeWords(file.modes)}</span>}
          <span className="grow" />
          {text === null || position.of === 0 ? null : (
            <span className="sub num diff-position">
              {position.at} of {position.of}
            </span>
          )}
          <Step command="changes.previous" label="Previous change" disabled={text === null}>
            <ArrowUp size={14} />
          </Step>
          <Step command="changes.next" label="Next change" disabled={text === null}>
            <ArrowDown size={14} />
          </Step>
          <Button
            icon
            aria-pressed={space}
            aria-label="Differences of white space"
            title={`${space ? 'Hide' : 'Show'} differences of white space (${spaceKey ?? ''})`}
            onClick={() => setUi({ changesSpace: !space })}
          >
            <Pilcrow size={14} />
          </Button>
          {phone ? null : (
            <Button
              icon
              aria-label={split ? 'Show in one column' : 'Show side by side'}
              title={`${split ? 'Show in one column' : 'Show side by side'} (${viewKey ?? ''})`}
              onClick={toggle}
            >
              {split ? <Rows2 size={14} /> : <Columns2 size={14} />}
            </Button>
          )}
        </header>
      )}
      {text?.note == null ? null : <Note tone="needs" title={text.note} />}
      {sides.error === null || file === undefined ? null : (
        <Note
          tone="failed"
          urgency="alert"
          title="The file could not be read"
          actions={
            <Button size="small" onClick={() => void sides.refetch()}>
              Try again
            </Button>
          }
        >
          <p>{sides.error.message}</p>
        </Note>
      )}
      <DiffText
        path={path}
        sides={text}
        look={{ split: split && !phone, space }}
        neighbours={neighbours}
        onMoved={setPosition}
        onLeave={onLeave}
      />
      {text !== null ? null : !ready ? (
        <Loading what="Reading what changed" />
      ) : path === null ? (
        // The list says why it is empty.
        <div className="empty" />
      ) : (
        <Instead file={file} sides={sides.data} failed={sides.error !== null} />
      )}
    </section>
  );
}

function Step(props: {
  command: 'changes.next' | 'changes.previous';
  label: string;
  disabled: boolean;
  children: React.ReactNode;
}) {
  const { command, label, disabled, children } = props;
  const key = useKeyOf(command);
  return (
    <Button
      icon
      disabled={disabled}
      aria-label={label}
      title={`${label} (${key ?? ''})`}
      onClick={() => commands.run(command)}
    >
      {children}
    </Button>
  );
}

/** Split or inline is a setting of the app, toggled in place. */
function useSplit(): { readonly split: boolean; readonly toggle: () => void } {
  const { client } = useConnection();
  const split = useSetting('changes.view') !== 'inline';
  const toggle = (): void => {
    client
      .call('settings/set', { name: 'changes.view', value: split ? 'inline' : 'split' })
      .catch((error: unknown) => tellFailure('The view was not changed', asFailure(error)));
  };
  return { split, toggle };
}

/** What is said of a file that has no two texts to compare. */
function Instead(props: { file: ChangedFile | undefined; sides: FileSides | undefined; failed: boolean }) {
  const { file, sides, failed } = props;
  if (file === undefined)
    return (
      <Empty title="This file does not differ any more">
        It was committed, or is again as it was. Choose another file.
      </Empty>
    );
  if (sides === undefined) return failed ? null : <Loading what="Reading the file" />;
  switch (sides.type) {
    case 'binary':
      return <Empty title="A binary file">{sizes(sides.before, sides.after)}</Empty>;
    case 'large':
      return (
        <Empty title="Too large to show">
          {sides.lines === null ? bytes(sides.bytes) : `${sides.lines.toLocaleString()} lines`}. Up to{' '}
          {bytes(MOST_FILE_BYTES)} and {MOST_FILE_LINES.toLocaleString()} lines are shown; open it in your
          editor.
        </Empty>
      );
    case 'submodule':
      return (
        <Empty title="A submodule">
          {commitWords(sides.before)} → {commitWords(sides.after)}
        </Empty>
      );
    case 'unreadable':
      return <Empty title="It cannot be shown">{sides.message}</Empty>;
    case 'text':
      return null;
  }
}

function sizes(before: number | null, after: number | null): string {
  if (before === null) return `New, ${bytes(after ?? 0)}.`;
  if (after === null) return `Deleted; it had ${bytes(before)}.`;
  return `${bytes(before)} before, ${bytes(after)} now.`;
}

function commitWords(commit: string | null): string {
  return commit === null ? 'nothing' : `commit ${commit.slice(0, 10)}`;
}
