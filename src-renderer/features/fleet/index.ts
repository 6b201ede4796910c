export { CutOffOffer } from './continue-all.tsx';
export { StopAllDialog } from './stop-all.tsx';
export { useNextCommands } from './use-next.ts';
export { FleetList } from './fleet-list.tsx';
export { COUNTS, type FleetCounts, type WorkspaceCount } from './fleet-picture.ts';
