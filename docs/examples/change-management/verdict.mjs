// A request in, the body of an answer out: the part that the service and the command share.
import { decide } from './policy.mjs';
import { answerTo } from './protocol.mjs';
import { openChange } from './records.mjs';

/**
 * @param {any} request
 * @param {{ policy: import('./policy.mjs').Policy, records: string }} options
 */
export function verdictOn(request, { policy, records }) {
  const now = new Date();
  const { decision, reason, ticketed } = decide(request, policy, now);
  if (!ticketed) return answerTo(request, { decision, reason });
  const { id, workspace, thread, subject } = request;
  const ticket = openChange(records, {
    at: now.toISOString(),
    decision,
    reason,
    id,
    workspace,
    thread,
    subject,
  });
  return answerTo(request, { decision, reason, ticket });
}
