import { useState } from 'react';
import type { Notice } from '#shared/model/workspace/workspace.ts';
import { useNotices } from '../connection/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Button, Mark, Note } from '../ui/kit.tsx';
import { DismissButton, NOTICE_TONES, useDismiss } from '../platform/notices.tsx';

const WORST: readonly Notice['level'][] = ['error', 'warning', 'info'];

/** What the host wants the person to know, in one row until they dismiss it; all of it on demand. */
export function Notices() {
  const notices = useNotices();
  const dismiss = useDismiss();
  const [open, setOpen] = useState(false);
  const [first] = notices;
  if (first === undefined) return null;
  const level = WORST.find((candidate) => notices.some((notice) => notice.level === candidate)) ?? 'info';
  const one = notices.length === 1;
  return (
    <section className="notices" data-tone={NOTICE_TONES[level]} aria-label="Notices">
      <Mark tone={NOTICE_TONES[level]} />
      <span className="clip grow" role={level === 'info' ? 'status' : 'alert'}>
        {one ? first.title : `${notices.length} notices`}
        <span className="muted">
          {one ? (first.detail === '' ? '' : `: ${first.detail}`) : `, the latest: ${first.title}`}
        </span>
      </span>
      {one && first.detail === '' ? null : (
        <Button size="small" look="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {one ? 'Details' : 'Show'}
        </Button>
      )}
      {one ? <DismissButton notice={first} onDismiss={dismiss} /> : null}
      <Dialog open={open} onClose={() => setOpen(false)} title={one ? 'Notice' : `${notices.length} notices`}>
        <div className="notice-list">
          {notices.map((notice) => (
            <Note
              key={notice.id}
              tone={NOTICE_TONES[notice.level]}
              title={notice.title}
              actions={<DismissButton notice={notice} onDismiss={dismiss} />}
            >
              {notice.detail === '' ? null : <p>{notice.detail}</p>}
            </Note>
          ))}
        </div>
      </Dialog>
    </section>
  );
}
