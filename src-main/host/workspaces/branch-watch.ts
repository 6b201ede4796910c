import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import type { Tells } from '../base/events.ts';
import type { WorkspaceEvents } from './ports.ts';

export interface BranchWatchOptions {
  /** Folders whose branch is shown now, as often as they are shown. */
  readonly folders: () => Iterable<string>;
  /** The branch of a folder, or null; read from the repository's own files. */
  readonly branchOf: (folder: string) => Promise<string | null>;
  readonly events: Tells<Pick<WorkspaceEvents, 'branchChanged'>>;
  /** Somebody looks. */
  readonly watched: () => boolean;
  readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  readonly onFault: (error: unknown) => void;
}

/** A branch that was changed by hand is right within two seconds: this, and a look. */
const STEP_MS = 1500;
/** Folders that are looked at in one step; the rest have their turn in the next ones. */
const MOST = 64;

/** Follows the branches of the folders that are shown, while somebody looks: nobody tells when one is switched by hand. */
export class BranchWatch implements Disposable {
  readonly #options: BranchWatchOptions;
  readonly #known = new Map<string, string | null>();
  #from = 0;
  #timer: unknown;
  #ended = false;

  constructor(options: BranchWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#again();
  }

  dispose(): void {
    this.#ended = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #again(): void {
    if (this.#ended) return;
    this.#timer = this.#options.clock.setTimeout(() => {
      void this.look()
        .catch(this.#options.onFault)
        .finally(() => this.#again());
    }, STEP_MS);
  }

  /** One look, at so many folders as one step may take. */
  async look(): Promise<void> {
    const { folders, branchOf, events, watched } = this.#options;
    if (!watched()) return;
    const all = [...new Set(folders())];
    for (const folder of this.#known.keys()) if (!all.includes(folder)) this.#known.delete(folder);
    const begin = all.length > MOST ? this.#from % all.length : 0;
    const turn = [...all.slice(begin), ...all.slice(0, begin)].slice(0, MOST);
    this.#from = begin + turn.length;
    for (const folder of turn) {
      const branch = await branchOf(folder);
      if (this.#ended) return;
      const before = this.#known.get(folder);
      this.#known.set(folder, branch);
      if (before !== branch) events.fire('branchChanged', { folder, branch });
    }
  }
}
