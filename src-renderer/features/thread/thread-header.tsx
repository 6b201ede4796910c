import { Menu } from '@base-ui/react/menu';
import { Ellipsis, GitBranch, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ThreadId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import {
  formatRoute,
  navigate,
  toChanges,
  toThread,
  useRoute,
  type ChangesPlace,
} from '../../platform/routes.ts';
import { useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useFleetRow, useWorkspace } from '../../connection/index.ts';
import { placeWords } from '../../ui/format.ts';
import { Button, Mark } from '../../ui/kit.tsx';
import { Segments } from '../../ui/segments.tsx';
import { shownTone, shownWord } from '../../ui/state-words.ts';
import { VerbItems } from '../verbs/index.ts';

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
  const row = useFleetRow(thread.id);
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
      {/* Beside what was said the composer has it. */}
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
              {row === undefined ? null : <VerbItems rows={[row]} />}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
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
