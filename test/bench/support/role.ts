/**
 * Measured processes: started from the same built file as the benchmark, asked over the channel of their parent, and
 * gone with it.
 */
import { spawn } from 'node:child_process';
import { ours } from './lifetime.ts';
import { errorWords } from '#shared/base/words.ts';

/** What a running role answers: a function per question, and how it ends. */
export interface Desk {
  readonly answers: Readonly<Record<string, () => unknown>>;
  end(): Promise<void> | void;
}

/** Starts what the process is for; resolves when it can be asked. */
export type Role<Order> = (order: Order) => Promise<Desk>;

interface Question {
  readonly id: number;
  readonly ask: string;
}

type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

const END_LIMIT_MS = 10_000;
const ORPHAN_LIMIT_MS = 3_000;

/** Runs as a role until told to end. Ends at once when the parent is gone. */
export async function runRole(role: Role<unknown>, order: unknown): Promise<void> {
  let desk: Desk | undefined;
  // The parent is gone, or was told to end. Whatever does not end in order ends with this process's pipes.
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), ORPHAN_LIMIT_MS);
    void Promise.resolve(desk?.end()).finally(() => process.exit(1));
  });
  const send = (answer: Answer): void => void process.send?.(answer);
  const started = role(order).then((made) => (desk = made));
  process.on('message', ({ id, ask }: Question) => {
    void (async () => {
      await started;
      if (ask === 'end') {
        await desk?.end();
        process.exit(0);
      }
      const answer = desk?.answers[ask];
      if (answer === undefined) throw new Error(`nobody answers ${ask}`);
      send({ id, value: await answer() });
    })().catch((error: unknown) => send({ id, error: errorWords(error) }));
  });
  await started;
}

/** A role as its parent holds it. */
export interface RoleProcess {
  readonly pid: number;
  ask<T = void>(what: string): Promise<T>;
  /** Ends it in order; resolves when it is gone. */
  end(): Promise<void>;
}

/** Starts a role of this benchmark in a process of its own. */
export function startRole(name: string, order: unknown, nodeOptions: readonly string[] = []): RoleProcess {
  const script = process.argv[1] ?? '';
  const child = ours(
    spawn(
      process.execPath,
      ['--enable-source-maps', ...nodeOptions, script, '--role', name, JSON.stringify(order)],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    ),
  );
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let next = 0;
  child.on('message', (answer: Answer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) asked?.reject(new Error(`${name}: ${answer.error}`));
    else asked?.resolve(answer.value as never);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values()) {
        reject(new Error(`the process ${name} ended (${code ?? signal})`));
      }
      waiting.clear();
      resolve();
    });
  });
  const ask = <T>(what: string): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      child.send({ id, ask: what });
    });
  return {
    pid: child.pid ?? 0,
    ask,
    end: async () => {
      const kill = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
      ask('end').catch(() => {});
      await gone;
      clearTimeout(kill);
    },
  };
}
