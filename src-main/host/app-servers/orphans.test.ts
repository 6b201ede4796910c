import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOrphanedSandboxes, GENERATION_VARIABLE } from './orphans.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-orphans-'));
  copyFileSync('/bin/sh', join(folder, 'bwrap'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that looks like a sandbox; its parent, this test, is of no app-server. */
async function sandbox(env: Record<string, string>, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(join(folder, 'bwrap'), ['-c', 'echo up; read line', ...args], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

describe.skipIf(process.platform !== 'linux')('sandboxes that lost their app-server', () => {
  it('are ended; what is not one of ours, or means to stay, is left alone', async () => {
    const mark = { [GENERATION_VARIABLE]: 'of a process that is gone' };
    const orphan = await sandbox(mark, '--die-with-parent');
    const foreign = await sandbox({}, '--die-with-parent');
    const detached = await sandbox(mark);
    const gone = once(orphan, 'exit');
    endOrphanedSandboxes();
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect([foreign.exitCode, foreign.signalCode, detached.exitCode, detached.signalCode]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
