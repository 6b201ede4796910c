import type { Approval } from '#shared/model/approval/approval.ts';
import { optionFor, optionNamed, type KnownDecision } from '#shared/model/approval/decision.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { shownCommand } from '#shared/model/thread/describe.ts';
import { askOf } from '#shared/model/approval/asks.ts';
import type { Activity } from '#shared/model/thread/describe.ts';
import { baseName } from '../../ui/format.ts';
import { contentKey } from '../approval/index.ts';

/** What requests of one group have in common. */
export const GROUPINGS = {
  same: 'The same request',
  program: 'The same program',
  file: 'The same files',
  host: 'The same host',
  thread: 'The same thread',
  none: 'Nothing: one by one',
} as const;

export type Grouping = keyof typeof GROUPINGS;

/** Requests that may be decided together. */
export interface Group {
  readonly key: string;
  readonly label: Activity;
  /** Oldest first. */
  readonly ids: readonly ApprovalId[];
}

/** One line of the inbox: a request by itself, or a group with two or more. */
export type Entry =
  { readonly type: 'one'; readonly id: ApprovalId } | { readonly type: 'group'; readonly group: Group };

/** The name of a line: of its request, or of its group. */
export function entryName(entry: Entry): string {
  return entry.type === 'one' ? entry.id : entry.group.key;
}

/** The line to look at after one was decided: the next of which something waits, else the nearest before, else none. */
export function afterDeciding(
  entries: readonly Entry[],
  decided: string,
  isPending: (id: ApprovalId) => boolean,
): Entry | null {
  const at = entries.findIndex((entry) => entryName(entry) === decided);
  const waits = (entry: Entry): boolean =>
    entryName(entry) !== decided &&
    (entry.type === 'one' ? isPending(entry.id) : entry.group.ids.some(isPending));
  return entries.slice(at + 1).find(waits) ?? entries.slice(0, Math.max(0, at)).findLast(waits) ?? null;
}

/**
 * The inbox as groups, where the oldest of each stands, so that what arrives moves nothing. `approvals` are those that
 * wait, oldest first; `alone` is looked at by itself, and in no group meanwhile.
 */
export function entriesOf(
  approvals: readonly Approval[],
  by: Grouping,
  alone: ApprovalId | null = null,
): readonly Entry[] {
  const keyed = approvals.map((approval) => ({
    approval,
    key: approval.id === alone ? null : groupKey(approval, by),
  }));
  const members = new Map<string, Approval[]>();
  for (const { approval, key } of keyed) if (key !== null) push(members, key, approval);
  const entries: Entry[] = [];
  const told = new Set<string>();
  for (const { approval, key } of keyed) {
    const group = key === null ? [] : (members.get(key) ?? []);
    if (key === null || group.length < 2) entries.push({ type: 'one', id: approval.id });
    else if (!told.has(key)) {
      told.add(key);
      entries.push({
        type: 'group',
        group: { key: shortKey(key), label: groupLabel(approval, by), ids: group.map(({ id }) => id) },
      });
    }
  }
  return entries;
}

/**
 * The moment by which each stands in the list, Unix ms: when the first of its group was asked, also once that has ended,
 * for as long as some of the group waited all the while. A group does not move when others decide its oldest, and what
 * comes when nothing of it waits any more stands last, as anything new. `later` has what was put off, and when: that is
 * where it stands then, with its group, and nothing that comes moves it.
 */
export function standings(
  approvals: Iterable<Approval>,
  by: Grouping,
  later: Readonly<Record<ApprovalId, number>> = {},
): ReadonlyMap<ApprovalId, number> {
  const groups = new Map<string, Approval[]>();
  const since = new Map<ApprovalId, number>();
  const put = (run: readonly Approval[]): void => {
    const moments = run.map(({ id }) => later[id]).filter((at) => at !== undefined);
    const begun = moments.length > 0 ? Math.max(...moments) : (run[0]?.askedAt ?? 0);
    for (const { id } of run) since.set(id, begun);
  };
  for (const approval of approvals) {
    const key = groupKey(approval, by);
    if (key === null) put([approval]);
    else push(groups, key, approval);
  }
  for (const members of groups.values()) {
    let run: Approval[] = [];
    let until = -Infinity;
    for (const member of members.sort((a, b) => a.askedAt - b.askedAt)) {
      if (member.askedAt > until) {
        put(run);
        run = [];
      }
      run.push(member);
      until = Math.max(until, member.outcome?.at ?? Infinity);
    }
    put(run);
  }
  return since;
}

function push(groups: Map<string, Approval[]>, key: string, approval: Approval): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [approval]);
  else group.push(approval);
}

