import { X } from 'lucide-react';
import { asFailure, useConnection, useNotices } from '../connection/index.ts';
import { Button, Note } from '../ui/kit.tsx';
import { tellFailure } from './messages.tsx';

const TONES = { info: 'rest', warning: 'needs', error: 'failed' } as const;
const MOST = 3;

/** What the host wants the person to know, until they dismiss it. */
export function Notices() {
  const { client } = useConnection();
  const notices = useNotices();
  if (notices.length === 0) return null;
  return (
    <section className="notices" aria-label="Notices">
      {notices.slice(0, MOST).map((notice) => (
        <Note
          key={notice.id}
          tone={TONES[notice.level]}
          urgency={notice.level === 'info' ? 'status' : 'alert'}
          title={notice.title}
          actions={
            <Button
              icon
              size="small"
              aria-label={`Dismiss: ${notice.title}`}
              onClick={() => {
                client
                  .call('notice/dismiss', { id: notice.id })
                  .catch((error: unknown) => tellFailure('The notice stays', asFailure(error)));
              }}
            >
              <X size={14} />
            </Button>
          }
        >
          {notice.detail === '' ? null : <p>{notice.detail}</p>}
        </Note>
      ))}
      {notices.length > MOST ? (
        <div className="notices-more faint">and {notices.length - MOST} more</div>
      ) : null}
    </section>
  );
}
