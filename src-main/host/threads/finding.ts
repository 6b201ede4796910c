import type { Params, Results } from '#shared/contract/requests.ts';
import { oneLine } from '#shared/model/thread/describe.ts';
import type { MachineFiles } from '../machine/machine.ts';
import { attempt } from './commands.ts';
import { readThreadFile } from './file-reading.ts';
import type { WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';

export interface FindingOptions {
  readonly registry: ThreadRegistry;
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspacePort['id']) => WorkspacePort;
  readonly files: MachineFiles;
}

const TITLE = 200;

/** Finds what was said, in one thread and over all of a workspace. Every method rejects with ContractFailure. */
export class Finding {
  readonly #options: FindingOptions;

  constructor(options: FindingOptions) {
    this.#options = options;
  }

  file(params: Params<'file/read'>): Promise<Results['file/read']> {
    return readThreadFile(this.#options, params);
  }

  async find({ threadId, text, cursor }: Params<'thread/find'>): Promise<Results['thread/find']> {
    const { registry, workspace } = this.#options;
    const { engine } = workspace(registry.require(threadId).facts.workspaceId);
    return attempt('Searching this thread', () => engine.find(threadId, text, cursor));
  }

  /** An app-server searches all threads of its home: those that work elsewhere are left out. */
  async search({ workspaceId, text, archived }: Params<'thread/search'>): Promise<Results['thread/search']> {
    const { registry, workspace } = this.#options;
    const place = workspace(workspaceId);
    const { found, folders } = await attempt('Searching the threads', async () => ({
      found: await place.engine.search(text, archived),
      folders: await place.folders(),
    }));
    const here = new Set(folders);
    return {
      found: found.flatMap(({ id, cwd, name, preview, snippet, updatedAt }) => {
        const known = registry.get(id)?.facts;
        if (known === undefined ? !here.has(cwd) : known.workspaceId !== workspaceId) return [];
        const title = oneLine(known?.name ?? name ?? known?.preview ?? preview, TITLE);
        return [{ id, workspaceId, title, snippet, archived, updatedAt }];
      }),
    };
  }
}
