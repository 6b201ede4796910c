/**
 * A recording of what one real Codex writes while it streams many threads at once: made once with the bundled binary
 * and the scripted model, kept in the temporary folder, made anew when the Codex version or the shape changes.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  bundledCodexPath,
  TESTED_CODEX_VERSION,
} from '../../../src-main/host/engines/codex/app-server/codex-binary.ts';
import { codexConfigToml } from '../../../src-main/host/inference/codex-config.ts';
import { startScriptedModel } from '../../../src-main/host/inference/scripted-model.ts';
import { scratch } from './lifetime.ts';
import { scriptedScenarios } from '../../support/scripted-scenarios.ts';
import { NAMED_CODEX } from '../../support/tested-codex.ts';

export interface RecordingShape {
  readonly threads: number;
  readonly deltasPerThread: number;
  readonly charsPerDelta: number;
}

/** What one Codex gives at most on two cores: 100 threads at 12,000 deltas a second in all, for 20 s. */
export const STREAM = { threads: 100, deltasPerThread: 2400, charsPerDelta: 12, rate: 12_000 } as const;

/** The path of the recording: one line of the app-server's stdout per line, answers to our own requests left out. */
export async function recording(shape: RecordingShape): Promise<string> {
  const folder = join(tmpdir(), 'muster-bench-recordings');
  const { threads, deltasPerThread, charsPerDelta } = shape;
  const of = NAMED_CODEX === undefined ? '' : `${NAMED_CODEX.replaceAll(/\W+/g, '-')}-`;
  const file = join(
    folder,
    `${of}${TESTED_CODEX_VERSION}-${threads}x${deltasPerThread}x${charsPerDelta}.jsonl`,
  );
  if (existsSync(file)) return file;
  process.stderr.write(`recording ${threads} threads of ${deltasPerThread} deltas with the real Codex …\n`);
  mkdirSync(folder, { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await record(shape, fresh);
  renameSync(fresh, file);
  return file;
}

async function record(
  { threads, deltasPerThread, charsPerDelta }: RecordingShape,
  file: string,
): Promise<void> {
  const binary = NAMED_CODEX ?? bundledCodexPath(import.meta.url);
  if (binary === null) throw new Error('the bundled Codex is not installed; run npm ci');
  const root = scratch('record');
  const model = await startScriptedModel({ scenarios: scriptedScenarios });
  writeFileSync(join(root, 'config.toml'), codexConfigToml({ modelUrl: model.url, trustedFolders: [root] }));
  const child = spawn(binary, ['app-server'], {
    cwd: root,
    env: { ...process.env, CODEX_HOME: root },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    const out = createWriteStream(file);
    const answers = new Map<number, (result: never) => void>();
    let ended = 0;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`Codex exited with ${code} while it was recorded`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const message = JSON.parse(line) as { id?: number; method?: string; result?: never };
        if (message.method === undefined) answers.get(message.id ?? -1)?.(message.result as never);
        else out.write(`${line}\n`);
        if (message.method === 'turn/completed' && ++ended === threads) resolve();
      });
      let next = 0;
      const request = <T>(method: string, params: unknown): Promise<T> =>
        new Promise((done) => {
          answers.set(next, done as (result: never) => void);
          child.stdin.write(`${JSON.stringify({ id: next++, method, params })}\n`);
        });
      const run = async (): Promise<void> => {
        await request('initialize', {
          clientInfo: { name: 'muster', title: 'Recorder', version: '0' },
          capabilities: { experimentalApi: true },
        });
        const ids: string[] = [];
        for (let at = 0; at < threads; at += 1) {
          const { thread } = await request<{ thread: { id: string } }>('thread/start', { cwd: root });
          ids.push(thread.id);
        }
        const text = `[script:flood deltas=${deltasPerThread} chars=${charsPerDelta}]`;
        await Promise.all(
          ids.map((threadId) =>
            request('turn/start', { threadId, input: [{ type: 'text', text, text_elements: [] }] }),
          ),
        );
      };
      run().catch(reject);
    });
    await new Promise((done) => out.end(done));
  } finally {
    child.removeAllListeners('exit');
    child.stdin.end();
    await model.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
