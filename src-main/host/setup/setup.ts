import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { HomeId, WorkspaceId } from '#shared/model/ids.ts';
import type { EngineSession } from '../engines/engine.ts';
import { isRefusal } from '../engines/failure.ts';
import type { EngineSetup } from '../engines/setup.ts';
import type { CallHandlers } from '../topics/calls.ts';

/** A workspace, as this folder needs it. */
export interface SetupWorkspace {
  readonly id: WorkspaceId;
  readonly path: string;
  readonly homeId: HomeId;
}

export interface SetupOptions {
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspaceId) => SetupWorkspace;
  readonly workspaces: () => Iterable<SetupWorkspace>;
  readonly server: (id: WorkspaceId) => Pick<EngineSession, 'setup' | 'generation' | 'threads'> | undefined;
  /** Tells clients that what they read of it may be another. */
  readonly show: (id: WorkspaceId, revision: number) => void;
  readonly onFault: (error: unknown) => void;
}

type SetupCalls =
  | 'mcp/list'
  | 'mcp/signIn'
  | 'mcp/restart'
  | 'mcp/switch'
  | 'config/read'
  | 'config/write'
  | 'skills/all'
  | 'skills/switch'
  | 'hooks/list'
  | 'hooks/trust';

/** What agents of each workspace work with: configuration, MCP servers, skills and hooks, as their app-server has them. */
export class Setup {
  readonly #options: SetupOptions;
  #revision = 0;

  constructor(options: SetupOptions) {
    this.#options = options;
  }

  /** It may be another in this workspace. */
  changed(id: WorkspaceId): void {
    this.#revision += 1;
    this.#options.show(id, this.#revision);
  }

  /** Somebody signed in at a server: what it is used by starts it again. Never rejects. */
  signedIn(id: WorkspaceId): void {
    const { workspace, onFault } = this.#options;
    void this.#reload(workspace(id).homeId).catch((error: unknown) => {
      if (!isRefusal(error)) onFault(error);
    });
  }

  handlers(): Pick<CallHandlers, SetupCalls> {
    return {
      'mcp/list': ({ workspaceId }) =>
        this.#ask(workspaceId, 'The MCP servers could not be read', async (setup, { path }) => ({
          servers: await setup.servers(path),
        })),
      'mcp/signIn': ({ workspaceId, name }) =>
        this.#ask(workspaceId, `The sign-in at ${name} did not begin`, async (setup) => ({
          url: webAddress(await setup.signIn(name)),
        })),
      'mcp/restart': ({ workspaceId }) =>
        this.#change(workspaceId, 'The MCP servers were not started again', async (setup, { homeId }) => {
          await setup.reloadServers();
          await this.#reload(homeId, workspaceId);
        }),
      'mcp/switch': ({ workspaceId, name, on }) =>
        this.#change(workspaceId, `${name} stays as it was`, async (setup, { homeId }) => {
          await setup.switchServer(name, on);
          await this.#reload(homeId);
        }),
      'config/read': ({ workspaceId }) =>
        this.#ask(workspaceId, 'The configuration could not be read', (setup, { path }) =>
          setup.configuration(path),
        ),
      'config/write': async ({ workspaceId, change, seen }) => {
        const written = await this.#ask(workspaceId, 'Nothing was changed', (setup, { path }) =>
          setup.write(path, change, seen),
        );
        this.#changedIn(workspaceId);
        return written;
      },
      'skills/all': ({ workspaceId }) =>
        this.#ask(workspaceId, 'The skills could not be read', (setup, { path }) => setup.skills(path)),
      'skills/switch': ({ workspaceId, path, on }) =>
        this.#change(workspaceId, 'The skill stays as it was', (setup) => setup.switchSkill(path, on)),
      'hooks/list': ({ workspaceId }) =>
        this.#ask(workspaceId, 'The hooks could not be read', (setup, { path }) => setup.hooks(path)),
      'hooks/trust': ({ workspaceId, key, hash, trusted }) =>
        this.#change(workspaceId, 'The hook is not trusted', async (setup, { path }) => {
          if (await setup.trustHook(path, { key, hash }, trusted)) return;
          this.changed(workspaceId);
          throw new ContractFailure({
            code: 'refused',
            message: 'The hook is another than the one that was shown. Look at it again before you trust it.',
          });
        }),
    };
  }

  /** Every app-server of a home that runs starts its servers again; those that sleep read them when they wake. */
  async #reload(homeId: HomeId, except?: WorkspaceId): Promise<void> {
    const { workspaces, server } = this.#options;
    const running = [...workspaces()].flatMap((one) => {
      const own = one.homeId === homeId && one.id !== except ? server(one.id) : undefined;
      return own?.generation === undefined ? [] : [own.setup.reloadServers()];
    });
    await Promise.all(running);
  }

  async #change(
    id: WorkspaceId,
    what: string,
    work: (setup: EngineSetup, workspace: SetupWorkspace) => Promise<void>,
  ): Promise<null> {
    await this.#ask(id, what, work);
    this.#changedIn(id);
    return null;
  }

  /** The workspaces of one home share its configuration. */
  #changedIn(id: WorkspaceId): void {
    const { workspace, workspaces } = this.#options;
    const { homeId } = workspace(id);
    for (const one of workspaces()) if (one.homeId === homeId) this.changed(one.id);
  }

  async #ask<T>(
    id: WorkspaceId,
    what: string,
    work: (setup: EngineSetup, workspace: SetupWorkspace) => Promise<T>,
  ): Promise<T> {
    const workspace = this.#options.workspace(id);
    const server = this.#options.server(id);
    if (server === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'This workspace was removed.' });
    if (!server.threads.capabilities.setup)
      throw new ContractFailure({
        code: 'refused',
        message: `${what}: the app-server of this workspace has no configuration to look at.`,
      });
    try {
      return await work(server.setup, workspace);
    } catch (error) {
      if (error instanceof ContractFailure) throw error;
      throw new ContractFailure({
        code: isRefusal(error) ? 'refused' : 'unavailable',
        message: `${what}: ${errorWords(error)}`,
      });
    }
  }
}

/** Throws for an address that is none of the web: it is opened in a browser. */
function webAddress(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new ContractFailure({
    code: 'refused',
    message: 'The server gave an address for the sign-in that is none of the web.',
  });
}
