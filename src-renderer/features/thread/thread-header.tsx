import { Menu } from '@base-ui/react/menu';
import { Ellipsis, GitBranch, Square } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { copyAndTell } from '../../platform/clipboard.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { tellFailure } from '../../platform/messages.tsx';
import {
  formatRoute,
  navigate,
  toChanges,
  toFleet,
  toThread,
  useRoute,
  type ChangesPlace,
} from '../../platform/routes.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { asFailure, useAction, useConnection, useWorkspace } from '../../connection/index.ts';
import { placeWords } from '../../ui/format.ts';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { Button, Mark, Note } from '../../ui/kit.tsx';
import { Segments } from '../../ui/segments.tsx';
import { shownTone, shownWord } from '../../ui/state-words.ts';

/** What a thread is and how it is, with the few things that can be done to it as a whole. */
export function ThreadHeader({
  thread,
  back,
  changes,
  onInterrupt,
}: {
  thread: ThreadDetail;
  back: ReactNode;
  changes: ChangesPlace | null;
  onInterrupt(): void;
}) {
  const workspace = useWorkspace(thread.workspaceId);
  const [renaming, setRenaming] = useState(false);
  const [archiving, setArchiving] = useState(false);
  useCommand('thread.rename', () => setRenaming(true));
  useCommand('thread.archive', () => setArchiving(true));
  const place = placeWords(workspace?.name, thread.branch);
  const tone = shownTone(thread);
  const word = shownWord(thread);
  return (
    <header className="bar thread-bar">
      {back}
      <Mark tone={tone} label={word} />
      <h1 className="clip" title={thread.title}>
        {thread.title === '' ? 'Untitled thread' : thread.title}
      </h1>
      <span className="sub clip thread-place" title={place}>
        {thread.branch === null ? null : (
          <>
            <GitBranch size={14} aria-hidden="true" /> {thread.branch}
          </>
        )}
      </span>
      <ThreadViews id={thread.id} changes={changes} />
      {thread.canInterrupt && changes !== null ? (
        <Button
          className="btn icon-btn interrupt"
          onClick={onInterrupt}
          aria-label="Interrupt"
          title="Interrupt (Esc twice)"
        >
          <Square size={14} aria-hidden="true" />
        </Button>
      ) : null}
      <Menu.Root>
        <Menu.Trigger className="btn icon-btn" aria-label="More about this thread">
          <Ellipsis size={15} />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="end" style={{ zIndex: 20 }}>
            <Menu.Popup className="floating menu">
              <Menu.Item onClick={() => setRenaming(true)}>
                <span />
                Rename…
              </Menu.Item>
              <Menu.Item onClick={() => setArchiving(true)}>
                <span />
                Archive…
              </Menu.Item>
              <Menu.Item
                onClick={() =>
                  void copyAndTell(thread.id, ['Copied', thread.id], `The thread’s id is ${thread.id}.`)
                }
              >
                <span />
                Copy its id
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {renaming ? <RenameDialog thread={thread} onClose={() => setRenaming(false)} /> : null}
      <ArchiveDialog thread={thread} open={archiving} onClose={() => setArchiving(false)} />
    </header>
  );
}

/** The views of a thread share one place: what was said and done, and what changed. */
function ThreadViews({ id, changes }: { id: ThreadId; changes: ChangesPlace | null }) {
  const route = useRoute();
  const workspace = route.view === 'fleet' ? route.workspace : null;
  const scope = useUi(({ changesScope }) => changesScope);
  const key = useKeyOf('thread.changes');
  const to = {
    thread: toThread(id, workspace),
    changes: changes === null ? toChanges(id, { scope }, workspace) : toChanges(id, changes, workspace),
  };
  useCommand('thread.changes', () => navigate(changes === null ? to.changes : to.thread));
  return (
    <Segments
      label="Views of this thread"
      current={changes === null ? 'thread' : 'changes'}
      segments={[
        { id: 'thread', label: 'Thread', href: formatRoute(to.thread) },
        {
          id: 'changes',
          label: 'Changes',
          href: formatRoute(to.changes),
          title: `Changes of this thread (${key ?? ''})`,
          keys: key,
        },
      ]}
    />
  );
}

function RenameDialog({ thread, onClose }: { thread: ThreadDetail; onClose(): void }) {
  const rename = useAction('thread/rename');
  const [name, setName] = useState(thread.title);
  const field = useRef<HTMLInputElement>(null);
  const save = (): void => {
    if (name.trim() === '') return;
    void rename
      .run({ threadId: thread.id, name: name.trim() })
      .then((done) => (done === undefined ? undefined : onClose()));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rename this thread"
      initialFocus={field}
      footer={
        <>
          <span className="grow" />
          <Button look="main" busy={rename.pending} keys="Enter" onClick={save}>
            Rename
          </Button>
        </>
      }
    >
      <div className="body">
        <label className="field">
          <span>Name</span>
          <input
            ref={field}
            className="input"
            value={name}
            maxLength={500}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => (event.key === 'Enter' ? save() : undefined)}
          />
        </label>
        {rename.failure === null ? null : (
          <Note tone="failed" urgency="alert" title={rename.failure.message} />
        )}
      </div>
    </Dialog>
  );
}

function ArchiveDialog({ thread, open, onClose }: { thread: ThreadDetail; open: boolean; onClose(): void }) {
  const { client } = useConnection();
  return (
    <ConfirmDialog
      open={open}
      title="Archive this thread?"
      action="Archive"
      onClose={onClose}
      onConfirm={() => {
        onClose();
        client.call('thread/archive', { threadId: thread.id }).then(
          () => navigate(toFleet(), 'replace'),
          (error: unknown) => tellFailure('The thread was not archived', asFailure(error)),
        );
      }}
    >
      <p>
        “{thread.title}” leaves the fleet.{thread.canInterrupt ? ' Its running turn is interrupted.' : ''}
      </p>
      <p className="muted">Its history stays with Codex, and so do the files it changed.</p>
    </ConfirmDialog>
  );
}
