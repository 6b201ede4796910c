import { spawn, type ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import { errorWords } from '#shared/base/words.ts';
import type { Clock } from '#shared/base/clock.ts';
import { redact } from '#shared/model/secrets/redact.ts';
import { killTree, whenOver } from '../base/process-end.ts';
import { spawnable } from '../base/spawnable.ts';
import { GatewayFailure, type GatewayTransport, type Signed } from './ask.ts';
import { envelopeSchema, LONGEST_ANSWER } from './gateway-message.ts';

/** Variables of Muster's own that no other program has business with. */
const PRIVATE = /^MUSTER_/;
/** UTF-16 units of the end of stderr that explain a failure. */
const STDERR_KEPT = 2000;
/**
 * Asks a program: one line of JSON on stdin, one on stdout, then it ends with 0. No shell reads the command. It runs in
 * the person's home folder, never in a repository, and whatever it started ends with it.
 */
export function commandGateway(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): GatewayTransport {
  return async (message: Signed, signal): Promise<Signed> => {
    const output = await run(argv, env, `${JSON.stringify(message)}\n`, clock, signal);
    let json: unknown;
    try {
      json = JSON.parse(output);
    } catch {
      throw new GatewayFailure(
        output.trim() === '' ? 'It wrote no answer' : 'What it wrote is not one line of JSON',
      );
    }
    const read = envelopeSchema.safeParse(json);
    if (!read.success) throw new GatewayFailure('What it wrote has no body and signature as documented');
    return { body: read.data.body, signature: read.data.signature };
  };
}

function run(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  input: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = argv;
    const child = start(program, args, env);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let stderr = '';
    let failure: string | undefined;
    const stop = (why: string): void => {
      failure ??= why;
      killTree(child);
    };
    const aborted = (): void => stop('It was asked no longer');
    whenOver(child, clock, ({ code, signal: by, problem }) => {
      signal.removeEventListener('abort', aborted);
      child.stdout?.destroy();
      child.stderr?.destroy();
      if (problem !== null) failure = spawnProblem(program, problem);
      if (failure !== undefined) reject(new GatewayFailure(failure));
      else if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new GatewayFailure(endWords(code, by, stderr)));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LONGEST_ANSWER) stop(`It wrote more than ${LONGEST_ANSWER} bytes`);
      else chunks.push(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    // A command may end without reading its input, which breaks the pipe. Its exit code tells more.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
  });
}

function start(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChildProcess {
  let made;
  try {
    made = spawnable(program, args);
  } catch (error) {
    throw new GatewayFailure(errorWords(error));
  }
  return spawn(made.command, made.args, {
    cwd: homedir(),
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !PRIVATE.test(name))),
    stdio: 'pipe',
    shell: false,
    windowsHide: true,
    windowsVerbatimArguments: made.verbatim,
    // A process group of its own, so that all it starts can be ended with it.
    detached: process.platform !== 'win32',
  });
}

function spawnProblem(program: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return `There is no program ${program}`;
  if (error.code === 'EACCES') return `${program} may not be run: it is not executable`;
  return `${program} could not be started: ${error.message}`;
}

function endWords(code: number | null, by: string | null, stderr: string): string {
  const how = code === null ? `was ended by ${by ?? 'the system'}` : `ended with ${code}`;
  const lines = stderr.trim().split('\n');
  // Interpreters end with lines of their own; the one that names an error tells more.
  const line = lines.findLast((one) => /error/i.test(one)) ?? lines.at(-1) ?? '';
  const told = redact(line.trim()).slice(0, 200);
  return `It ${how}${told === '' ? '' : `: ${told}`}`;
}
