export { Away } from './away.tsx';
export { useLastSeen } from './last-seen.ts';
