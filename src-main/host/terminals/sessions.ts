import { readFileSync, rmSync } from 'node:fs';
import { writePrivateFile } from '../base/private-file.ts';
import { signalQuietly } from '../base/process-end.ts';
import { processNumbers, readProcess, variableOf } from '../base/processes.ts';
import { TERMINAL_VARIABLE } from './shell.ts';

/**
 * The processes of a terminal: its session, which `nohup` does not leave and `setsid` does. Linux shows it in /proc;
 * elsewhere nothing is found, and what ignores the hang-up of its terminal lives on.
 */

/** One terminal's session, as it is kept on disk for the next life of the host. */
export interface Session {
  /** The terminal's id, which stands in the environment of its processes. */
  readonly id: string;
  /** The process that leads it; its number is not given again while a member lives. */
  readonly pid: number;
}

/** Members of a session that carry its terminal's mark: another session could have got the number of an ended one. */
export function membersOf({ id, pid }: Session): number[] {
  return processNumbers().filter(
    (member) => sessionOf(member) === pid && variableOf(member, TERMINAL_VARIABLE) === id,
  );
}

/** Sends a signal to every member. */
export function signalSession(session: Session, signal: NodeJS.Signals): void {
  for (const pid of membersOf(session)) signalQuietly(pid, signal);
}

function sessionOf(pid: number): number | undefined {
  const stat = readProcess(pid, 'stat');
  // The name stands in brackets and may hold anything; what follows the last bracket is fields.
  const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : Number(session);
}

/** Remembers on disk which sessions there are, so that the next life of a killed host ends what they left. */
export class SessionRecord {
  readonly #path: string;
  readonly #sessions = new Map<string, Session>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Ends what the sessions of an earlier life left, and forgets them. Answers how many processes there were. */
  endInherited(): number {
    let count = 0;
    for (const session of this.#load()) {
      count += membersOf(session).length;
      signalSession(session, 'SIGKILL');
    }
    this.#save();
    return count;
  }

  add(session: Session): void {
    this.#sessions.set(`${session.id} ${session.pid}`, session);
    this.#save();
  }

  remove({ id, pid }: Session): void {
    if (this.#sessions.delete(`${id} ${pid}`)) this.#save();
  }

  #load(): Session[] {
    try {
      const known: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return Array.isArray(known) ? known.filter(isSession) : [];
    } catch {
      // Never written, or cut off while it was: then there is nothing that could be ended by it.
      return [];
    }
  }

  #save(): void {
    try {
      if (this.#sessions.size === 0) rmSync(this.#path, { force: true });
      else writePrivateFile(this.#path, JSON.stringify([...this.#sessions.values()]));
    } catch {
      // A full disk: terminals go on, and only what outlives a killed host would not be found.
    }
  }
}

function isSession(value: unknown): value is Session {
  const { id, pid } = (value ?? {}) as Partial<Session>;
  return typeof id === 'string' && id !== '' && typeof pid === 'number' && Number.isInteger(pid) && pid > 1;
}
