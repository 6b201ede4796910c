import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity, TurnEntity, VerdictEntity } from '#shared/model/thread/thread.ts';
import { isQuietStep, quietRun } from './runs.ts';

/** One thing in the column of a thread, named so that it keeps its place and its measured height. */
export type Block =
  | { readonly type: 'item'; readonly key: string; readonly id: string }
  | { readonly type: 'explored'; readonly key: string; readonly ids: readonly string[] }
  /** Several steps that went well, in one line. */
  | { readonly type: 'ran'; readonly key: string; readonly ids: readonly string[] }
  | { readonly type: 'plan'; readonly key: string; readonly turnId: string }
  | { readonly type: 'approval'; readonly key: string; readonly approvalId: ApprovalId }
  /** What somebody other than a person decided, behind the item that it is about. */
  | { readonly type: 'verdict'; readonly key: string; readonly approvalId: ApprovalId }
  | { readonly type: 'turnEnd'; readonly key: string; readonly turnId: string };

type Command = Extract<Item, { type: 'commandExecution' }>;

/** A command that only looks: it reads, lists or searches. Many of them in a row say less than their sum. */
export function isExploring(item: Item): item is Command {
  return (
    item.type === 'commandExecution' &&
    item.status !== 'declined' &&
    item.commandActions.length > 0 &&
    item.commandActions.every(({ type }) => type === 'read' || type === 'listFiles' || type === 'search')
  );
}

/** Nothing of this item can be seen: the model thought, but not aloud. */
export function isEmptyThought({ item, done, live }: ItemEntity): boolean {
  return (
    item.type === 'reasoning' &&
    done &&
    live.length === 0 &&
    [...item.summary, ...item.content].every((text) => text.trim() === '')
  );
}

/** What the place of an approval follows from. `ended`: nobody can decide it any more. */
export type PlacedApproval = Pick<Approval, 'id' | 'itemId' | 'turnId'> & { readonly ended: boolean };

/**
 * Puts turns, items and approvals in the order of reading. An approval takes the place of the item it is about, for it
 * shows the same and can be decided. One without an item comes last while it is pending; one that ended stands at the
 * end of its turn, and nowhere while that turn is not here. A verdict stands behind its item, or at the end of its turn.
 */
export function threadBlocks(
  turns: readonly TurnEntity[],
  items: readonly ItemEntity[],
  approvals: readonly PlacedApproval[],
  verdicts: readonly VerdictEntity[] = [],
): readonly Block[] {
  const byItem = new Map(
    approvals.flatMap(({ id, itemId }) => (itemId === null ? [] : [[itemId, id] as const])),
  );
  const ruled = new Map<string, VerdictEntity[]>();
  for (const verdict of verdicts) {
    if (verdict.itemId !== null) ruled.set(verdict.itemId, [...(ruled.get(verdict.itemId) ?? []), verdict]);
  }
  const placed = new Set<ApprovalId>();
  const blocks: Block[] = [];
  const itemsOf = new Map<string, ItemEntity[]>();
  for (const entity of items) {
    const known = itemsOf.get(entity.turnId);
    if (known === undefined) itemsOf.set(entity.turnId, [entity]);
    else known.push(entity);
  }
  // Items whose turn is not known stand where their first item does.
  const order = [
    ...turns.map(({ id }) => id),
    ...[...itemsOf.keys()].filter((id) => !turns.some((turn) => turn.id === id)),
  ];
  const turnById = new Map(turns.map((turn) => [turn.id, turn]));
  for (const turnId of order) {
    const turn = turnById.get(turnId);
    const own = itemsOf.get(turnId) ?? [];
    const hasPlan = turn?.plan != null && turn.plan.length > 0;
    let planned = !hasPlan;
    for (let at = 0; at < own.length;) {
      const entity = own[at];
      if (entity === undefined) break;
      if (!planned && entity.item.type !== 'userMessage') {
        blocks.push({ type: 'plan', key: `plan ${turnId}`, turnId });
        planned = true;
      }
      const approvalId = byItem.get(entity.id);
      if (approvalId !== undefined) {
        blocks.push({ type: 'approval', key: `approval ${approvalId}`, approvalId });
        placed.add(approvalId);
        at += 1;
        continue;
      }
      const run = exploringRun(own, at, byItem, ruled);
      if (run.length > 0) {
        blocks.push({ type: 'explored', key: `explored ${run[0]?.id ?? ''}`, ids: run.map(({ id }) => id) });
        at += run.length;
        continue;
      }
      const steps = quietRun(own, at, ({ id, item }) => byItem.has(id) || ruled.has(id) || isExploring(item));
      if (steps.length > 0) {
        blocks.push({ type: 'ran', key: `ran ${entity.id}`, ids: steps.map(({ id }) => id) });
        at += steps.length;
        continue;
      }
      if (!isEmptyThought(entity)) blocks.push({ type: 'item', key: `item ${entity.id}`, id: entity.id });
      for (const verdict of ruled.get(entity.id) ?? []) blocks.push(verdictBlock(verdict));
      at += 1;
    }
    if (!planned) blocks.push({ type: 'plan', key: `plan ${turnId}`, turnId });
    const here = new Set(own.map(({ id }) => id));
    for (const verdict of verdicts) {
      if (verdict.turnId !== turnId || (verdict.itemId !== null && here.has(verdict.itemId))) continue;
      blocks.push(verdictBlock(verdict));
    }
    for (const approval of approvals) {
      if (!approval.ended || approval.turnId !== turnId || placed.has(approval.id)) continue;
      blocks.push({ type: 'approval', key: `approval ${approval.id}`, approvalId: approval.id });
      placed.add(approval.id);
    }
    if (turn !== undefined && turn.status !== 'inProgress')
      blocks.push({ type: 'turnEnd', key: `end ${turnId}`, turnId });
  }
  for (const { id, ended } of approvals)
    if (!ended && !placed.has(id)) blocks.push({ type: 'approval', key: `approval ${id}`, approvalId: id });
  return blocks;
}

