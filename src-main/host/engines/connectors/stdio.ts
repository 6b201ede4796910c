import { errorWords } from '#shared/base/words.ts';
import { Child, type ChildEnd } from './child.ts';
import {
  CannotOpen,
  type Connector,
  type LineEnd,
  type LineHandlers,
  type LineTransport,
} from './connector.ts';

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
  /** The variable that tells a process, and all that comes of it, the name of its spawn. */
  readonly generationVariable: string;
  /** Says in the person's words how a process ended; `early`: before its first answer. */
  readonly explain: (
    end: ChildEnd,
    early: boolean,
    stderr: readonly string[],
  ) => ReturnType<LineEnd['explain']>;
  /** A process is about to be spawned. */
  readonly begins?: () => void;
  /** A process is gone. */
  readonly ended?: () => void;
}

/** A process of this machine, spawned anew by each opening, that speaks lines over its standard streams. */
export function stdioConnector(options: StdioOptions): Connector {
  // The promise turns what is thrown here into a rejection; the process itself is there at once.
  return { open: (handlers) => Promise.resolve().then(() => spawnChild(options, handlers)) };
}

function spawnChild(options: StdioOptions, handlers: LineHandlers): LineTransport {
  const { generation, line, failed } = handlers;
  const { command, args, cwd, env } = launchOrSay(options.launch);
  let child: Child;
  try {
    options.begins?.();
    child = new Child({
      command,
      args,
      cwd,
      env: { ...env, [options.generationVariable]: generation },
      line,
      failed,
      ended: (end) => {
        options.ended?.();
        const stderr = child.stderr.lines;
        handlers.ended({ explain: (early) => options.explain(end, early, stderr), stderr });
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
