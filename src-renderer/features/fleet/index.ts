export { FleetList } from './fleet-list.tsx';
export { COUNTS, type FleetCounts, type WorkspaceCount } from './fleet-picture.ts';