function verdictBlock({ approvalId }: VerdictEntity): Block {
  return { type: 'verdict', key: `verdict ${approvalId}`, approvalId };
}

/** The commands that look around, from a place on, with the thoughts between them but not after them. */
function exploringRun(
  items: readonly ItemEntity[],
  from: number,
  ...taken: readonly ReadonlyMap<string, unknown>[]
): readonly ItemEntity[] {
  const first = items[from];
  const isTaken = (id: string): boolean => taken.some((map) => map.has(id));
  if (first === undefined || !isExploring(first.item) || isTaken(first.id)) return [];
  let end = from + 1;
  for (let at = from + 1; at < items.length; at += 1) {
    const entity = items[at];
    if (entity === undefined || isTaken(entity.id)) break;
    if (isExploring(entity.item)) end = at + 1;
    else if (entity.item.type !== 'reasoning') break;
  }
  return items.slice(from, end);
}

export interface ExploredCount {
  readonly files: number;
  readonly searches: number;
  readonly listings: number;
  readonly ms: number;
  readonly running: boolean;
}

/** What a run of looking around amounts to. */
export function countExplored(items: readonly Item[]): ExploredCount {
  const files = new Set<string>();
  let searches = 0;
  let listings = 0;
  let ms = 0;
  let running = false;
  for (const item of items) {
    if (!isExploring(item)) continue;
    ms += item.durationMs ?? 0;
    running ||= item.status === 'inProgress';
    for (const action of item.commandActions) {
      if (action.type === 'read') files.add(action.path);
      else if (action.type === 'search') searches += 1;
      else listings += 1;
    }
  }
  return { files: files.size, searches, listings, ms, running };
}

/** The same in words: `Explored 7 files, searched 3 times`. */
export function exploredWords({ files, searches, listings, running }: ExploredCount): string {
  const parts: string[] = [];
  const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);
  if (files > 0)
    parts.push(`${running ? 'exploring' : 'explored'} ${files} ${files === 1 ? 'file' : 'files'}`);
  if (searches > 0) parts.push(`${running ? 'searching' : 'searched'} ${times(searches)}`);
  if (listings > 0)
    parts.push(`${running ? 'listing' : 'listed'} ${listings === 1 ? 'a folder' : `${listings} folders`}`);
  const words = parts.join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether a block shows an item, alone or among others. */
export function holdsItem(block: Block, itemId: string): boolean {
  return (block.type === 'item' && block.id === itemId) || ('ids' in block && block.ids.includes(itemId));
}

/** The item that names a block's place; null for one that is about no item. */
export function anchorOf(block: Block): string | null {
  return block.type === 'item' ? block.id : 'ids' in block ? (block.ids[0] ?? null) : null;
}

/** The same blocks, so that nothing needs to be drawn anew. */
export function sameBlocks(a: readonly Block[], b: readonly Block[]): boolean {
  return (
    a.length === b.length &&
    a.every((block, index) => {
      const other = b[index];
      if (other === undefined || block.key !== other.key) return false;
      return !('ids' in block) || ('ids' in other && block.ids.length === other.ids.length);
    })
  );
}

/** What of an item its place depends on. */
export function itemSignature(entity: ItemEntity): string {
  const { turnId, ord, item, done, live } = entity;
  const shape =
    item.type === 'commandExecution'
      ? `${isExploring(item)} ${isQuietStep(entity)}`
      : item.type === 'reasoning'
        ? `${done && live.length === 0}`
        : `${isQuietStep(entity)}`;
  return `${turnId} ${ord} ${item.type} ${shape}`;
}
