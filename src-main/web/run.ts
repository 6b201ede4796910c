import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { SecretCipher } from '../host/secrets/secret-store.ts';
import { linkOfFirst, lockDataDir, type InstanceLock } from './instance.ts';
import { openBrowser } from './open-browser.ts';
import { WebStartError, type WebOptions } from './options.ts';
import { Sessions } from './sessions.ts';
import { WebServer, type HostDoor } from './server.ts';
import { unhandledWords, watchUnhandled } from './unhandled.ts';

/** A host that runs, as a shell sees it. */
export interface RunningHost extends HostDoor {
  /** Takes what nobody handled in the shell's process: it is logged, counted and shown. */
  faultOutside?(error: unknown): void;
  /** Ends every child process. */
  dispose(): Promise<void>;
}

/** Makes the host of a data folder; `createLink` is how a browser host lets another device in. */
export type HostFactory = (options: {
  readonly dataDir: string;
  readonly codexHome: string | undefined;
  readonly demo: boolean;
  readonly createLink?: () => { readonly url: string; readonly validMs: number };
  /** What the shell found on the way and the person should know. */
  readonly startNotices?: readonly { readonly title: string; readonly detail: string }[];
  /** What the shell can lock secrets with. */
  readonly cipher?: SecretCipher | undefined;
}) => Promise<RunningHost>;

/** The process around the browser host, so that tests can be it. */
export interface Surroundings {
  /** Where the built page lies. */
  readonly root: string;
  readonly say: (line: string) => void;
  readonly print: (line: string) => void;
  readonly openBrowser: (url: string) => boolean;
}

/** The page, as a folder beside the script that runs. */
export function surroundings(scriptDir: string): Surroundings {
  return {
    root: join(scriptDir, '..', 'renderer'),
    say: (line) => void process.stderr.write(`muster: ${line}\n`),
    print: (line) => void process.stdout.write(`${line}\n`),
    openBrowser,
  };
}

/** A browser host that was started, or the other one that has the data folder already. */
export type Started =
  | { readonly type: 'running'; readonly server: WebServer; end(): Promise<void> }
  | { readonly type: 'elsewhere' };

/** How long the host's children may take to end before the process ends without them. */
const END_LIMIT_MS = 8_000;

/**
 * Starts the browser host of a data folder, or shows where it runs already. The order matters: the folder is taken
 * before anything is opened in it, and the server listens only when there is a host to connect to.
 */
export async function startBrowserHost(
  options: WebOptions,
  createHost: HostFactory,
  around: Surroundings,
): Promise<Started> {
  const lock = lockDataDir(options.dataDir);
  if (lock === undefined) {
    await showFirst(options, around);
    return { type: 'elsewhere' };
  }
  const ends: (() => Promise<void> | void)[] = [() => lock.release()];
  const end = async (): Promise<void> => {
    for (const step of ends.splice(0).reverse()) await step();
  };
  try {
    const server = await startServer(options, createHost, around, lock, ends);
    announce(options, around, server);
    return { type: 'running', server, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function startServer(
  options: WebOptions,
  createHost: HostFactory,
  around: Surroundings,
  lock: InstanceLock,
  ends: (() => Promise<void> | void)[],
): Promise<WebServer> {
  // The host and the server each need the other; the host asks for a link only once a client is there.
  const late: { server?: WebServer } = {};
  const createLink = (): { readonly url: string; readonly validMs: number } => {
    if (late.server === undefined) throw new Error('the browser host does not listen yet');
    return late.server.deviceLink();
  };
  const { dataDir, codexHome, demo } = options;
  const host = await createHost({ dataDir, codexHome, demo, createLink });
  ends.push(async () =>
    within(host.dispose(), END_LIMIT_MS, () => around.say('not every child ended in time')),
  );
  const sessions = new Sessions(join(dataDir, 'browser-sessions.json'), {
    now: Date.now,
    warn: (message) => around.say(message),
  });
  const { listen, port, tls, allowHosts } = options;
  const server = await WebServer.start({
    ...{ host, root: around.root, listen, port, tls, allowHosts, sessions, now: Date.now },
    instance: { id: lock.id, secret: lock.secret },
  });
  late.server = server;
  ends.push(async () => server.close());
  lock.announce({ kind: 'browser', origin: server.localOrigin });
  return server;
}

function announce(options: WebOptions, around: Surroundings, server: WebServer): void {
  const url = server.startLink();
  if (options.json) around.print(JSON.stringify({ url, pid: process.pid, dataDir: options.dataDir }));
  // The command line of the opener can be seen by others of this machine: its link works once.
  const opened = options.open && around.openBrowser(server.startLink(true));
  around.say(opened ? `Muster runs; opened in your browser. Also at ${url}` : `Muster runs at ${url}`);
  around.say('Ctrl+C ends it and every agent');
}

async function showFirst(options: WebOptions, around: Surroundings): Promise<void> {
  const { info, url } = await linkOfFirst(options.dataDir);
  if (info.kind === 'electron') {
    const [command, ...args] = info.focus ?? [];
    if (command !== undefined)
      spawn(command, args, { detached: true, stdio: 'ignore' })
        .on('error', () => {})
        .unref();
  }
  const where = url ?? 'its own window, which comes to the front';
  around.say(`Muster already runs on ${options.dataDir} (process ${info.pid}): ${where}`);
  const line = { url: url ?? 'app://muster/', pid: info.pid, dataDir: options.dataDir };
  if (options.json) around.print(JSON.stringify(line));
  if (options.open && url !== undefined) around.openBrowser(url);
}

async function within(work: Promise<void>, limitMs: number, late: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      late();
      resolve();
    }, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/**
 * Runs the browser host as this process until it is told to end: by a signal, by the end of the process that started
 * it with a channel. An error that nobody handled is said, logged and shown, and ends nothing once there is a host:
 * before that it ends the start. Answers the exit code.
 */
export async function runUntilToldToEnd(
  readOptions: () => WebOptions,
  createHost: HostFactory,
  around: Surroundings,
): Promise<number> {
  const running: { host?: RunningHost } = {};
  const told = toldToEnd(around, (error) => {
    around.say(unhandledWords(error));
    running.host?.faultOutside?.(error);
    return running.host !== undefined;
  });
  const keptHost: HostFactory = async (options) => (running.host = await createHost(options));
  // Whoever reads these may end before us: then our words are lost, and that is no reason to fail while ending.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  let started: Started;
  try {
    started = await startBrowserHost(readOptions(), keptHost, around);
  } catch (error) {
    if (!(error instanceof WebStartError)) throw error;
    around.say(error.message);
    return error.exitCode;
  }
  if (started.type === 'elsewhere') return 0;
  if (process.connected) process.send?.({ type: 'ready' });
  const code = await told;
  around.say('ending …');
  await started.end();
  return code;
}

/** Resolves with an exit code. `unhandled` is told of errors that nobody handled and says whether the process goes on. */
function toldToEnd(around: Surroundings, unhandled: (error: unknown) => boolean): Promise<number> {
  return new Promise((resolve) => {
    let signals = 0;
    const tell = (): void => {
      resolve(0);
      signals += 1;
      // Pressed twice: the person does not want to wait.
      if (signals > 1) process.exit(1);
    };
    process.on('SIGINT', tell);
    process.on('SIGTERM', tell);
    process.on('SIGHUP', tell);
    // With Ctrl+C both come, the signal and the end of the starter: that is not pressing twice.
    process.once('disconnect', () => resolve(0));
    watchUnhandled((error) => {
      if (unhandled(error)) return;
      around.say('Muster did not start because of it');
      resolve(1);
    });
  });
}
