import type { Approval } from '#shared/model/approval/approval.ts';
import { useAction, useFleetRow } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { oncePerPress } from '../../ui/once-per-press.ts';

/** Allows once what Codex's own reviewer refused, and says what that means. */
export function AllowOnce({ approval }: { approval: Approval }) {
  const allow = useAction('review/allowOnce');
  const row = useFleetRow(approval.threadId);
  if (approval.allowOnce === null) return null;
  if (approval.allowOnce === 'done') return <p className="ap-reach">You allowed exactly this once.</p>;
  const runs = row?.state === 'running';
  return (
    <div>
      <Button
        busy={allow.pending}
        onClick={() => void allow.run({ approvalId: approval.id, goOn: true })}
        onKeyDown={oncePerPress}
      >
        Allow once{runs ? '' : ' and try again'}
      </Button>
      <p className="ap-reach">
        Codex tells the agent and its reviewer that you approve exactly this.{' '}
        {runs
          ? 'The agent sees it with its next step.'
          : 'A turn is started, so that the agent tries it again.'}
      </p>
      {allow.failure === null ? null : <Note tone="failed" urgency="alert" title={allow.failure.message} />}
    </div>
  );
}
