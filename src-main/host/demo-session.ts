import { join } from 'node:path';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { startDemo } from './demo/demo-director.ts';
import { prepareDemo, removeDemo, type PreparedDemo } from './demo/demo-folder.ts';
import { startDemoModel, type DemoModel } from './inference/demo/demo-model.ts';
import { codexConfigToml } from './inference/codex-config.ts';
import type { Pace } from './inference/pace.ts';

export interface DemoPlaces {
  /** The project's `resources/demo`. */
  readonly resources: string;
  /** Where the demo lives: a folder of its own. */
  readonly directory: string;
  readonly pace?: Pace | undefined;
}

/** The host, as its demo needs it. */
export interface DemoSessionHost {
  addWorkspace(
    path: string,
    codexHome: string,
    demo: boolean,
  ): Promise<{ readonly workspaceId: WorkspaceId }>;
  hasThreads(id: WorkspaceId): boolean;
  call<M extends 'thread/start' | 'thread/rename'>(method: M, params: Params<M>): Promise<Results[M]>;
}

/** The demo of one host: its folder, its scripted model, its threads. Nothing of it touches the user's own files. */
export class DemoSession {
  readonly #places: DemoPlaces;
  #model: DemoModel | undefined;

  constructor(places: DemoPlaces) {
    this.#places = places;
  }

  get codexHome(): string {
    return join(this.#places.directory, 'codex-home');
  }

  /**
   * Makes the folder if it is not there or is damaged, starts the model, and writes where the model is into the demo's
   * configuration: after a restart of the host it listens elsewhere.
   */
  async prepare(): Promise<PreparedDemo> {
    const { resources, directory, pace } = this.#places;
    this.#model ??= await startDemoModel({ resources, ...(pace !== undefined && { pace }) });
    const { model, scripts } = this.#model;
    return prepareDemo({
      resources,
      directory,
      threads: scripts,
      config: (trustedFolders) =>
        codexConfigToml({ modelUrl: model.url, trustedFolders, writableTmp: false }),
    });
  }

  /** Adds the demo's workspaces and, when the demo is new, starts all of its threads at once. */
  async start(host: DemoSessionHost): Promise<void> {
    const demo = await this.prepare();
    const addWorkspace = async (path: string): Promise<string> => {
      const { workspaceId } = await host.addWorkspace(path, demo.codexHome, true);
      return workspaceId;
    };
    const ids = await Promise.all(demo.workspaces.map(({ path }) => addWorkspace(path)));
    if (!demo.created && ids.some((id) => host.hasThreads(id as WorkspaceId))) return;
    const startThread = async (thread: {
      workspaceId: string;
      prompt: string;
      title: string;
    }): Promise<string> => {
      const { threadId } = await host.call('thread/start', {
        workspaceId: thread.workspaceId as WorkspaceId,
        text: thread.prompt,
        // Its scripts were written for the folder itself.
        place: 'folder',
      });
      await host.call('thread/rename', { threadId, name: thread.title });
      return threadId;
    };
    await startDemo({ addWorkspace, startThread }, demo);
  }

  /** Ends the model and deletes the demo's folder. */
  async remove(): Promise<void> {
    await this.close();
    await removeDemo(this.#places.directory);
  }

  async close(): Promise<void> {
    await this.#model?.model.close();
    this.#model = undefined;
  }
}
