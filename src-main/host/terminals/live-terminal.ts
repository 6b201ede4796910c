import { basename } from 'node:path';
import type { Clock } from '#shared/base/clock.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import { terminalTopic } from '#shared/contract/topics.ts';
import type { Change } from '#shared/model/collection.ts';
import {
  type TerminalEntity,
  type TerminalResize,
  type TerminalSize,
} from '#shared/model/terminal/terminal.ts';
import { endInSteps } from '../base/process-end.ts';
import type { Machine, Pty, PtyLaunch } from '../machine/machine.ts';
import { FlowControl } from './flow.ts';
import type { ParseTurns } from './parse-turns.ts';
import { Screen, type Snapshot } from './screen.ts';
import { membersOf, signalSession, type Session } from './sessions.ts';

export interface LiveTerminalOptions {
  readonly entity: TerminalEntity;
  readonly scrollback: number;
  readonly turns: ParseTurns;
  readonly startPty: Machine['startPty'];
  /** The topic of this terminal's own: its size and its output. */
  readonly apply: (changes: readonly Change[]) => void;
  /** The entity changed. */
  readonly show: (entity: TerminalEntity) => void;
  /** A session began, or nothing of it is left. */
  readonly session: (session: Session, alive: boolean) => void;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** After a hang-up a program may clean up this long before it is killed, ms. */
const HANG_UP_MS = 2000;
const END_LOOK_MS = 50;
const BELL_MS = 1000;

/** What a new program must find as if the terminal were new: the screen of the old one stays above it. */
const AS_NEW =
  '\u001b[?47l\u001b[!p\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1006l\u001b[?2004l\u001b[0m\r\n';

/**
 * One terminal: a program on a PTY, the screen that the host keeps of it, and the clients that follow it. The program
 * is held up when the screen or a client that follows is too far behind; a client that stalls is not waited for.
 */
export class LiveTerminal {
  readonly #options: LiveTerminalOptions;
  readonly #flow = new FlowControl();
  readonly #screen: Screen;
  /** Clients that have the topic open, by how often. */
  readonly #followers = new Map<string, number>();
  #entity: TerminalEntity;
  #pty: Pty | undefined;
  #session: Session | undefined;
  #sizes = 0;
  #held = false;
  #look: unknown;
  #exited: (() => void) | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: LiveTerminalOptions) {
    this.#options = options;
    this.#entity = options.entity;
    const { cols, rows } = options.entity;
    const { scrollback, turns, clock } = options;
    this.#screen = new Screen({
      cols,
      rows,
      scrollback,
      turns,
      parsed: (offset) => {
        this.#flow.parsed(offset);
        this.#steer();
      },
      reply: (data) => this.#reply(data),
      titled: (title) => this.#change({ title }),
      rang: () => {
        const { bellAt } = this.#entity;
        if (bellAt === null || clock.now() - bellAt >= BELL_MS) this.#change({ bellAt: clock.now() });
      },
    });
    this.#tellSize();
  }

  get entity(): TerminalEntity {
    return this.#entity;
  }

  /** Whether the program is held up at present. */
  get paused(): boolean {
    return this.#flow.paused || this.#held;
  }

  /** Starts the program; also again, after it has ended. Rejects with ContractFailure. */
  async start(launch: Omit<PtyLaunch, keyof TerminalSize>): Promise<void> {
    const again = this.#session !== undefined;
    const { cols, rows, id } = this.#entity;
    const pty = await this.#options.startPty(
      { ...launch, cols, rows },
      {
        data: (text) => this.#write(text),
        exit: (code, signal) => this.#ended(pty, code, signal),
      },
    );
    if (this.#ending !== undefined) {
      pty.kill();
      return;
    }
    if (again) this.#write(AS_NEW);
    this.#pty = pty;
    this.#session = { id, pid: pty.pid };
    this.#options.session(this.#session, true);
    // It may have another size by now.
    pty.resize(this.#entity);
    this.#change({ status: { type: 'running' }, shell: basename(launch.file), title: null });
    this.#steer();
  }

  /** Sends what was typed. Throws ContractFailure when nobody could read it. */
  type(data: string): void {
    if (this.#pty === undefined) {
      const message = 'The program of this terminal has ended. Start it again, or close the terminal.';
      throw new ContractFailure({ code: 'refused', message });
    }
    this.#pty.write(data);
  }

  resize({ cols, rows }: TerminalSize): void {
    if (cols === this.#entity.cols && rows === this.#entity.rows) return;
    this.#sizes += 1;
    this.#pty?.resize({ cols, rows });
    this.#screen.resize({ cols, rows });
    this.#tellSize({ cols, rows });
    this.#change({ cols, rows });
  }

  rename(name: string | null): void {
    this.#change({ name });
  }

  /** Forgets all but the line of the cursor. Resolves when that is part of the output. */
  async clear(): Promise<void> {
    // Where the cursor is can be told only while nothing waits to be parsed, which a flood would never let happen.
    this.#held = true;
    this.#steer();
    await this.#screen.drained();
    this.#held = false;
    const row = this.#screen.cursorRow;
    this.#write(`${row > 0 ? `\u001b[${row}S\u001b[${row}A` : ''}\u001b[3J`);
  }

  /** What else than the shell runs in the foreground; null when it is idle, has ended, or that cannot be told. */
  get running(): string | null {
    const name = this.#pty?.foreground ?? null;
    if (this.#pty === undefined) return null;
    if (name === null) return 'a program';
    const program = basename(name).replace(/^-/, '');
    return program === this.#entity.shell ? null : program;
  }

  /** The screen for a client that begins to follow, or has fallen behind what is kept of the output. */
  snapshot(client: string): Snapshot {
    const snapshot = this.#screen.snapshot();
    if (this.#followers.has(client)) {
      this.#flow.restarted(client, snapshot.offset, this.#options.clock.now());
      this.#steer();
    }
    return snapshot;
  }

  /** How far a client has shown the output. It counts only while the client follows. */
  seen(client: string, offset: number): void {
    if (!this.#followers.has(client)) return;
    this.#flow.seen(client, offset, this.#options.clock.now());
    this.#steer();
  }

  /** A client opened the topic. It is waited for from its first word on how far it is. */
  followed(client: string): void {
    this.#followers.set(client, (this.#followers.get(client) ?? 0) + 1);
  }

  unfollowed(client: string): void {
    const left = (this.#followers.get(client) ?? 0) - 1;
    if (left > 0) {
      this.#followers.set(client, left);
      return;
    }
    this.#followers.delete(client);
    this.#flow.left(client);
    this.#steer();
  }

  /** The lines of the screen, for comparisons. */
  lines(): string[] {
    return this.#screen.lines();
  }

  /** Ends the program and all of its session: by a hang-up, and two seconds later by force. Resolves when it is gone. */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const { clock } = this.#options;
    const session = this.#session;
    const signal = (one: NodeJS.Signals): void => {
      if (session !== undefined) signalSession(session, one);
    };
    await endInSteps(
      [
        {
          act: () => {
            this.#pty?.hangUp();
            signal('SIGHUP');
            // A stopped program does not get the signal until it continues.
            signal('SIGCONT');
          },
          waitMs: HANG_UP_MS,
        },
        {
          act: () => {
            this.#pty?.kill();
            signal('SIGKILL');
          },
          waitMs: HANG_UP_MS,
        },
      ],
      {
        gone: () => this.#pty === undefined && (session === undefined || membersOf(session).length === 0),
        watch: (look) => this.#watchEnd(look),
      },
      clock,
    );
    if (session !== undefined) this.#options.session(session, false);
    clock.clearTimeout(this.#look);
    this.#screen.dispose();
  }

  /** Calls `look` when the program exits, and every so often: nobody tells that the last of its session has left. */
  #watchEnd(look: () => void): () => void {
    const { clock } = this.#options;
    let timer: unknown;
    const arm = (): void => {
      timer = clock.setTimeout(() => {
        arm();
        look();
      }, END_LOOK_MS);
    };
    arm();
    this.#exited = look;
    return () => {
      this.#exited = undefined;
      clock.clearTimeout(timer);
    };
  }

  /** Output, of the program or of Muster itself: to the clients at once, to the screen when it is its turn. */
  #write(text: string): void {
    this.#flow.wrote(text.length, this.#options.clock.now());
    this.#options.apply([terminalTopic.output.append(text)]);
    this.#screen.push(text);
    this.#steer();
  }

  #ended(pty: Pty, code: number, signal: number | null): void {
    if (this.#pty !== pty) return;
    this.#pty = undefined;
    this.#change({ status: { type: 'exited', code, signal } });
    this.#exited?.();
  }

  #reply(data: string): void {
    try {
      this.#pty?.write(data);
    } catch (error) {
      // A program that asks without reading the answers.
      if (!(error instanceof ContractFailure)) this.#options.onFault(error);
    }
  }

  #tellSize(size: TerminalSize = this.#entity): void {
    const { cols, rows } = size;
    const value: TerminalResize = { cols, rows, at: this.#flow.received, count: this.#sizes };
    this.#options.apply([terminalTopic.size.put(value)]);
  }

  #change(patch: Partial<TerminalEntity>): void {
    const next = { ...this.#entity, ...patch };
    const same = (Object.keys(patch) as (keyof TerminalEntity)[]).every(
      (key) => next[key] === this.#entity[key],
    );
    if (same) return;
    this.#entity = next;
    this.#options.show(next);
  }

  /** Makes the PTY do what the flow says, and looks again when a client may have stalled. */
  #steer(): void {
    if (this.#pty !== undefined) this.#pty.paused = this.paused;
    const { clock } = this.#options;
    if (!this.#flow.paused || this.#look !== undefined) return;
    const wait = this.#flow.nextLook(clock.now());
    if (wait === null) return;
    this.#look = clock.setTimeout(() => {
      this.#look = undefined;
      this.#flow.look(clock.now());
      this.#steer();
    }, wait);
  }
}
