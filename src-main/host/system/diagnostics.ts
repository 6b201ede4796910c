import { homedir, release, type } from 'node:os';
import { redactAll } from '#shared/model/secrets/redact.ts';
import type { AppServerDiagnostics, Diagnostics } from '#shared/contract/calls/diagnostics.ts';
import { CONTRACT_VERSION } from '#shared/contract/frames.ts';
import { stateOf, type Facts } from '#shared/model/thread/facts.ts';
import type { AppServerStatus, HostInfo } from '#shared/model/workspace/workspace.ts';

/** An app-server, as far as diagnostics tell of it. */
export interface DiagnosedServer extends Omit<
  AppServerDiagnostics,
  'name' | 'status' | 'reason' | 'pid' | 'generation' | 'unknownMethods' | 'heldThreads'
> {
  readonly status: AppServerStatus;
  readonly pid: number | undefined;
  readonly generation: string | undefined;
}

/** A thread, as far as diagnostics count it. */
export interface DiagnosedThread {
  readonly facts: Facts;
  /** Null when nobody is subscribed to it. */
  readonly subscribed: unknown;
}

/** What diagnostics are read from, as it is at that moment. */
export interface DiagnosticsSources {
  readonly now: number;
  readonly info: HostInfo;
  readonly servers: readonly {
    readonly name: string;
    /** Undefined for one that just ended. */
    readonly server: DiagnosedServer | undefined;
    readonly held: readonly DiagnosedThread[];
  }[];
  readonly homes: Diagnostics['homes'];
  readonly threads: Iterable<DiagnosedThread>;
  readonly unknownMethods: readonly string[];
  readonly clients: Diagnostics['clients'];
  readonly faults: number;
  readonly storage: Diagnostics['storage'];
  readonly log: readonly string[];
}

/** All that helps to find out what is wrong, with secrets, addresses and the home folder taken out of every text. */
export function readDiagnostics(sources: DiagnosticsSources): Diagnostics {
  const { info, now, clients, faults, storage, log } = sources;
  const threads: Record<string, number> = {};
  let pendingApprovals = 0;
  for (const { facts } of sources.threads) {
    const state = stateOf(facts);
    threads[state] = (threads[state] ?? 0) + 1;
    pendingApprovals += facts.pendingApprovals + facts.pendingQuestions;
  }
  return redactAll(
    {
      at: now,
      versions: {
        muster: info.version,
        contract: CONTRACT_VERSION,
        shell: info.shell,
        codex: info.codex.version,
        codexSource: info.codex.source,
        git: info.git.version,
        node: process.versions.node,
        electron: process.versions['electron'] ?? null,
        chromium: process.versions['chrome'] ?? null,
        system: `${type()} ${release()} ${process.arch}`,
      },
      sandbox: info.sandbox,
      settings: info.settings,
      homes: sources.homes,
      appServers: sources.servers.flatMap(({ name, server, held }) =>
        server === undefined ? [] : [ofServer(name, server, held, sources.unknownMethods)],
      ),
      threads,
      pendingApprovals,
      clients,
      memoryBytes: process.memoryUsage.rss(),
      uptimeSeconds: Math.round(process.uptime()),
      faults,
      storage,
      log,
    },
    [homedir()],
  );
}

function ofServer(
  name: string,
  server: DiagnosedServer,
  held: readonly DiagnosedThread[],
  unknownMethods: readonly string[],
): AppServerDiagnostics {
  const { status } = server;
  return {
    name,
    status: status.type,
    reason: 'reason' in status ? status.reason : null,
    pid: server.pid ?? null,
    generation: server.generation ?? null,
    malformed: server.malformed,
    failures: server.failures,
    unknownMethods,
    pendingRequests: server.pendingRequests,
    heldThreads: held.filter(({ subscribed }) => subscribed !== null).length,
    stderr: server.stderr,
    wire: server.wire,
  };
}
