import { errorWords } from '#shared/base/words.ts';
import type { Clock } from '#shared/base/clock.ts';
import { Child } from '../child.ts';
import { diagnoseExit } from '../diagnose-exit.ts';
import { endInheritedOrphans, endOrphanedSandboxes, GENERATION_VARIABLE } from '../orphans.ts';
import { CannotOpen, type Connector, type LineHandlers, type LineTransport } from './connector.ts';

/** What is needed to spawn an app-server. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface StdioOptions {
  /** Looked up anew before each spawn. Throws with a message for the person when it cannot be launched at all. */
  readonly launch: () => Launch;
  readonly clock: Clock;
}

/** A process of this machine, spawned anew by each opening, that speaks lines over its standard streams. */
export function stdioConnector({ launch, clock }: StdioOptions): Connector {
  // The promise turns what is thrown here into a rejection; the process itself is there at once.
  return { open: (handlers) => Promise.resolve().then(() => spawnChild(launch, clock, handlers)) };
}

function spawnChild(launch: () => Launch, clock: Clock, handlers: LineHandlers): LineTransport {
  const { generation, line, failed } = handlers;
  const { command, args, cwd, env } = launchOrSay(launch);
  let child: Child;
  try {
    endInheritedOrphans(clock);
    child = new Child({
      command,
      args,
      cwd,
      env: { ...env, [GENERATION_VARIABLE]: generation },
      line,
      failed,
      ended: (end) => {
        endOrphanedSandboxes(clock);
        const stderr = child.stderr.lines;
        handlers.ended({ explain: (early) => diagnoseExit(end, early, stderr), stderr });
      },
    });
  } catch (error) {
    failed(error);
    throw new CannotOpen(errorWords(error), { cause: error });
  }
  return {
    send: (text) => child.write(text),
    end: () => child.close(),
    abort: () => child.kill(),
    facts: {
      get pid() {
        return child.pid;
      },
      get oversized() {
        return child.oversizedLines;
      },
      get stderr() {
        return child.stderr.lines;
      },
    },
  };
}

function launchOrSay(launch: () => Launch): Launch {
  try {
    return launch();
  } catch (error) {
    throw new CannotOpen(errorWords(error), { cause: error });
  }
}
