import { randomUUID } from 'node:crypto';
import type { Change } from '#shared/model/collection.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { Notice } from '#shared/model/workspace/workspace.ts';

/** Notices that stay at a time; older ones make room. */
const LIMIT = 30;

/** Said at every start on a Linux without the package bubblewrap, and of no consequence: Codex brings its own. */
const HARMLESS = /use the bundled bubblewrap/;

/**
 * What the person should know, until they dismiss it or it is not so any more. The same thing is said once, however
 * many app-servers say it.
 */
export class Notices {
  readonly #apply: (changes: readonly Change[]) => void;
  readonly #now: () => number;
  readonly #shown = new Map<string, Notice>();

  constructor(apply: (changes: readonly Change[]) => void, now: () => number) {
    this.#apply = apply;
    this.#now = now;
  }

  /** Says something. Answers how it is taken back, which whoever says what can end by itself does then. */
  say(
    level: Notice['level'],
    title: string,
    detail: string,
    workspaceId: WorkspaceId | null = null,
    more: Pick<Notice, 'session'> = {},
  ): () => void {
    if (HARMLESS.test(detail)) return () => {};
    const before = [...this.#shown.values()].find(
      (notice) => notice.title === title && notice.detail === detail && notice.session === more.session,
    );
    if (before !== undefined) return () => this.dismiss(before.id);
    const notice: Notice = { id: randomUUID(), level, title, detail, workspaceId, at: this.#now(), ...more };
    this.#shown.set(notice.id, notice);
    this.#apply([{ type: 'put', key: `notice:${notice.id}`, value: notice }]);
    const oldest = this.#shown.size > LIMIT ? this.#shown.keys().next().value : undefined;
    if (oldest !== undefined) this.dismiss(oldest);
    return () => this.dismiss(notice.id);
  }

  dismiss(id: string): void {
    if (this.#shown.delete(id)) this.#apply([{ type: 'cut', key: `notice:${id}` }]);
  }
}
