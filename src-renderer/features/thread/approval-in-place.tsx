import { useCallback, useEffect, useRef } from 'react';
import type { ApprovalId } from '#shared/model/ids.ts';
import { useApproval } from '../../connection/index.ts';
import { ApprovalCard } from '../approval-card/index.ts';

/** Told when an approval can be read, and when it no longer can. */
export type Viewed = (approvalId: ApprovalId, seen: boolean) => void;

/** So much of a card must be in view to count as all of it: layout rounds. */
const WHOLE = 0.98;

/**
 * A decision in the place where it came up. `viewed` is told when it can be read: all of it is in view, or of one that is
 * taller than the view its buttons, which lie at its end.
 */
export function ApprovalInPlace({ id, keys, viewed }: { id: ApprovalId; keys: boolean; viewed: Viewed }) {
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
