import { hostTopic } from '#shared/contract/topics.ts';
import { randomUUID } from 'node:crypto';
import type { Change } from '#shared/model/collection.ts';
import type { Generation, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Hears } from '../base/events.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { Notice } from '#shared/model/workspace/workspace.ts';

/** Notices that stay at a time; older ones make room. */
const LIMIT = 30;
/** Dismissed notices whose cause goes on are remembered, so that they are not shown again: at most so many. */
const DISMISSED_LIMIT = 200;
/** Causes that are kept for one notice: more threads than anybody looks at. */
const CAUSES_LIMIT = 500;

/** Said at every start on a Linux without the package bubblewrap, and of no consequence: Codex brings its own. */
const HARMLESS = /use the bundled bubblewrap/;

/** Why something is so, from the wide to the narrow: an app-server's generation, a home, a server of its configuration. */
export type Cause = readonly string[];

export interface NoticeMore extends Pick<Notice, 'session'> {
  /** The thread it concerns; it is shown there as well. */
  readonly threadId?: ThreadId | undefined;
  /** What it goes away with (see `over`); without one it stays until it is dismissed or taken back. */
  readonly cause?: Cause | undefined;
}

interface Kept {
  notice: Notice;
  /** By their words; the notice goes with the last of them. */
  readonly causes: Map<string, { readonly words: Cause; readonly threadId: ThreadId | undefined }>;
  dismissed: boolean;
}

/**
 * What the person should know, until they dismiss it or its cause is gone. The same thing is said once, however many
 * app-servers say it, and goes when none of them says it any more.
 */
export class Notices {
  readonly #apply: (changes: readonly Change[]) => void;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(
    apply: (changes: readonly Change[]) => void,
    events: Hears<{ serverGone: { readonly generation: Generation } }>,
    now: () => number,
  ) {
    this.#apply = apply;
    this.#now = now;
    events.on('serverGone', ({ generation }) => this.over(generation));
  }

  /** Says something. Answers how it is taken back, which whoever says what can end by itself does then. */
  say(
    level: Notice['level'],
    title: string,
    detail: string,
    workspaceId: WorkspaceId | null = null,
    { session, threadId, cause }: NoticeMore = {},
  ): () => void {
    if (HARMLESS.test(detail)) return () => {};
    const before = [...this.#kept.values()].find(
      ({ notice, dismissed, causes }) =>
        notice.title === title &&
        notice.detail === detail &&
        notice.session === session &&
        // A notice that nothing ends is shown again when it recurs after being dismissed.
        (!dismissed || causes.size > 0),
    );
    const kept = before ?? {
      notice: {
        id: randomUUID(),
        level,
        title,
        detail,
        workspaceId,
        at: this.#now(),
        ...(session === undefined ? {} : { session }),
      },
      causes: new Map(),
      dismissed: false,
    };
    const { id } = kept.notice;
    if (cause !== undefined && kept.causes.size < CAUSES_LIMIT)
      kept.causes.set(JSON.stringify([...cause, threadId ?? '']), { words: cause, threadId });
    this.#kept.set(id, kept);
    this.#show(kept, before === undefined);
    this.#makeRoom();
    return () => this.#forget(id);
  }

  /** Something is over: every cause that has all of these words. Notices without any cause left go away. */
  over(...words: Cause): void {
    for (const [id, kept] of this.#kept) {
      const before = kept.causes.size;
      for (const [key, cause] of kept.causes)
        if (words.every((word) => cause.words.includes(word))) kept.causes.delete(key);
      if (kept.causes.size === before) continue;
      if (kept.causes.size === 0) this.#forget(id);
      else this.#show(kept, false);
    }
  }

  /** The person has read it. It does not come back as long as its cause goes on. */
  dismiss(id: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.dismissed) return;
    if (kept.causes.size === 0) this.#kept.delete(id);
    kept.dismissed = true;
    this.#apply([hostTopic.notice.cut(id)]);
  }

  handlers(): Pick<CallHandlers, 'notice/dismiss'> {
    return {
      'notice/dismiss': ({ id }) => {
        this.dismiss(id);
        return null;
      },
    };
  }

  #show(kept: Kept, isNew: boolean): void {
    const threadIds = [
      ...new Set(
        [...kept.causes.values()].flatMap(({ threadId }) => (threadId === undefined ? [] : [threadId])),
      ),
    ];
    const same = JSON.stringify(kept.notice.threadIds ?? []) === JSON.stringify(threadIds);
    if (!same) kept.notice = { ...kept.notice, threadIds };
    if (!kept.dismissed && (isNew || !same)) this.#apply([hostTopic.notice.put(kept.notice.id, kept.notice)]);
  }

  #makeRoom(): void {
    const shown = [...this.#kept.values()].filter(({ dismissed }) => !dismissed);
    const dismissed = [...this.#kept.values()].filter((kept) => kept.dismissed);
    if (shown.length > LIMIT && shown[0] !== undefined) this.#forget(shown[0].notice.id);
    if (dismissed.length > DISMISSED_LIMIT && dismissed[0] !== undefined)
      this.#kept.delete(dismissed[0].notice.id);
  }

  #forget(id: string): void {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    if (kept !== undefined && !kept.dismissed) this.#apply([hostTopic.notice.cut(id)]);
  }
}
