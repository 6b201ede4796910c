export { AllowOnce } from './allow-once.tsx';
export { ApprovalBody } from './approval-body.tsx';
export { Raw } from './code.tsx';
export { askedOf, contentKey, drawnKind } from './kinds/index.ts';
export type { Asked } from './kinds/kind.ts';
export { PermissionParts } from './permission-parts.tsx';
export { Pills } from './pills.tsx';
export { SETTLE_MS, isSecondPress, noteEnd } from './second-press.ts';
export { useApprovals } from './use-approvals.ts';
export { useSeen } from './use-seen.ts';
export { VerdictLine } from './verdict-line.tsx';
export {
  commandOf,
  decisionWords,
  expiryWords,
  homeOf,
  ofOneTurn,
  outcomeReason,
  outcomeSentence,
  outcomeTone,
  outcomeWord,
  pills,
  riskWords,
  touches,
  triedWords,
} from './words.ts';
