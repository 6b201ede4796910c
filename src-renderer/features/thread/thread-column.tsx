import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApprovalId, ThreadId } from '#shared/model/ids.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { Button } from '../../ui/kit.tsx';
import { BlockView, estimate } from './block-view.tsx';
import { HistoryHead } from './history-head.tsx';
import { ThreadSourceContext } from './item-source.ts';
import type { Block } from './thread-layout.ts';
import { useFindHere } from './use-find-here.tsx';
import { END, useReadingPlace } from './use-reading-place.ts';
import { useHistory, useThreadBlocks } from './use-thread-blocks.ts';
import { useThreadExport } from './use-thread-export.ts';
import { useTurnJumps } from './use-turn-jumps.ts';

/** What was said and done in a thread, read from its end, as far back as the person goes. */
export function ThreadColumn({ id, thread, alone }: { id: ThreadId; thread: ThreadDetail; alone: boolean }) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  // Where there is no list beside it, a thread that was just opened takes the focus itself.
  const wanted = useUi((state) => state.focusThread?.id === id);
  useEffect(() => {
    if (!wanted || !alone) return;
    setUi({ focusThread: null });
    scroller.current?.focus({ preventScroll: true });
  }, [wanted, alone]);
  const history = useHistory(id);
  const { blocks, source } = useThreadBlocks(id, thread.cwd, history);

  // oxlint-disable-next-line react/incompatible-library -- no compiler is used that it would be incompatible with
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: blocks.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(blocks[index]),
    getItemKey: (index) => blocks[index]?.key ?? index,
    overscan: 4,
    gap: 16,
    paddingStart: 24,
    paddingEnd: 24,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END,
  });
  const { away, onScroll, reach, reaching } = useReadingPlace({
    id,
    blocks,
    virtual,
    scroller,
    content,
    history,
  });
  const toEnd = useCallback(() => virtual.scrollToEnd(), [virtual]);
  useCommand('thread.end', toEnd);
  useTurnJumps({ blocks, source, virtual, reach, more: history.more, toEnd });
  useThreadExport(thread, lastTurnOf(blocks));
  const find = useFindHere({ id, scroller, reach, reaching });

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
      {find}
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

function lastTurnOf(blocks: readonly Block[]): string | null {
  const last = blocks.findLast((block) => block.type === 'turnEnd');
  return last?.type === 'turnEnd' ? last.turnId : null;
}
