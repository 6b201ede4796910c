export { BatchBar } from './batch-bar.tsx';
export { GroupPlace } from './group-place.tsx';
export { InboxDetail } from './inbox-detail.tsx';
export { InboxList } from './inbox-list.tsx';
