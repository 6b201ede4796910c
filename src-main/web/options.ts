import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isLoopback } from './addresses.ts';

/** The browser host cannot start, for a reason that a person can mend; `exitCode` 2 is a wrong option. */
export class WebStartError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'WebStartError';
    this.exitCode = exitCode;
  }
}

export interface WebOptions {
  readonly dataDir: string;
  readonly codexHome: string | undefined;
  readonly demo: boolean;
  readonly json: boolean;
  readonly open: boolean;
  readonly listen: string;
  readonly port: number | undefined;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly allowHosts: readonly string[];
}

/** Reads the command line of the browser host. Throws a WebStartError for anything it does not understand. */
export function parseWebOptions(argv: readonly string[]): WebOptions {
  const values = parse(argv);
  const listen = values.listen ?? '127.0.0.1';
  const tls = readTls(values['tls-cert'], values['tls-key']);
  if (!isLoopback(listen) && tls === undefined && values['insecure-listen'] !== true) {
    throw new WebStartError(
      `--listen ${listen} lets other machines in without encryption: whoever shares the network could read the ` +
        `session and command the agents. Give --tls-cert FILE and --tls-key FILE, or use a tunnel ` +
        `(ssh -L 8080:127.0.0.1:PORT), or say --insecure-listen if the network is yours alone.`,
      2,
    );
  }
  const allow = (values['allow-host'] ?? '')
    .split(',')
    .flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const home = values['codex-home'];
  return {
    dataDir: resolve(values.data ?? defaultDataDir(values.demo === true)),
    codexHome: home === undefined ? undefined : resolve(home),
    demo: values.demo === true,
    json: values.json === true,
    open: values['no-open'] !== true,
    listen,
    port: parsePort(values.port),
    tls,
    allowHosts: allow,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: false,
      options: {
        data: { type: 'string' },
        'codex-home': { type: 'string' },
        port: { type: 'string' },
        listen: { type: 'string' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        'allow-host': { type: 'string' },
        'insecure-listen': { type: 'boolean' },
        demo: { type: 'boolean' },
        json: { type: 'boolean' },
        'no-open': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new WebStartError(
      `${(error as Error).message.split('.')[0]}. docs/security.md lists the options.`,
      2,
    );
  }
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new WebStartError(`--port wants a number from 0 to 65535, not "${text}".`, 2);
  return port;
}

function readTls(cert: string | undefined, key: string | undefined): WebOptions['tls'] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new WebStartError('--tls-cert and --tls-key belong together: give both files.', 2);
  }
  return { cert: readPem(cert, '--tls-cert'), key: readPem(key, '--tls-key') };
}

function readPem(file: string, option: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new WebStartError(`${option} ${file} cannot be read: ${(error as Error).message}`, 2);
  }
}

/** The platform's place for a program's data; the same as `npm start` chooses. The demo has one that can be removed. */
export function defaultDataDir(demo: boolean): string {
  const suffix = demo ? '-demo' : '';
  if (process.platform === 'darwin')
    return join(homedir(), 'Library', 'Application Support', `Muster${suffix}`);
  if (process.platform === 'win32') {
    const local = process.env['LOCALAPPDATA'];
    return join(
      local === undefined || local === '' ? join(homedir(), 'AppData', 'Local') : local,
      `Muster${suffix}`,
    );
  }
  const xdg = process.env['XDG_DATA_HOME'];
  const base = xdg?.startsWith('/') === true ? xdg : join(homedir(), '.local', 'share');
  return join(base, `muster${suffix}`);
}
