import { X } from 'lucide-react';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Notice } from '#shared/model/workspace/workspace.ts';
import { asFailure, useConnection, useNotices } from '../connection/index.ts';
import { Button, Note } from '../ui/kit.tsx';
import { tellFailure } from './messages.tsx';

/** The colour of each level. */
export const NOTICE_TONES = { info: 'rest', warning: 'needs', error: 'failed' } as const;

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

/** Dismisses a notice; says so where that fails. */
export function useDismiss(): (notice: Notice) => void {
  const { client } = useConnection();
  return ({ id }) => {
    client
      .call('notice/dismiss', { id })
      .catch((error: unknown) => tellFailure('The notice stays', asFailure(error)));
  };
}

/** Takes a notice away for every client. */
export function DismissButton({ notice, onDismiss }: { notice: Notice; onDismiss(notice: Notice): void }) {
  return (
    <Button icon size="small" aria-label={`Dismiss: ${notice.title}`} onClick={() => onDismiss(notice)}>
      <X size={14} />
    </Button>
  );
}
