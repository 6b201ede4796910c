import type { OrderResults } from '#shared/contract/calls/order.ts';
import type { ReadingResults } from '#shared/contract/calls/reading.ts';
import type { ExistingResults } from '#shared/contract/calls/existing.ts';
import type { FleetResults } from '#shared/contract/calls/fleet.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { Alarms } from './alarms.ts';
import type { ThreadArchive } from './archive.ts';
import type { ThreadCommands } from './commands.ts';
import type { ThreadCourse } from './course.ts';
import type { ExistingThreads } from './existing.ts';
import { markThreads } from './marks.ts';
import type { Finding } from './finding.ts';
import type { ThreadRegistry } from './registry.ts';

export interface ThreadHandlersOptions {
  readonly commands: ThreadCommands;
  readonly existing: ExistingThreads;
  readonly course: ThreadCourse;
  readonly archive: ThreadArchive;
  readonly finding: Finding;
  readonly alarms: Alarms;
  readonly registry: ThreadRegistry;
  readonly now: () => number;
  readonly store: {
    /** Throws ContractFailure `storage` when the row of one of these threads could not be stored yet. */
    sureOf(ids: readonly ThreadId[]): void;
  };
}

type ThreadCalls =
  | 'thread/send'
  | 'thread/interrupt'
  | 'thread/continue'
  | 'thread/rename'
  | 'thread/archive'
  | 'thread/markRead'
  | 'thread/history'
  | 'queue/remove'
  | 'sent/take'
  | 'item/read'
  | keyof ReadingResults
  | keyof OrderResults
  | 'thread/settings'
  | keyof ExistingResults
  | keyof FleetResults;

/** The calls about threads, but for where a new one works. */
export function threadHandlers({
  commands,
  existing,
  course,
  archive,
  finding,
  alarms,
  registry,
  now,
  store,
}: ThreadHandlersOptions): Pick<CallHandlers, ThreadCalls> {
  /**
   * What a call changes of threads stands in their rows, which are otherwise written when that is possible: it is
   * answered as done only once they are stored.
   */
  const stored = async <T>(ids: readonly ThreadId[], work: () => T | Promise<T>): Promise<T> => {
    const done = await work();
    store.sureOf(ids);
    return done;
  };
  return {
    'thread/send': (params) => commands.send(params),
    'thread/interrupt': (params) => commands.interrupt(params),
    'thread/continue': (params) => commands.continue(params),
    'thread/rename': (params) => stored([params.threadId], () => commands.rename(params)),
    'thread/archive': (params) => stored([params.threadId], () => commands.archive(params)),
    'thread/markRead': (params) => stored([params.threadId], () => commands.markRead(params)),
    'thread/history': (params) => commands.history(params),
    'queue/remove': (params) => commands.removeQueued(params),
    'sent/take': (params) => commands.takeSent(params),
    'thread/settings': (params) => commands.changeSettings(params),
    'item/read': (params) => commands.readItem(params),
    'thread/fork': (params) => course.fork(params),
    'thread/revert': (params) => course.revert(params),
    'thread/takeOver': (params) => course.takeOver(params),
    'thread/compact': (params) => course.compact(params),
    'thread/review': (params) => course.review(params),
    'thread/continueAt': ({ threadId, at }) =>
      stored([threadId], () => {
        const thread = registry.require(threadId);
        registry.apply(thread, { type: 'factsChanged', patch: { continueAt: at } });
        alarms.arm();
        return null;
      }),
    'file/read': (params) => finding.file(params),
    'file/picture': (params) => finding.picture(params),
    'file/edit': (params) => finding.edit(params),
    'thread/find': (params) => finding.find(params),
    'thread/search': (params) => finding.search(params),
    'thread/archived': (params) => archive.list(params),
    'thread/unarchive': (params) => stored([params.threadId], () => archive.unarchive(params)),
    'thread/deletion': (params) => archive.deletion(params),
    'thread/delete': (params) => archive.delete(params),
    'thread/mark': (params) =>
      stored(params.threadIds, () => {
        const done = markThreads(registry, params, now());
        alarms.arm();
        return done;
      }),
    'existing/list': (params) => existing.list(params),
    'existing/show': (params) => stored(params.threadIds, () => existing.show(params)),
    'existing/adopt': (params) => stored(params.threadIds, () => existing.adopt(params)),
    'existing/hide': (params) => stored(params.threadIds, () => existing.hide(params)),
    'fleet/stopAll': (params) => commands.stopAll(params),
  };
}
