import { randomUUID } from 'node:crypto';
import type { Change } from '#shared/model/collection.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { Notice } from '#shared/model/workspace/workspace.ts';

/** Notices that stay at a time; older ones make room. */
const LIMIT = 30;

/** Said at every start on a Linux without the package bubblewrap, and of no consequence: Codex brings its own. */
const HARMLESS = /use the bundled bubblewrap/;

/** What the person should know, until they dismiss it. The same thing is said once, however many app-servers say it. */
export class Notices {
  readonly #apply: (changes: readonly Change[]) => void;
  readonly #now: () => number;
  readonly #shown = new Map<string, Notice>();

  constructor(apply: (changes: readonly Change[]) => void, now: () => number) {
    this.#apply = apply;
    this.#now = now;
  }

  say(level: Notice['level'], title: string, detail: string, workspaceId: WorkspaceId | null = null): void {
    if (HARMLESS.test(detail)) return;
    const again = [...this.#shown.values()].some(
      (notice) => notice.title === title && notice.detail === detail,
    );
    if (again) return;
    const notice: Notice = { id: randomUUID(), level, title, detail, workspaceId, at: this.#now() };
    this.#shown.set(notice.id, notice);
    this.#apply([{ type: 'put', key: `notice:${notice.id}`, value: notice }]);
    const oldest = this.#shown.size > LIMIT ? this.#shown.keys().next().value : undefined;
    if (oldest !== undefined) this.dismiss(oldest);
  }

  dismiss(id: string): void {
    if (this.#shown.delete(id)) this.#apply([{ type: 'cut', key: `notice:${id}` }]);
  }
}
