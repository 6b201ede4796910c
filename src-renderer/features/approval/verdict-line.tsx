import { deciderPhrase, deciderReason } from '#shared/model/approval/decider.ts';
import type { VerdictEntity } from '#shared/model/thread/thread.ts';
import { formatRoute } from '../../platform/routes.ts';
import { useApproval } from '../../connection/index.ts';
import { Mark, VisibleText } from '../../ui/kit.tsx';
import { AllowOnce } from './allow-once.tsx';
import { isRefused, outcomeWord } from './words.ts';

/** A decision that no person made, in one line: what, by whom, why; and the way to see it differently. */
export function VerdictLine({ verdict }: { verdict: VerdictEntity }) {
  const { decision, by, at } = verdict;
  const approval = useApproval(verdict.approvalId);
  const reason = deciderReason(by);
  const word = outcomeWord({ type: 'decided', decision, by, at });
  return (
    <div className="verdict" data-testid="verdict">
      <p>
        <Mark tone={isRefused({ decision }) ? 'needs' : 'rest'} />
        <span>
          {word.charAt(0).toUpperCase() + word.slice(1)} by{' '}
          {by.type === 'rules' ? (
            <a href={formatRoute({ view: 'rules' })}>{deciderPhrase(by)}</a>
          ) : (
            <VisibleText text={deciderPhrase(by)} />
          )}
          {reason === null ? null : (
            <>
              {': '}“<VisibleText text={reason} />”
            </>
          )}
        </span>
      </p>
      {approval === undefined ? null : <AllowOnce approval={approval} />}
    </div>
  );
}
