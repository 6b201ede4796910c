import { realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { ContractFailure } from '#shared/contract/errors.ts';
import { terminalsTopic, terminalTopic } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { Settings } from '#shared/model/settings/settings.ts';
import type { TerminalResults } from '#shared/contract/calls/terminals.ts';
import { listWorktrees } from './git/repository.ts';
import { HIGH_WATER } from './terminals/flow.ts';
import { Terminals, type TerminalsOptions } from './terminals/terminals.ts';
import type { CallHandlers } from './topics/calls.ts';
import type { ClientIdentity } from './topics/client-session.ts';
import { Topic } from './topics/topic.ts';
import { realFolder } from './workspaces/folders.ts';

/** Updates of the tabs to one client: ten a second at most. */
const TABS_PACE_MS = 100;
/** What a program echoes goes out at once; a flood is joined for a frame: more often only takes the page from others. */
const OUTPUT_PACE_MS = 16;
/** More than what may wait for a client that follows, so that it never falls out of what is kept. UTF-16 units. */
const OUTPUT_BOUNDS = { limit: 768 * 1024, keep: HIGH_WATER + 128 * 1024 };

export interface TerminalPartsOptions extends Pick<
  TerminalsOptions<Topic>,
  'env' | 'version' | 'recordPath' | 'clock' | 'onFault'
> {
  /** The folder of a workspace. Throws ContractFailure `notFound`. */
  readonly workspaceFolder: (id: WorkspaceId) => string;
  readonly settings: () => Settings;
}

/** Terminals as the contract knows them: their calls, their topics, and which folders they may be opened in. */
export class TerminalParts {
  readonly topic = new Topic(terminalsTopic.topic, TABS_PACE_MS);
  readonly #terminals: Terminals<Topic>;

  constructor(options: TerminalPartsOptions) {
    const { workspaceFolder, settings, ...rest } = options;
    this.#terminals = new Terminals<Topic>({
      ...rest,
      apply: (changes) => this.topic.apply(changes),
      makeTopic: (id) => new Topic(terminalTopic(id), OUTPUT_PACE_MS, OUTPUT_BOUNDS),
      folder: (id, cwd) => terminalFolder(workspaceFolder(id), cwd),
      settings: () => ({
        shell: settings()['terminal.shell'],
        scrollback: settings()['terminal.scrollback'],
      }),
    });
  }

  /** The topic of one terminal for a client that opens it; undefined when the name is of something else. */
  acquire(name: string, client: ClientIdentity): { topic: Topic; release(): void } | undefined {
    if (name === terminalsTopic.topic) return { topic: this.topic, release: () => {} };
    const id = terminalTopic.idOf(name);
    return id === null ? undefined : this.#terminals.follow(id, client.id);
  }

  get handlers(): Pick<CallHandlers, keyof TerminalResults> {
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

  /** Ends the terminals of a workspace that was removed. */
  workspaceRemoved(id: WorkspaceId): void {
    this.#terminals.workspaceRemoved(id);
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
async function terminalFolder(workspace: string, cwd: string | undefined): Promise<string> {
  const real = await realFolder(cwd ?? workspace);
  if (isInside(workspace, real)) return real;
  // None where there is no repository, or no git.
  const worktrees = await listWorktrees(workspace).catch(() => []);
  for (const { path } of worktrees) {
    const folder = await realpath(path).catch(() => null);
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
