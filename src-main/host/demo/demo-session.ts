import { join } from 'node:path';
import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { HostInfo } from '#shared/model/workspace/workspace.ts';
import type { CallHandlers } from '../topics/calls.ts';
import { startDemo } from './demo-director.ts';
import { prepareDemo, removeDemo, type PreparedDemo } from './demo-folder.ts';
import type { DemoThread } from './demo-thread.ts';

/** The model that plays the demo's scripts. */
export interface DemoModelPort {
  readonly url: string;
  /** The demo's threads, in the order in which they start. */
  readonly scripts: readonly DemoThread[];
  close(): Promise<void>;
}

export interface DemoPlaces {
  /** The project's `resources/demo`. */
  readonly resources: string;
  /** Where the demo lives: a folder of its own. */
  readonly directory: string;
}

export interface DemoSessionOptions {
  /** Undefined where this build has no demo. */
  readonly places: DemoPlaces | undefined;
  /** Starts the model. Rejects when a text is missing or no port is free. */
  readonly startModel: (resources: string) => Promise<DemoModelPort>;
  /** The configuration by which Codex asks that model. */
  readonly config: (modelUrl: string, trustedFolders: readonly string[]) => string;
  readonly info: {
    readonly value: Pick<HostInfo, 'demo'>;
    set(patch: Partial<Pick<HostInfo, 'demo' | 'demoProblem'>>): void;
  };
}

/** The rest of the host, as the demo needs it to start and to leave. */
export interface DemoHost {
  /** Adds a folder that uses a CODEX_HOME of its own. */
  addWorkspace(path: string, codexHome: string): Promise<{ readonly workspaceId: WorkspaceId }>;
  /** The workspaces of the demo. */
  workspaces(): Iterable<WorkspaceId>;
  removeWorkspace(id: WorkspaceId): Promise<unknown>;
  closeHome(codexHome: string): Promise<void>;
  hasThreads(id: WorkspaceId): boolean;
  startThread(params: Params<'thread/start'>): Promise<Results['thread/start']>;
  rename(params: Params<'thread/rename'>): Promise<unknown>;
}

/** The demo of one host: its folder, its scripted model, its threads. Nothing of it touches the user's own files. */
export class DemoSession {
  readonly #options: DemoSessionOptions;
  #model: DemoModelPort | undefined;

  constructor(options: DemoSessionOptions) {
    this.#options = options;
  }

  /** Whether a folder is the demo's CODEX_HOME. */
  isHome(path: string): boolean {
    const { places } = this.#options;
    return places !== undefined && path === codexHomeOf(places);
  }

  /**
   * Takes up the demo of an earlier life of the host. Its model listens elsewhere in each life: the configuration says
   * so before Codex reads it. Never rejects.
   */
  async resume(): Promise<void> {
    const { places, info } = this.#options;
    try {
      if (places !== undefined) await this.prepare();
      info.set({ demo: 'running' });
    } catch (error) {
      info.set({ demo: 'failed', demoProblem: errorWords(error) });
    }
  }

  /**
   * Adds the demo's workspaces and, when the demo is new, starts all of its threads at once. The host's info says how it
   * goes. Rejects when there is no demo, or it cannot be made.
   */
  async start(host: DemoHost): Promise<void> {
    const { places, info } = this.#options;
    if (places === undefined) throw noDemo();
    if (info.value.demo === 'preparing') return;
    info.set({ demo: 'preparing', demoProblem: null });
    try {
      await this.#start(host);
      info.set({ demo: 'running' });
    } catch (error) {
      info.set({ demo: 'failed', demoProblem: errorWords(error) });
      throw error;
    }
  }

  handlers(host: DemoHost): Pick<CallHandlers, 'demo/start' | 'demo/remove'> {
    return {
      'demo/start': async () => {
        await this.start(host);
        return null;
      },
      'demo/remove': async () => {
        await this.#remove(host);
        return null;
      },
    };
  }

  /** Ends the model. */
  async dispose(): Promise<void> {
    await this.#model?.close();
    this.#model = undefined;
  }

  /**
   * Makes the folder if it is not there or is damaged, starts the model, and writes where that is into the demo's
   * configuration: after a restart of the host it listens elsewhere. Rejects with ContractFailure `unavailable` where
   * there is no demo.
   */
  async prepare(): Promise<PreparedDemo> {
    const { places, startModel, config } = this.#options;
    if (places === undefined) throw noDemo();
    const { resources, directory } = places;
    this.#model ??= await startModel(resources);
    const { url, scripts } = this.#model;
    return prepareDemo({
      resources,
      directory,
      threads: scripts,
      config: (trustedFolders) => config(url, trustedFolders),
    });
  }

  async #start(host: DemoHost): Promise<void> {
    const demo = await this.prepare();
    const addWorkspace = async (path: string): Promise<WorkspaceId> =>
      (await host.addWorkspace(path, demo.codexHome)).workspaceId;
    const ids = await Promise.all(demo.workspaces.map(({ path }) => addWorkspace(path)));
    if (!demo.created && ids.some((id) => host.hasThreads(id))) return;
    const startThread = async (thread: {
      workspaceId: string;
      prompt: string;
      title: string;
    }): Promise<string> => {
      const { threadId } = await host.startThread({
        workspaceId: thread.workspaceId as WorkspaceId,
        text: thread.prompt,
        // Its scripts were written for the folder itself.
        place: 'folder',
      });
      await host.rename({ threadId, name: thread.title });
      return threadId;
    };
    await startDemo({ addWorkspace, startThread }, demo);
  }

  /** Ends the model and deletes the demo's folder, with its workspaces and threads. */
  async #remove(host: DemoHost): Promise<void> {
    const { places, info } = this.#options;
    for (const id of [...host.workspaces()]) await host.removeWorkspace(id);
    if (places !== undefined) {
      await host.closeHome(codexHomeOf(places));
      await this.dispose();
      await removeDemo(places.directory);
    }
    info.set({ demo: 'off', demoProblem: null });
  }
}

function codexHomeOf({ directory }: DemoPlaces): string {
  return join(directory, 'codex-home');
}

function noDemo(): ContractFailure {
  return new ContractFailure({ code: 'unavailable', message: 'This build has no demo.' });
}
