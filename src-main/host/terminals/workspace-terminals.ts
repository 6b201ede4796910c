import { isAbsolute, relative } from 'node:path';
import { ContractFailure } from '#shared/contract/errors.ts';
import { terminalsTopic, terminalTopic } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { SettingValue } from '#shared/model/settings/settings.ts';
import type { TerminalResults } from '#shared/contract/calls/terminals.ts';
import type { Hears } from '../base/events.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { ClientIdentity } from '../topics/client-session.ts';
import type { OpenTopic } from '../topics/open-topics.ts';
import { Topic } from '../topics/topic.ts';
import { Terminals, type TerminalsOptions } from './terminals.ts';

/** Updates of the tabs to one client: ten a second at most. */
const TABS_PACE_MS = 100;
export interface WorkspaceTerminalsOptions extends Pick<
  TerminalsOptions,
  'env' | 'version' | 'machine' | 'recordPath' | 'clock' | 'onFault'
> {
  /** The folder of a workspace. Throws ContractFailure `notFound`. */
  readonly workspaceFolder: (id: WorkspaceId) => string;
  /**
   * The real path of a folder. Rejects with ContractFailure `badRequest` when it is gone or cannot be used.
   */
  readonly realFolder: (path: string) => Promise<string>;
  /** The worktrees of the repository at a folder; rejects where there is none, or no git. */
  readonly worktreesAt: (folder: string) => Promise<readonly { readonly path: string }[]>;
  readonly settings: { get<N extends 'terminal.shell' | 'terminal.scrollback'>(name: N): SettingValue<N> };
  readonly events: Hears<{ workspaceRemoved: WorkspaceId }>;
}

/** Terminals as the contract knows them: their calls, their topics, and which folders they may be opened in. */
export class WorkspaceTerminals {
  readonly topic = new Topic(terminalsTopic.topic, TABS_PACE_MS);
  readonly #terminals: Terminals;

  constructor(options: WorkspaceTerminalsOptions) {
    const { workspaceFolder, settings, events } = options;
    this.#terminals = new Terminals({
      ...options,
      apply: (changes) => this.topic.apply(changes),
      folder: (id, cwd) => terminalFolder(options, workspaceFolder(id), cwd),
      settings: () => ({
        shell: settings.get('terminal.shell'),
        scrollback: settings.get('terminal.scrollback'),
      }),
    });
    events.on('workspaceRemoved', (id) => this.#terminals.workspaceRemoved(id));
  }

  /** The topic of one terminal, or of all, for a client that opens it; null when the name is of something else. */
  open(name: string, client: ClientIdentity): OpenTopic | null {
    if (name === terminalsTopic.topic) return { topic: this.topic, release: () => {} };
    const id = terminalTopic.idOf(name);
    return id === null ? null : this.#terminals.follow(id, client.id);
  }

  handlers(): Pick<CallHandlers, keyof TerminalResults> {
    const terminals = this.#terminals;
    return {
      'terminal/open': (params) => terminals.open(params),
      // At once, without a promise before it: so that what is typed arrives in its order.
      'terminal/write': ({ terminalId, data }) => {
        terminals.require(terminalId).type(data);
        return null;
      },
      'terminal/resize': ({ terminalId, cols, rows }) => {
        terminals.require(terminalId).resize({ cols, rows });
        return null;
      },
      'terminal/screen': ({ terminalId }, client) => terminals.require(terminalId).snapshot(client.id),
      'terminal/seen': ({ terminalId, offset }, client) => {
        terminals.require(terminalId).seen(client.id, offset);
        return null;
      },
      'terminal/close': (params) => terminals.close(params),
      'terminal/restart': (params) => terminals.restart(params),
      'terminal/rename': ({ terminalId, name }) => {
        terminals.require(terminalId).rename(name);
        return null;
      },
      'terminal/clear': async ({ terminalId }) => {
        await terminals.require(terminalId).clear();
        return null;
      },
    };
  }

  /** How many programs run in terminals that were opened in a folder or below it. */
  countIn(folder: string): number {
    const running = [...this.#terminals.all()].filter(({ status }) => status.type === 'running');
    return running.filter(({ cwd }) => isInside(folder, cwd)).length;
  }

  /** Ends the terminals that were opened in a folder or below it. Resolves when their programs are gone. */
  async endIn(folder: string): Promise<void> {
    const inside = [...this.#terminals.all()].filter(({ cwd }) => isInside(folder, cwd));
    await Promise.all(inside.map(({ id }) => this.#terminals.close({ terminalId: id })));
  }

  /** Ends every program. Resolves when none is left. */
  dispose(): Promise<void> {
    return this.#terminals.dispose();
  }
}

/**
 * The real path of a folder that lies in a workspace or in one of its git worktrees. Rejects with ContractFailure
 * `badRequest` when it is gone, cannot be used, or lies elsewhere.
 */
async function terminalFolder(
  {
    machine,
    realFolder,
    worktreesAt,
  }: Pick<WorkspaceTerminalsOptions, 'machine' | 'realFolder' | 'worktreesAt'>,
  workspace: string,
  cwd: string | undefined,
): Promise<string> {
  const real = await realFolder(cwd ?? workspace);
  if (isInside(workspace, real)) return real;
  // None where there is no repository, or no git.
  const worktrees = await worktreesAt(workspace).catch(() => []);
  for (const { path } of worktrees) {
    const folder = await machine.files.real(path).catch(() => null);
    if (folder !== null && isInside(folder, real)) return real;
  }
  throw new ContractFailure({
    code: 'badRequest',
    message: `${real} is neither in the workspace ${workspace} nor in one of its worktrees. Add it as a workspace first.`,
  });
}

/** Whether a real path is a folder or lies in it. */
function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way));
}
