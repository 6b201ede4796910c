export { Away, useNeedsNow } from './away.tsx';
export { useLastSeen } from './last-seen.ts';
