import { z } from 'zod';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { NO_DEFAULTS, PERMISSION_MODES, type WorkspaceDefaults } from '#shared/model/thread/settings.ts';
import type { DefaultsStore } from './ports.ts';

const defaultsSchema = z.object({
  model: z.string().nullable().catch(null),
  effort: z.string().nullable().catch(null),
  permission: z.enum(PERMISSION_MODES).nullable().catch(null),
  plan: z.boolean().catch(false),
  place: z.enum(['auto', 'folder', 'worktree']).nullable().catch(null),
});
/** One that is odd is as if it were not there. */
const allSchema = z.record(z.string(), defaultsSchema.catch(NO_DEFAULTS)).catch({});

/**
 * What new threads of each workspace begin with. They stand among the settings, whose rows are sealed: what another
 * program writes there gives no thread more freedom.
 */
export class Defaults {
  readonly #store: DefaultsStore;

  constructor(store: DefaultsStore) {
    this.#store = store;
  }

  of(id: WorkspaceId): WorkspaceDefaults {
    return this.#all()[id] ?? NO_DEFAULTS;
  }

  /** Undefined forgets them. Throws ContractFailure `storage`. */
  set(id: WorkspaceId, defaults: WorkspaceDefaults | undefined): void {
    const { [id]: before, ...others } = this.#all();
    if (defaults === undefined && before === undefined) return;
    this.#store.write(defaults === undefined ? others : { ...others, [id]: defaults });
  }

  #all(): Record<string, WorkspaceDefaults> {
    return allSchema.parse(this.#store.read() ?? {});
  }
}
