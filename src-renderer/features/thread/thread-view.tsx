import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ApprovalId, ThreadId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { tellFailure } from '../../platform/messages.tsx';
import type { ChangesPlace } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { asFailure, useApproval, useConnection, useEntity, useTopicStatus } from '../../connection/index.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { Button, Empty, Loading, Note } from '../../ui/kit.tsx';
import { ChangesView, useEditorSoon } from '../changes/index.ts';
import { Composer } from '../composer/index.ts';
import { VerdictLine } from '../approval/index.ts';
import { ApprovalCard } from '../approval-card/index.ts';
import { ThreadNotices } from '../../platform/notices.tsx';
import { ConflictNote } from './conflict-note.tsx';
import { ThreadSourceContext, useSource } from './item-source.ts';
import { Explored, Ran } from './folded-runs.tsx';
import { ItemView } from './item-view.tsx';
import { ThreadHeader } from './thread-header.tsx';
import type { Block } from './thread-layout.ts';
import { PlanBlock, TurnEnd } from './turn-blocks.tsx';
import { useHistory, useThreadBlocks } from './use-thread-blocks.ts';
import './thread.css';

/** One thread: what was said and done, live, and the place to write to it. */
export function ThreadView({
  id,
  back,
  changes = null,
}: {
  id: ThreadId;
  back: ReactNode;
  /** Its changes are shown in place of what was said and done. */
  changes?: ChangesPlace | null;
}) {
  const topic = threadTopic(id);
  const thread = useEntity(topic, threadTopic.thread.key);
  const status = useTopicStatus(topic);
  const interrupt = useInterrupt(id);
  useMarkRead(thread);
  useEditorSoon((thread?.activeTurnId ?? null) === null);
  useCommand('thread.interrupt', thread?.canInterrupt === true ? interrupt : null);

  return (
    <section
      className="col detail thread-view"
      aria-label="Thread"
      data-testid="thread-view"
      data-thread-id={id}
      data-state={thread?.state}
    >
      {thread === undefined ? (
        <>
          <header className="bar">{back}</header>
          {status.error === null ? (
            <Loading what="Loading the thread" />
          ) : (
            <Empty title="This thread cannot be shown">{status.error.message}</Empty>
          )}
        </>
      ) : (
        <>
          <ThreadHeader thread={thread} back={back} changes={changes} onInterrupt={interrupt} />
          <ThreadNotices id={id} />
          <ConflictNote id={id} cwd={thread.cwd} />
          {changes === null ? (
            <>
              <Boundary what="What was said and done here" raw={() => thread} on={[thread]}>
                <ThreadColumn id={id} thread={thread} alone={back !== null} />
              </Boundary>
              <Boundary what="The composer" on={[thread]}>
                <Composer thread={thread} onInterrupt={interrupt} />
              </Boundary>
            </>
          ) : (
            <Boundary what="The changes" raw={() => changes} on={[changes]}>
              <ChangesView id={id} place={changes} />
            </Boundary>
          )}
        </>
      )}
    </section>
  );
}

function useInterrupt(id: ThreadId): () => void {
  const { client } = useConnection();
  return useCallback(() => {
    client
      .call('thread/interrupt', { threadId: id })
      .catch((error: unknown) => tellFailure('The thread was not interrupted', asFailure(error)));
  }, [client, id]);
}

/** A finished thread that somebody looks at is read. */
function useMarkRead(thread: ThreadDetail | undefined): void {
  const { client } = useConnection();
  const id = thread?.state === 'finished' ? thread.id : null;
  useEffect(() => {
    if (id === null) return undefined;
    const mark = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      // Not worth a word when it fails: the thread stays unread and is marked the next time it is looked at.
      client.call('thread/markRead', { threadId: id }).catch(() => undefined);
    };
    mark();
    window.addEventListener('focus', mark);
    return () => window.removeEventListener('focus', mark);
  }, [client, id]);
}

/** How near to the end counts as being there. */
const END = 60;
/** How long the blocks of a thread that opens may take to find their heights, ms. */
const OPENING_MS = 1500;

