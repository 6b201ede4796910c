import { join } from 'node:path';
import { errorReport } from '#shared/base/words.ts';
import type { Access } from '#shared/model/access/session.ts';
import { Seal } from '../host/secrets/seal.ts';
import type { SecretCipher } from '../host/secrets/secret-store.ts';
import { lockDataDir, showFirst, type InstanceLock } from './instance.ts';
import { openBrowser } from './open-browser.ts';
import { WebStartError, type WebOptions } from './options.ts';
import { Sessions } from './sessions.ts';
import { LINK_MS, WebServer, type HostDoor } from './server.ts';
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
  readonly access?: Access;
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
  /** Whether `say` reaches a person at a terminal, and not a file that others may read. */
  readonly terminal: boolean;
  /** Tells of each Enter at that terminal; answers how to stop listening. */
  readonly onEnter: (pressed: () => void) => () => void;
}

/** The page, as a folder beside the script that runs. */
export function surroundings(scriptDir: string): Surroundings {
  return {
    root: join(scriptDir, '..', 'renderer'),
    say: (line) => void process.stderr.write(`muster: ${line}\n`),
    print: (line) => void process.stdout.write(`${line}\n`),
    openBrowser,
    terminal: process.stderr.isTTY,
    onEnter: (pressed) => {
      if (!process.stdin.isTTY) return () => {};
      process.stdin.on('data', pressed);
      return () => void process.stdin.off('data', pressed).pause();
    },
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
    await pointToFirst(options, around);
    return { type: 'elsewhere' };
  }
  const ends: (() => Promise<void> | void)[] = [() => lock.release()];
  const end = async (): Promise<void> => {
    for (const step of ends.splice(0).reverse()) await step();
  };
  try {
    const server = await startServer(options, createHost, around, lock, ends);
    ends.push(announce(options, around, server));
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
  const sessions = new Sessions(join(dataDir, 'browser-sessions.json'), {
    now: Date.now,
    warn: (message) => around.say(message),
    seal: Seal.open(join(dataDir, 'seal.json')),
  });
  const access: Access = {
    list: () => sessions.list(),
    end: (id) => late.server?.endSession(id) ?? sessions.end(id),
  };
  const host = await createHost({ dataDir, codexHome, demo, createLink, access });
  ends.push(async () =>
    within(host.dispose(), END_LIMIT_MS, () => around.say('not every child ended in time')),
  );
  const changes = sessions.onChanged(() => host.sessionsChanged?.());
  ends.push(() => changes.dispose());
  const { listen, port, tls, allowHosts } = options;
  const server = await WebServer.start({
    ...{ host, root: around.root, listen, port, tls, allowHosts, sessions, now: Date.now },
    instance: { id: lock.id },
    show: () => {
      if (late.server !== undefined) show(options, around, late.server);
    },
  });
  late.server = server;
  ends.push(async () => server.close());
  lock.announce({ kind: 'browser', origin: server.localOrigin });
  return server;
}

/**
 * Says where it runs. A link goes only to the terminal of the person who started it, or on request (`--json`) to the
 * program that did: never into a file, and never into the arguments of a browser, which any process can read.
 */
function announce(options: WebOptions, around: Surroundings, server: WebServer): () => void {
  if (options.json) {
    const line = { url: server.startLink(), pid: process.pid, dataDir: options.dataDir };
    around.print(JSON.stringify(line));
  }
  show(options, around, server);
  around.say('Ctrl+C ends it and every agent');
  return around.onEnter(() => around.say(linkLine(server)));
}

/** Shows it to the person: in a browser that was let in before, and with a new link where only they read. */
function show(options: WebOptions, around: Surroundings, server: WebServer): void {
  const opened = options.open && around.openBrowser(`${server.localOrigin}/`);
  around.say(
    opened
      ? `Muster runs; opened ${server.localOrigin} in your browser`
      : `Muster runs at ${server.localOrigin}`,
  );
  if (around.terminal) around.say(`${linkLine(server)} Enter prints a new one.`);
  else if (!options.json) around.say('a link for a browser is only told to a terminal, or with --json');
}

function linkLine(server: WebServer): string {
  const url = server.startLink('code');
  const code = url.slice(url.indexOf('=') + 1);
  const minutes = LINK_MS / 60_000;
  return `to let a browser in, once, within ${minutes} minutes, open ${url} or type the code ${code} into the page.`;
}

async function pointToFirst(options: WebOptions, around: Surroundings): Promise<void> {
  const { pid, kind, origin } = await showFirst(options.dataDir);
  const where =
    kind === 'electron'
      ? 'in its own window'
      : `at ${origin}; it was asked to show itself where it was started`;
  around.say(`Muster already runs on ${options.dataDir} (process ${pid}) ${where}`);
  const url = kind === 'electron' ? 'app://muster/' : `${origin}/`;
  if (options.json) around.print(JSON.stringify({ url, pid, dataDir: options.dataDir }));
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
  // The reader of this pipe may end before us. Our last words are lost then, which is no reason to fail.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  let started: Started;
  try {
    started = await startBrowserHost(readOptions(), keptHost, around);
  } catch (error) {
    if (!(error instanceof WebStartError)) {
      // Thrown on, it would be caught as an error that nobody handled, and this process would wait for its end for ever.
      around.say(`Muster cannot begin; please report it: ${errorReport(error)}`);
      return 1;
    }
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
