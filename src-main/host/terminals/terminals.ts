import { terminalTopic, terminalsTopic } from '#shared/contract/topics.ts';
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Clock } from '#shared/base/clock.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { Change } from '#shared/model/collection.ts';
import { asId, type TerminalId, type WorkspaceId } from '#shared/model/ids.ts';
import { TERMINAL_LIMIT, type TerminalEntity } from '#shared/model/terminal/terminal.ts';
import type { Machine } from '../machine/machine.ts';
import { Topic } from '../topics/topic.ts';
import { HIGH_WATER } from './flow.ts';
import { LiveTerminal } from './live-terminal.ts';
import { ParseTurns } from './parse-turns.ts';
import { SessionRecord } from './sessions.ts';
import { findShell, terminalEnv, type Shell } from './shell.ts';

/** What a program echoes goes out at once; a flood is joined for a frame: more often only takes the page from others. */
const OUTPUT_PACE_MS = 16;
/** More than what may wait for a client that follows, so that it never falls out of what is kept. UTF-16 units. */
const OUTPUT_BOUNDS = { limit: 768 * 1024, keep: HIGH_WATER + 128 * 1024 };

export interface TerminalsOptions {
  /** The topic of all terminals. */
  readonly apply: (changes: readonly Change[]) => void;
  /** The real path of a folder in which a workspace may have a terminal. Rejects with ContractFailure. */
  readonly folder: (workspaceId: WorkspaceId, cwd: string | undefined) => Promise<string>;
  readonly settings: () => { readonly shell: string; readonly scrollback: number };
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  readonly machine: Pick<Machine, 'platform' | 'files' | 'startPty'>;
  /** Where it is kept which processes there are, for the next life of the host. */
  readonly recordPath: string;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

interface Known {
  readonly live: LiveTerminal;
  readonly topic: Topic;
}

/** All terminals. It owns their programs: `dispose` ends them. None outlives the host, and none is brought back. */
export class Terminals {
  readonly #options: TerminalsOptions;
  readonly #terminals = new Map<TerminalId, Known>();
  readonly #turns = new ParseTurns();
  readonly #record: SessionRecord;
  readonly #closing = new Set<Promise<void>>();
  /** Terminals that are on their way: they count for the limit. */
  #opening = 0;
  #nextOrd = 0;
  #disposed = false;

  constructor(options: TerminalsOptions) {
    this.#options = options;
    this.#record = new SessionRecord(options.recordPath);
    this.#record.endInherited();
  }

  *all(): Generator<TerminalEntity> {
    for (const { live } of this.#terminals.values()) yield live.entity;
  }

  /** Throws ContractFailure `notFound`. */
  require(id: TerminalId): LiveTerminal {
    return this.#require(id).live;
  }

  /** The topic of a terminal, which a client opens. Throws ContractFailure `notFound`. */
  follow(id: TerminalId, client: string): { topic: Topic; release: () => void } {
    const { live, topic } = this.#require(id);
    live.followed(client);
    return { topic, release: () => live.unfollowed(client) };
  }

  async open(params: Params<'terminal/open'>): Promise<Results['terminal/open']> {
    if (this.#terminals.size + this.#opening >= TERMINAL_LIMIT) {
      const message = `There are ${TERMINAL_LIMIT} terminals, which is the most. Close one that you no longer need.`;
      throw new ContractFailure({ code: 'overloaded', message });
    }
    this.#opening += 1;
    try {
      const cwd = await this.#options.folder(params.workspaceId, params.cwd);
      const id = asId<TerminalId>(randomUUID());
      const shell = await this.#shell();
      const known = this.#make(id, cwd, shell, params);
      await this.#start(known.live, shell);
      // The host may have ended meanwhile.
      if (this.#disposed) {
        await known.live.end();
        throw new ContractFailure({ code: 'unavailable', message: 'Muster is ending.' });
      }
      this.#terminals.set(id, known);
      this.#show(known.live.entity);
      return { terminalId: id };
    } finally {
      this.#opening -= 1;
    }
  }

  async close({ terminalId, ifIdle }: Params<'terminal/close'>): Promise<Results['terminal/close']> {
    const { live } = this.#require(terminalId);
    const { running } = live;
    if (ifIdle === true && running !== null) return { closed: false, running };
    await this.#close(terminalId);
    return { closed: true, running };
  }

  async restart({ terminalId }: Params<'terminal/restart'>): Promise<null> {
    const live = this.require(terminalId);
    if (live.entity.status.type === 'running') {
      const message = 'The program of this terminal still runs. End it first, or open another terminal.';
      throw new ContractFailure({ code: 'refused', message });
    }
    const { workspaceId, cwd } = live.entity;
    await this.#options.folder(workspaceId, cwd);
    await this.#start(live, await this.#shell());
    return null;
  }

  /** Ends the terminals of a workspace that was removed. */
  workspaceRemoved(id: WorkspaceId): void {
    for (const { live } of [...this.#terminals.values()]) {
      if (live.entity.workspaceId === id) void this.#close(live.entity.id);
    }
  }

  /** Ends every program. Resolves when none is left. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const id of [...this.#terminals.keys()]) void this.#close(id);
    await Promise.all(this.#closing);
  }

  #require(id: TerminalId): Known {
    const known = this.#terminals.get(id);
    if (known === undefined) {
      const message = 'This terminal is gone: it was closed, or ended with an earlier run of Muster.';
      throw new ContractFailure({ code: 'notFound', message });
    }
    return known;
  }

  #make(
    id: TerminalId,
    cwd: string,
    shell: Shell,
    { workspaceId, cols, rows }: Params<'terminal/open'>,
  ): Known {
    const { settings, machine, clock, onFault } = this.#options;
    const topic = new Topic(terminalTopic(id), OUTPUT_PACE_MS, OUTPUT_BOUNDS);
    const entity: TerminalEntity = {
      id,
      workspaceId,
      cwd,
      cols,
      rows,
      shell: basename(shell.file),
      name: null,
      title: null,
      status: { type: 'running' },
      ord: this.#nextOrd++,
      bellAt: null,
    };
    const live = new LiveTerminal({
      entity,
      scrollback: settings().scrollback,
      turns: this.#turns,
      startPty: machine.startPty,
      apply: (changes) => topic.apply(changes),
      show: (next) => {
        if (this.#terminals.has(id)) this.#show(next);
      },
      session: (session, alive) => (alive ? this.#record.add(session) : this.#record.remove(session)),
      clock,
      onFault,
    });
    return { live, topic };
  }

  #start(live: LiveTerminal, { file, args }: Shell): Promise<void> {
    const { env, version, machine } = this.#options;
    const { id, cwd } = live.entity;
    return live.start({
      file,
      args,
      cwd,
      env: terminalEnv(env, { id, version, platform: machine.platform }),
    });
  }

  #shell(): Promise<Shell> {
    const { settings, env, machine } = this.#options;
    return findShell({ setting: settings().shell, platform: machine.platform, env, files: machine.files });
  }

  async #close(id: TerminalId): Promise<void> {
    const known = this.#terminals.get(id);
    if (known === undefined) return;
    // The tab goes at once; what runs in it gets its two seconds.
    this.#terminals.delete(id);
    this.#options.apply([terminalsTopic.terminal.cut(id)]);
    const ended = known.live.end();
    this.#closing.add(ended);
    await ended;
    this.#closing.delete(ended);
  }

  #show(entity: TerminalEntity): void {
    this.#options.apply([terminalsTopic.terminal.put(entity.id, entity)]);
  }
}
