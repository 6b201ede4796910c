import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Notice } from '#shared/model/workspace/workspace.ts';
import { useNotices } from '../connection/index.ts';
import { Note } from '../ui/kit.tsx';
import { DismissButton, NOTICE_TONES, useDismiss } from './notices.tsx';

/** What the host says of one thread, at its head. */
export function ThreadNotices({ id }: { id: ThreadId }) {
  return <Lines notices={useNotices().filter(({ threadIds }) => threadIds?.includes(id) === true)} />;
}

/** What the host warns of in one workspace, at the head of its list. */
export function WorkspaceNotices({ id }: { id: WorkspaceId }) {
  return (
    <Lines
      notices={useNotices().filter(({ workspaceId, level }) => workspaceId === id && level !== 'info')}
    />
  );
}

function Lines({ notices }: { notices: readonly Notice[] }) {
  const dismiss = useDismiss();
  if (notices.length === 0) return null;
  return (
    <div className="place-notices" data-testid="place-notices">
      {notices.map((notice) => (
        <Note
          key={notice.id}
          tone={NOTICE_TONES[notice.level]}
          title={notice.title}
          urgency="status"
          actions={<DismissButton notice={notice} onDismiss={dismiss} />}
        >
          {notice.detail === '' ? null : <p>{notice.detail}</p>}
        </Note>
      ))}
    </div>
  );
}
