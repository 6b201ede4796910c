export { GroupContent, reveal } from './group-content.tsx';
export { GroupDetail } from './group-detail.tsx';
export {
  type Block,
  type Entry,
  GROUPINGS,
  type Group,
  type Grouping,
  afterDeciding,
  blocksOf,
  entriesOf,
  entryName,
  finds,
  standings,
} from './groups.ts';
