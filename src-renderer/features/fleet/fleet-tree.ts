import { needsPerson, type FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';

/** What a thread's sub-agents make of it: one of them needs the person, or works. */
export type Raised = 'needs' | 'running' | null;

/** A thread and the sub-agents that it started, the first first. */
export interface Tree {
  readonly row: FleetRow;
  readonly children: readonly Tree[];
  /** What any of its sub-agents, at any depth, counts for it as well: also after its own turn has ended. */
  readonly raised: Raised;
}

/** Deeper than anyone's agents start others; a circle of parents ends here. */
const DEEPEST = 20;

/** Puts sub-agents below the threads that started them; one whose parent is not among the rows stands by itself. */
export function treesOf(rows: readonly FleetRow[]): readonly Tree[] {
  const own = new Map<ThreadId, FleetRow[]>();
  const ids = new Set(rows.map(({ id }) => id));
  const roots: FleetRow[] = [];
  for (const row of rows) {
    const { parentId } = row;
    if (parentId === null || parentId === row.id || !ids.has(parentId)) roots.push(row);
    else {
      const siblings = own.get(parentId);
      if (siblings === undefined) own.set(parentId, [row]);
      else siblings.push(row);
    }
  }
  if (own.size === 0) return roots.map((row) => ({ row, children: [], raised: null }));
  const trees = roots.map((row) => treeOf(row, own, 0));
  // Parents that go round in a circle have no first: each of them stands by itself, so that none is out of sight.
  const placed = new Set(trees.flatMap(idsIn));
  return placed.size === rows.length
    ? trees
    : [
        ...trees,
        ...rows.filter(({ id }) => !placed.has(id)).map((row) => ({ row, children: [], raised: null })),
      ];
}

function idsIn({ row, children }: Tree): readonly ThreadId[] {
  return children.length === 0 ? [row.id] : [row.id, ...children.flatMap(idsIn)];
}

function treeOf(row: FleetRow, own: ReadonlyMap<ThreadId, readonly FleetRow[]>, depth: number): Tree {
  const below = depth < DEEPEST ? (own.get(row.id) ?? []) : [];
  if (below.length === 0) return { row, children: [], raised: null };
  const children = below
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    .map((child) => treeOf(child, own, depth + 1));
  return { row, children, raised: raisedBy(children) };
}

function raisedBy(children: readonly Tree[]): Raised {
  let raised: Raised = null;
  for (const { row, raised: deeper } of children) {
    if (deeper === 'needs' || needsPerson(row)) return 'needs';
    if (deeper === 'running' || row.state === 'running') raised = 'running';
  }
  return raised;
}
