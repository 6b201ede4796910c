export { ApprovalCard } from './approval-card.tsx';
export { InboxDetail } from './inbox-detail.tsx';
export { InboxList } from './inbox-list.tsx';
export { askSentence, unwrapShell } from './words.ts';
