/**
 * Starts the threads of the demo, and in a headless run answers their approvals and tells how it went. It knows the
 * host only by the small interface below.
 */
import type { PreparedDemo } from './demo-folder.ts';
import type { DemoThread } from './demo-thread.ts';

/** What happens to a thread, as far as the director has to know. */
export type DemoEvent =
  | {
      readonly type: 'approval';
      readonly threadId: string;
      readonly approvalId: string;
      /** `command`, `fileChange`, or whatever else the host calls it. */
      readonly kind: string;
      /** The command of a command approval. */
      readonly command?: string;
    }
  | {
      readonly type: 'commandRan';
      readonly threadId: string;
      /** Null when it ended without one, or goes on in the background. */
      readonly exitCode: number | null;
    }
  | { readonly type: 'filesChanged'; readonly threadId: string; readonly paths: readonly string[] }
  | {
      readonly type: 'turnEnded';
      readonly threadId: string;
      readonly status: 'completed' | 'failed' | 'interrupted';
      readonly error?: string;
    };

export interface DemoHost {
  /** Adds a folder as a workspace; resolves with its id. A folder that is one already keeps its id. */
  addWorkspace(path: string, codexHome: string): Promise<string>;
  /** Starts a thread with its first turn; resolves with the thread's id. */
  startThread(thread: {
    readonly workspaceId: string;
    readonly prompt: string;
    readonly title: string;
  }): Promise<string>;
  /** Tells of all threads; events of a thread may come before `startThread` resolves. Returns how to stop. */
  onEvent(listener: (event: DemoEvent) => void): () => void;
  decide(approvalId: string, decision: 'accept' | 'decline'): Promise<void>;
  /** The version of the app-server, from its handshake. */
  codexVersion(): string;
}

/** The rule by which a headless run answers, in words; {@link decideByRule} is the same in code. */
export const DEMO_RULE =
  'accept every approval, except a command that deletes or overwrites without a way back: decline that';

const DESTRUCTIVE =
  /\b(rm|rmdir|unlink)\s|\bgit\s+(reset\s+--hard|clean\b|push\s+.*--force)|\b(mkfs|shred|truncate)\b|\bdd\s+.*\bof=|\bdrop\s+(table|database)\b/i;

/** What the demo's rule says to an approval. */
export function decideByRule(approval: { readonly command?: string }): 'accept' | 'decline' {
  return approval.command !== undefined && DESTRUCTIVE.test(approval.command) ? 'decline' : 'accept';
}

export interface DemoThreadReport {
  readonly name: string;
  readonly asForeseen: boolean;
  /** What was otherwise than foreseen; empty when all was. */
  readonly differences: readonly string[];
}

export interface DemoSummary {
  readonly threads: number;
  readonly turnsCompleted: number;
  readonly turnsFailed: number;
  readonly commands: number;
  readonly filesChanged: number;
  /** How many approvals were asked for, by kind. */
  readonly approvals: Readonly<Record<string, number>>;
  readonly codexVersion: string;
  readonly ms: number;
}

export interface DemoOutcome {
  readonly summary: DemoSummary;
  /** True when every thread came to the end that its script foresees. */
  readonly ok: boolean;
  readonly reports: readonly DemoThreadReport[];
}

interface Seen {
  commands: number;
  commandsFailed: number;
  approvals: Record<string, number>;
  paths: Set<string>;
  end: 'completed' | 'failed' | 'interrupted' | undefined;
  error: string | undefined;
}

/** Adds the demo's workspaces and starts all of its threads at once. Rejects when one of them cannot be started. */
export async function startDemo(
  host: Pick<DemoHost, 'addWorkspace' | 'startThread'>,
  demo: PreparedDemo,
): Promise<ReadonlyMap<string, DemoThread>> {
  const ids = new Map<string, string>();
  await Promise.all(
    demo.workspaces.map(async ({ name, path }) => {
      ids.set(name, await host.addWorkspace(path, demo.codexHome));
    }),
  );
  const started = await Promise.all(
    demo.threads.map(async (thread) => {
      const workspaceId = ids.get(thread.workspace);
      if (workspaceId === undefined) throw new Error(`the demo has no workspace ${thread.workspace}`);
      const { prompt, title } = thread;
      return [await host.startThread({ workspaceId, prompt, title }), thread] as const;
    }),
  );
  return new Map(started);
}

