import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { Button, Empty, Loading, Note } from '../../ui/kit.tsx';
import type { useHistory } from './use-thread-blocks.ts';

/** What stands above the first block: the way to earlier turns, or why there is nothing. */
export function HistoryHead({
  thread,
  history,
  empty,
}: {
  thread: ThreadDetail;
  history: ReturnType<typeof useHistory>;
  empty: boolean;
}) {
  if (thread.loadError !== null) {
    return (
      <div className="history-head">
        <Note tone="failed" urgency="alert" title="The history of this thread could not be read">
          <p>{thread.loadError}</p>
        </Note>
      </div>
    );
  }
  if (!thread.loaded && empty) return <Loading what="Reading its history" />;
  if (empty) return <Empty title="Nothing yet">What is said and done in this thread appears here.</Empty>;
  if (!history.hasMore) return null;
  return (
    <div className="history-head">
      {history.failed === null ? (
        <Button size="small" look="quiet" busy={history.loading} onClick={history.more}>
          Earlier turns
        </Button>
      ) : (
        <Note
          tone="failed"
          urgency="alert"
          title="Earlier turns could not be read"
          actions={
            <Button size="small" onClick={history.more}>
              Try again
            </Button>
          }
        >
          <p>{history.failed}</p>
        </Note>
      )}
    </div>
  );
}
