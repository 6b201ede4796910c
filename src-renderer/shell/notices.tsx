import { Bell } from 'lucide-react';
import type { Notice } from '#shared/model/workspace/workspace.ts';
import { useNotices } from '../connection/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { plural } from '../ui/format.ts';
import { Button, Empty, Mark, Note } from '../ui/kit.tsx';
import { DismissButton, NOTICE_TONES, useDismiss } from '../platform/notices.tsx';
import { setUi, useUi } from '../platform/ui-store.ts';
import { useCommand } from '../platform/use-command.ts';

/** Whether a notice stands above everything: work stops for it, or somebody came in. Any other waits at the bell. */
function isUrgent({ level, session }: Notice): boolean {
  return level === 'error' || session !== undefined;
}

/** What the person must know at once, in one row until they dismiss it. */
export function Notices() {
  const urgent = useNotices().filter(isUrgent);
  const dismiss = useDismiss();
  const [first] = urgent;
  if (first === undefined) return null;
  const tone = urgent.some(({ level }) => level === 'error') ? 'failed' : NOTICE_TONES[first.level];
  const one = urgent.length === 1;
  return (
    <section className="notices" data-tone={tone} aria-label="Notices">
      <Mark tone={tone} />
      <span className="clip grow" role={tone === 'rest' ? 'status' : 'alert'}>
        {one ? first.title : `${urgent.length} notices`}
        <span className="muted">
          {one ? (first.detail === '' ? '' : `: ${first.detail}`) : `, the latest: ${first.title}`}
        </span>
      </span>
      {one && first.detail === '' ? null : (
        <Button size="small" look="quiet" aria-haspopup="dialog" onClick={() => setUi({ notices: true })}>
          {one ? 'Details' : 'Show'}
        </Button>
      )}
      {one ? <DismissButton notice={first} onDismiss={dismiss} /> : null}
    </section>
  );
}

/** How many notices there are, leading to them; nothing while there are none. */
export function NoticeBell({ slim }: { slim: boolean }) {
  const count = useNotices().length;
  useCommand('go.notices', () => setUi({ notices: true }));
  if (count === 0) return null;
  return (
    <Button
      look="quiet"
      size="small"
      aria-haspopup="dialog"
      aria-label={plural(count, 'notice')}
      title={plural(count, 'notice')}
      onClick={() => setUi({ notices: true })}
    >
      <Bell size={15} aria-hidden="true" />
      {slim ? count : plural(count, 'notice')}
    </Button>
  );
}

/** All notices, each to be dismissed. */
export function NoticesDialog() {
  const notices = useNotices();
  const dismiss = useDismiss();
  const open = useUi((state) => state.notices);
  return (
    <Dialog
      open={open}
      onClose={() => setUi({ notices: false })}
      title={notices.length === 1 ? 'Notice' : `${notices.length} notices`}
    >
      <div className="notice-list">
        {notices.length === 0 ? (
          <Empty title="No notices">What Codex and Muster warn of stands here.</Empty>
        ) : null}
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
  );
}
