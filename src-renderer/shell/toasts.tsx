import { BatchBar } from '../features/inbox/index.ts';
import { Messages } from '../platform/messages.tsx';

/**
 * What is told without being asked, in one place: decisions that can still be taken back, then messages. It stands in
 * the flow, at the end of the rail or, without a whole one, of the window: it covers nothing, and what moves is the end
 * of what scrolls.
 */
export function Toasts() {
  return (
    <div className="toasts" data-testid="toasts">
      <BatchBar />
      <Messages />
    </div>
  );
}