/**
 * Runs the whole demo without a person: starts it, answers approvals by {@link DEMO_RULE}, and resolves when the
 * turn of every thread has ended or `timeoutMs` (default 55,000) is over; what had not ended by then is a difference.
 */
export async function runDemo(
  host: DemoHost,
  demo: PreparedDemo,
  options: { readonly timeoutMs?: number } = {},
): Promise<DemoOutcome> {
  const begin = performance.now();
  const seen = new Map<string, Seen>();
  const problems: string[] = [];
  let check = (): void => undefined;
  const stop = host.onEvent((event) => {
    note(seen, event);
    if (event.type === 'approval') {
      host.decide(event.approvalId, decideByRule(event)).catch((error: unknown) => {
        problems.push(`an answer did not arrive: ${String(error)}`);
      });
    }
    check();
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const threads = await startDemo(host, demo);
    await new Promise<void>((resolve) => {
      check = () => {
        if ([...threads.keys()].every((id) => seen.get(id)?.end !== undefined)) resolve();
      };
      timer = setTimeout(resolve, options.timeoutMs ?? 55_000);
      check();
    });
    return outcome(threads, seen, problems, host.codexVersion(), performance.now() - begin);
  } finally {
    clearTimeout(timer);
    stop();
  }
}

function note(all: Map<string, Seen>, event: DemoEvent): void {
  let seen = all.get(event.threadId);
  if (seen === undefined) {
    seen = {
      commands: 0,
      commandsFailed: 0,
      approvals: {},
      paths: new Set(),
      end: undefined,
      error: undefined,
    };
    all.set(event.threadId, seen);
  }
  switch (event.type) {
    case 'approval':
      seen.approvals[event.kind] = (seen.approvals[event.kind] ?? 0) + 1;
      break;
    case 'commandRan':
      seen.commands++;
      if (event.exitCode !== 0) seen.commandsFailed++;
      break;
    case 'filesChanged':
      for (const path of event.paths) seen.paths.add(path);
      break;
    case 'turnEnded':
      seen.end = event.status;
      seen.error = event.error;
      break;
  }
}

function outcome(
  threads: ReadonlyMap<string, DemoThread>,
  all: ReadonlyMap<string, Seen>,
  problems: readonly string[],
  codexVersion: string,
  ms: number,
): DemoOutcome {
  const reports: DemoThreadReport[] = [];
  const summary = { turnsCompleted: 0, turnsFailed: 0, commands: 0, filesChanged: 0 };
  const approvals: Record<string, number> = {};
  for (const [id, thread] of threads) {
    const seen = all.get(id);
    const differences = compare(thread, seen);
    reports.push({ name: thread.name, asForeseen: differences.length === 0, differences });
    if (seen?.end === 'completed') summary.turnsCompleted++;
    if (seen?.end === 'failed') summary.turnsFailed++;
    summary.commands += seen?.commands ?? 0;
    summary.filesChanged += seen?.paths.size ?? 0;
    for (const [kind, count] of Object.entries(seen?.approvals ?? {})) {
      approvals[kind] = (approvals[kind] ?? 0) + count;
    }
  }
  if (problems.length > 0) reports.push({ name: 'approvals', asForeseen: false, differences: problems });
  return {
    summary: { threads: threads.size, ...summary, approvals, codexVersion, ms: Math.round(ms) },
    ok: reports.every((report) => report.asForeseen),
    reports,
  };
}

function compare({ expect }: DemoThread, seen: Seen | undefined): string[] {
  const differences: string[] = [];
  const differ = (what: string, foreseen: unknown, was: unknown): void => {
    if (foreseen !== was) differences.push(`${what}: foreseen ${String(foreseen)}, was ${String(was)}`);
  };
  const end = seen?.end ?? 'not ended';
  differ('end', expect.end, seen?.error === undefined || end === expect.end ? end : `${end} (${seen.error})`);
  differ('commands', expect.commands, seen?.commands ?? 0);
  differ('failed commands', expect.commandsFailed, seen?.commandsFailed ?? 0);
  differ('files changed', expect.filesChanged, seen?.paths.size ?? 0);
  const kinds = new Set([...Object.keys(expect.approvals), ...Object.keys(seen?.approvals ?? {})]);
  for (const kind of kinds) {
    differ(`${kind} approvals`, expect.approvals[kind] ?? 0, seen?.approvals[kind] ?? 0);
  }
  return differences;
}