function groupKey(approval: Approval, by: Grouping): string | null {
  const { body } = approval;
  const key = (what: string | null): string | null => (what === null ? null : `${by} ${what}`);
  switch (by) {
    case 'none':
      return null;
    case 'same':
      return body.kind === 'question' || body.kind === 'elicitation' ? null : key(contentKey(approval));
    case 'program':
      return body.kind === 'command' ? key(programsOf(approval)) : null;
    case 'host':
      return body.kind === 'network' ? key(body.host) : null;
    case 'file':
      return body.kind === 'fileChange' && body.changes.length > 0
        ? key(JSON.stringify(body.changes.map(({ path }) => path).sort()))
        : null;
    case 'thread':
      return key(approval.threadId);
  }
}

function groupLabel(approval: Approval, by: Grouping): Activity {
  const { body } = approval;
  if (by === 'program' && body.kind === 'command') return { words: 'Run', code: programsOf(approval) ?? '' };
  if (by === 'thread') return { words: approval.threadTitle, code: '' };
  return askOf(approval.body);
}

/** Programs that only prepare for another one: they say nothing of what a command is about. */
const PREPARING = new Set(['cd', 'env', 'export', 'set', 'time', 'nice', 'nohup', 'true', ':']);

/** The programs of a command, each once; of one that was not read, its first word. To sort by: nothing is decided by it. */
function programsOf({ body, reading }: Approval): string | null {
  if (body.kind !== 'command') return null;
  const words =
    reading === null
      ? [shownCommand(body.command).trim().split(/\s+/)[0] ?? '']
      : reading.tokens.flatMap(({ type, from, to }) =>
          type === 'program' ? [reading.text.slice(from, to)] : [],
        );
  const names = [...new Set(words.map(baseName))].filter((name) => name !== '');
  const telling = names.filter((name) => !PREPARING.has(name));
  const shown = telling.length > 0 ? telling : names;
  return shown.length === 0 ? null : shown.join(' ');
}

/** A short name for a key, for addresses; the same for the same key. */
function shortKey(key: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let at = 0; at < key.length; at += 1) {
    a = Math.imul(a ^ key.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ key.charCodeAt(at), 0x85ebca6b);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

/** Requests that show the same, in the order in which they were first asked. */
function contentsOf(
  approvals: readonly Approval[],
): readonly { key: string; members: readonly Approval[] }[] {
  const contents = new Map<string, Approval[]>();
  for (const approval of approvals) {
    const key = contentKey(approval);
    contents.set(key, [...(contents.get(key) ?? []), approval]);
  }
  return [...contents].map(([key, members]) => ({ key, members }));
}

/** A content as it stands in a group. */
export interface Block {
  readonly key: string;
  readonly members: readonly Approval[];
}

/**
 * A group's contents in the order in which they are looked at: what can be accepted together first. Those who ask are
 * part of the key, so that a content somebody else asks for as well is looked at anew.
 */
export function blocksOf(approvals: readonly Approval[]): readonly Block[] {
  const blocks = contentsOf(approvals).map(({ key, members }): Block => ({
    key: `${key} ${members.map(({ id }) => id).join(' ')}`,
    members,
  }));
  const accepted = ({ members }: Block): boolean =>
    members.some(({ decisions }) => optionFor(decisions, 'accept') !== undefined);
  return [...blocks.filter(accepted), ...blocks.filter((block) => !accepted(block))];
}

/** The contents that a decision for these requests is about, and that were not seen whole. */
export function unseenOf(
  blocks: readonly Block[],
  seen: ReadonlySet<string>,
  ids: readonly ApprovalId[],
): readonly Block[] {
  const decided = new Set(ids);
  return blocks.filter(({ key, members }) => !seen.has(key) && members.some(({ id }) => decided.has(id)));
}

/** Decisions that can be made for many at once: what has to be typed is always for one. */
export type GroupDecision = Extract<KnownDecision, 'accept' | 'acceptForSession' | 'decline'>;
const FOR_MANY: readonly GroupDecision[] = ['accept', 'acceptForSession', 'decline'];

/** The decisions that a group can be offered, with how many of its members offer each; none that no member offers. */
export function groupDecisions(
  approvals: readonly Approval[],
): readonly { id: GroupDecision; ids: readonly ApprovalId[] }[] {
  return FOR_MANY.flatMap((id) => {
    const able = approvals.filter(({ decisions }) => optionNamed(decisions, id) !== undefined);
    return able.length === 0 ? [] : [{ id, ids: able.map((approval) => approval.id) }];
  });
}

/** Whether a request is found by a search: every word of it in what is asked, who asks, or where. */
export function finds(search: string, approval: Approval, workspace: string): boolean {
  const { words, code } = askOf(approval.body);
  const text = `${words} ${code} ${approval.threadTitle} ${approval.branch ?? ''} ${workspace}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
