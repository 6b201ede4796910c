import type { ThreadId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { navigate, toFleet } from '../../platform/routes.ts';
import { useAction } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';

/** Under a thread that another program started: it can be read, made Muster's own, or hidden again. */
export function Adopt({ id, program }: { id: ThreadId; program: string }) {
  const adopt = useAction('existing/adopt');
  const hide = useAction('existing/hide');
  const failure = adopt.failure ?? hide.failure;
  return (
    <Note
      tone={failure === null ? 'rest' : 'failed'}
      urgency={failure === null ? undefined : 'alert'}
      title={failure === null ? `Started by ${program}; here it can be read` : failure.message}
      actions={
        <>
          <Button
            size="small"
            look="quiet"
            busy={hide.pending}
            onClick={() =>
              void hide.run({ threadIds: [id] }).then((done) => {
                if (done !== undefined) navigate(toFleet(), 'replace');
              })
            }
          >
            Hide
          </Button>
          <Button
            size="small"
            look="main"
            busy={adopt.pending}
            onClick={() => void adopt.run({ threadIds: [id] })}
          >
            Adopt
          </Button>
        </>
      }
    >
      <p className="sub">
        Adopt it to write to it from here. Close it in the other program first: two that write to one thread
        get in each other’s way.
      </p>
    </Note>
  );
}

/** Under a thread that cannot be written to: why, and, where another program writes it, the way to take it over. */
export function ReadOnly({ thread }: { thread: ThreadDetail }) {
  const take = useAction('thread/takeOver');
  const owned = 'Another program is writing this thread; here it can be read.';
  const title = thread.reason ?? (thread.ownedElsewhere ? owned : 'This thread can only be read.');
  if (!thread.ownedElsewhere) return <Note tone="rest" title={title} />;
  return (
    <Note
      tone={take.failure === null ? 'rest' : 'failed'}
      urgency={take.failure === null ? undefined : 'alert'}
      title={take.failure === null ? title : take.failure.message}
      actions={
        <Button size="small" busy={take.pending} onClick={() => void take.run({ threadId: thread.id })}>
          Take over
        </Button>
      }
    >
      <p className="sub">Close it in the other program first; then it can be written to from here.</p>
    </Note>
  );
}
