import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';

/** Something that was done and went well: in a row of them the sum says more than each. */
export function isQuietStep({ item, done }: Pick<ItemEntity, 'item' | 'done'>): boolean {
  if (!done) return false;
  switch (item.type) {
    case 'commandExecution':
      return item.status === 'completed' && (item.exitCode === null || item.exitCode === 0);
    case 'fileChange':
      return item.status === 'completed' && item.changes.length > 0;
    case 'toolCall':
      return item.status === 'completed' && item.error === null;
    case 'webSearch':
      return true;
    default:
      return false;
  }
}

/**
 * The steps that fold into one line, from a place on: at least two that went well, with the thoughts between them but not
 * after them. Edits alone do not fold: what they changed is what a person reads.
 */
export function quietRun(
  items: readonly ItemEntity[],
  from: number,
  isOther: (entity: ItemEntity) => boolean,
): readonly ItemEntity[] {
  let end = from;
  let steps = 0;
  let others = 0;
  for (let at = from; at < items.length; at += 1) {
    const entity = items[at];
    if (entity === undefined || isOther(entity)) break;
    if (isQuietStep(entity)) {
      end = at + 1;
      steps += 1;
      if (entity.item.type !== 'fileChange') others += 1;
    } else if (entity.item.type !== 'reasoning' || at === from) break;
  }
  return steps >= 2 && others > 0 ? items.slice(from, end) : [];
}

export interface RunCount {
  readonly commands: number;
  readonly files: number;
  readonly calls: number;
  readonly searches: number;
  readonly ms: number;
}

/** What a run of steps amounts to. */
export function countRun(items: readonly Item[]): RunCount {
  const files = new Set<string>();
  let commands = 0;
  let calls = 0;
  let searches = 0;
  let ms = 0;
  for (const item of items) {
    if (item.type === 'commandExecution') {
      commands += 1;
      ms += item.durationMs ?? 0;
    } else if (item.type === 'fileChange') {
      for (const { path } of item.changes) files.add(path);
    } else if (item.type === 'toolCall') {
      calls += 1;
      ms += item.durationMs ?? 0;
    } else if (item.type === 'webSearch') searches += 1;
  }
  return { commands, files: files.size, calls, searches, ms };
}

/** The same in words: `Ran 4 commands, all succeeded`, `Edited 2 files, ran 1 command, succeeded`. */
export function runWords({ commands, files, calls, searches }: RunCount): string {
  const of = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
  const parts: string[] = [];
  if (files > 0) parts.push(`edited ${of(files, 'file')}`);
  if (commands > 0) parts.push(`ran ${of(commands, 'command')}`);
  if (calls > 0) parts.push(`called ${of(calls, 'tool')}`);
  if (searches > 0)
    parts.push(
      `searched the web ${searches === 1 ? 'once' : searches === 2 ? 'twice' : `${searches} times`}`,
    );
  const words = parts.join(', ');
  const end = parts.length === 1 ? (commands > 1 || calls > 1 ? ', all succeeded' : '') : ', succeeded';
  return words.charAt(0).toUpperCase() + words.slice(1) + end;
}
