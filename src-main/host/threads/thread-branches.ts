import type { Hears, Tells } from '../base/events.ts';
import type { ThreadEvents } from './events.ts';
import type { ThreadRegistry } from './registry.ts';
import type { HeldThread } from './thread.ts';

interface BranchEvents {
  /** A folder has another branch than was known of it; null for none. */
  branchChanged: { readonly folder: string; readonly branch: string | null };
}

export interface ThreadBranchesOptions {
  readonly registry: ThreadRegistry;
  /** The branch of a folder, or null; read from the repository's own files. */
  readonly branchOf: (folder: string) => Promise<string | null>;
  readonly events: Hears<BranchEvents & Pick<ThreadEvents, 'threadFollowed'>> & Tells<BranchEvents>;
  readonly onFault: (error: unknown) => void;
}

/** Shows each thread with the branch of the folder it works in, which a turn or the person may change. */
export class ThreadBranches {
  readonly #options: ThreadBranchesOptions;

  constructor(options: ThreadBranchesOptions) {
    this.#options = options;
    const { events, onFault } = options;
    events.on('threadFollowed', ({ thread, event }) => {
      if (event.type === 'turnEnded') void this.#read(thread).catch(onFault);
    });
    events.on('branchChanged', ({ folder, branch }) => this.#changed(folder, branch));
  }

  async #read({ facts: { id, cwd } }: HeldThread): Promise<void> {
    const { registry, branchOf, events } = this.#options;
    const branch = await branchOf(cwd);
    if (registry.get(id) !== undefined) events.fire('branchChanged', { folder: cwd, branch });
  }

  #changed(folder: string, branch: string | null): void {
    const { registry } = this.#options;
    for (const thread of registry.all())
      if (thread.facts.cwd === folder && thread.facts.branch !== branch && branch !== null)
        registry.apply(thread, { type: 'factsChanged', patch: { branch } });
  }
}
