import type { Params, Results } from '#shared/contract/requests.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import { editorCommand } from '#shared/model/links/editor-command.ts';
import { oneLine } from '#shared/model/thread/describe.ts';
import type { Machine } from '../machine/machine.ts';
import { attempt } from './commands.ts';
import { readThreadFile, readThreadPicture, threadFile, type FileReading } from './file-reading.ts';
import type { WorkspacePort } from './ports.ts';
import type { ThreadRegistry } from './registry.ts';

export interface FindingOptions {
  readonly registry: ThreadRegistry;
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspacePort['id']) => WorkspacePort;
  readonly machine: Pick<Machine, 'files' | 'launch' | 'env'>;
  /** The command that opens a file, as the person set it; empty without one. */
  readonly editor: () => string;
  /** The folder of the home that agents of a workspace have; null while it is not in use. */
  readonly homeOf: (id: WorkspacePort['id']) => string | null;
}

const TITLE = 200;
const refused = (message: string): ContractFailure => new ContractFailure({ code: 'refused', message });

/** Finds what was said, in one thread and over all of a workspace. Every method rejects with ContractFailure. */
export class Finding {
  readonly #options: FindingOptions;

  constructor(options: FindingOptions) {
    this.#options = options;
  }

  file(params: Params<'file/read'>): Promise<Results['file/read']> {
    return readThreadFile(this.#reading(), params);
  }

  picture(params: Params<'file/picture'>): Promise<Results['file/picture']> {
    const { registry, homeOf } = this.#options;
    const home = homeOf(registry.require(params.threadId).facts.workspaceId);
    return readThreadPicture(this.#reading(), params, home);
  }

  /** Opens a file in the person's own editor. Rejects as `threadFile` does, and with `refused` where none could be run. */
  async edit({ threadId, path, line }: Params<'file/edit'>): Promise<null> {
    const { machine, editor } = this.#options;
    const { file } = await threadFile(this.#reading(), { threadId, path }, Number.POSITIVE_INFINITY);
    const command = editorCommand(editor(), file, line);
    if (command === null) throw refused('No editor is set: Settings, *Files open in*, names its command.');
    const { program, args } = command;
    const launched = await machine.launch(program, args, machine.env);
    if (launched.type === 'missing')
      throw refused(`There is no program ${program} on the machine of the agents. Settings names it.`);
    if (launched.type === 'failed') throw refused(`${program} could not be started.`);
    if (launched.type === 'ended' && launched.code !== 0)
      throw refused(
        `${program} ended at once${launched.code === null ? '' : ` with code ${launched.code}`}.`,
      );
    return null;
  }

  #reading(): FileReading {
    const { registry, machine } = this.#options;
    return { registry, files: machine.files };
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