function ThreadColumn({ id, thread, alone }: { id: ThreadId; thread: ThreadDetail; alone: boolean }) {
  const scroller = useRef<HTMLDivElement>(null);
  // Where there is no list beside it, a thread that was just opened takes the focus itself.
  const wanted = useUi((state) => state.focusThread?.id === id);
  useEffect(() => {
    if (!wanted || !alone) return;
    setUi({ focusThread: null });
    scroller.current?.focus({ preventScroll: true });
  }, [wanted, alone]);
  const history = useHistory(id);
  const { blocks, source } = useThreadBlocks(id, thread.cwd, history);
  const [away, setAway] = useState(false);

  // oxlint-disable-next-line react/incompatible-library -- no compiler is used that it would be incompatible with
  const virtual = useVirtualizer({
    count: blocks.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(blocks[index]),
    getItemKey: (index) => blocks[index]?.key ?? index,
    overscan: 6,
    gap: 16,
    paddingStart: 16,
    paddingEnd: 16,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END,
  });

  // A thread opens at its end.
  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || blocks.length === 0) return;
    opened.current = true;
    virtual.scrollToEnd();
  }, [blocks.length, virtual]);

  // Content that appears below shrinks the view. A reader at the end stays at the end.
  const atEnd = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) virtual.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [virtual]);

  // While a thread opens its blocks get their true heights: it stays at its end until they have them, or until the
  // person scrolls.
  const opening = useRef(true);
  const content = useRef<HTMLDivElement>(null);
  const started = blocks.length > 0;
  useEffect(() => {
    const inner = content.current;
    if (!started || inner === null || !opening.current) return undefined;
    const observer = new ResizeObserver(() => {
      if (opening.current) virtual.scrollToEnd();
    });
    observer.observe(inner);
    const end = (): void => {
      opening.current = false;
      observer.disconnect();
    };
    const timer = setTimeout(end, OPENING_MS);
    const outer = scroller.current;
    const touched = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;
    for (const name of touched) outer?.addEventListener(name, end, { passive: true });
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      for (const name of touched) outer?.removeEventListener(name, end);
    };
  }, [started, virtual]);

  const { more } = history;
  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = left <= END || opening.current;
    setAway(left > END * 3);
    if (element.scrollTop < 500 && opened.current) more();
  };
  const toEnd = (): void => virtual.scrollToEnd();
  useCommand('thread.end', toEnd);

  // Keys decide the first that can be read; one that is out of sight, or cut off, has none.
  const [inView, setInView] = useState<ReadonlySet<ApprovalId>>(new Set());
  const viewed = useCallback((approvalId: ApprovalId, seen: boolean) => {
    setInView((before) => {
      if (before.has(approvalId) === seen) return before;
      const next = new Set(before);
      if (!next.delete(approvalId)) next.add(approvalId);
      return next;
    });
  }, []);
  const keyed =
    blocks.find((block) => block.type === 'approval' && inView.has(block.approvalId))?.key ?? null;
  return (
    <div className="thread-column">
      <div
        className="scroll thread-scroll"
        ref={scroller}
        onScroll={onScroll}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by keys
        tabIndex={0}
        data-own-keys
        role="log"
        aria-live="off"
        aria-label="What was said and done"
      >
        <HistoryHead thread={thread} history={history} empty={blocks.length === 0} />
        <ThreadSourceContext value={source}>
          <div ref={content} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map((row) => {
              const block = blocks[row.index];
              return block === undefined ? null : (
                <div
                  key={row.key}
                  ref={virtual.measureElement}
                  data-index={row.index}
                  className="block"
                  data-block={block.type}
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <Boundary what="This part of the thread" raw={() => block} on={[block]}>
                    <BlockView block={block} keys={block.key === keyed} viewed={viewed} />
                  </Boundary>
                </div>
              );
            })}
          </div>
        </ThreadSourceContext>
      </div>
      {away ? (
        <Button
          size="small"
          className="btn to-end"
          onClick={toEnd}
          aria-label="To the end"
          title="To the end (End)"
        >
          <ArrowDown size={14} />
        </Button>
      ) : null}
    </div>
  );
}

function estimate(block: Block | undefined): number {
  switch (block?.type) {
    case 'explored':
    case 'ran':
      return 24;
    case 'turnEnd':
    case 'verdict':
      return 24;
    case 'plan':
      return 180;
    case 'approval':
      return 260;
    default:
      return 96;
  }
}

type Viewed = (approvalId: ApprovalId, seen: boolean) => void;

const BlockView = memo(function BlockView({
  block,
  keys,
  viewed,
}: {
  block: Block;
  keys: boolean;
  viewed: Viewed;
}) {
  switch (block.type) {
    case 'item':
      return <ItemView id={block.id} />;
    case 'explored':
      return <Explored ids={block.ids} />;
    case 'ran':
      return <Ran ids={block.ids} />;
    case 'plan':
      return <PlanBlock turnId={block.turnId} />;
    case 'turnEnd':
      return <TurnEnd turnId={block.turnId} />;
    case 'approval':
      return <ApprovalInPlace id={block.approvalId} keys={keys} viewed={viewed} />;
    case 'verdict':
      return <Verdict id={block.approvalId} />;
  }
});

/** What a rule, a gateway or a reviewer decided, below what it is about. */
function Verdict({ id }: { id: ApprovalId }) {
  const verdict = useEntity(threadTopic(useSource().id), threadTopic.verdict.key(id));
  return verdict === undefined ? null : <VerdictLine verdict={verdict} />;
}

/** So much of a card must be in view to count as all of it: layout rounds. */
const WHOLE = 0.98;

/**
 * A decision in the place where it came up. `viewed` is told when it can be read: all of it is in view, or of one that is
 * taller than the view its buttons, which lie at its end.
 */
function ApprovalInPlace({ id, keys, viewed }: { id: ApprovalId; keys: boolean; viewed: Viewed }) {
  const approval = useApproval(id);
  const frame = useRef<HTMLDivElement>(null);
  // The card may arrive after its place: watched from when it is there, and again when its buttons come or go.
  const stage = approval === undefined ? 'none' : approval.outcome === null ? 'waiting' : 'ended';
  useEffect(() => {
    const element = frame.current;
    if (element === null || stage !== 'waiting') return undefined;
    const buttons = element.querySelector('[aria-label="Decisions"]') ?? element;
    const state = { whole: false, tall: false, buttons: false };
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, intersectionRatio, boundingClientRect, rootBounds } of entries) {
          if (target === buttons) state.buttons = intersectionRatio >= WHOLE;
          if (target !== element) continue;
          state.whole = intersectionRatio >= WHOLE;
          state.tall = boundingClientRect.height > (rootBounds?.height ?? window.innerHeight) * WHOLE;
        }
        viewed(id, state.whole || (state.tall && state.buttons));
      },
      { root: element.closest('.thread-scroll'), threshold: [0, 0.25, 0.5, 0.75, WHOLE, 1] },
    );
    observer.observe(element);
    observer.observe(buttons);
    return () => {
      observer.disconnect();
      viewed(id, false);
    };
  }, [id, stage, viewed]);
  const onDecided = useCallback(() => undefined, []);
  if (approval === undefined) return null;
  return (
    <div className="approval-in-place" ref={frame} data-ended={approval.outcome !== null || undefined}>
      <ApprovalCard approval={approval} keys={keys} place="thread" onDecided={onDecided} />
    </div>
  );
}

function HistoryHead({
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
