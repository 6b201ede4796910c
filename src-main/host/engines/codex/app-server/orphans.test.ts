import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../../../test/support/manual-clock.ts';
import { endOrphanedSandboxes, GENERATION_VARIABLE } from './orphans.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-orphans-'));
  for (const program of ['bwrap', 'codex-linux-sandbox', 'node'])
    copyFileSync('/bin/sh', join(folder, program));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that looks like a part of a sandbox; its parent, this test, is of no app-server. */
async function running(
  program: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<ChildProcess> {
  const child = spawn(join(folder, program), ['-c', 'echo up; read line', ...args], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

const mark = { [GENERATION_VARIABLE]: 'of a process that is gone' };

describe.skipIf(platform() !== 'linux')('sandboxes that lost their app-server', () => {
  it('are ended; what is not one of ours, or means to stay, is left alone', async () => {
    const orphans = [
      await running('bwrap', mark, '--die-with-parent'),
      await running('codex-linux-sandbox', mark, '--sandbox-policy-cwd', folder),
    ];
    const others = [
      await running('bwrap', {}, '--die-with-parent'),
      await running('codex-linux-sandbox', {}, '--sandbox-policy-cwd', folder),
      await running('bwrap', mark),
      await running('node', mark, '--die-with-parent'),
    ];
    const gone = orphans.map((orphan) => once(orphan, 'exit'));
    endOrphanedSandboxes(manualClock());
    for (const end of await Promise.all(gone)) expect(end).toEqual([null, 'SIGKILL']);
    expect(others.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('are ended with the reading of a shell, which has a session of its own', async () => {
    const shell = async (env: Record<string, string>, script: string): Promise<ChildProcess> => {
      const child = spawn('/bin/sh', ['-lc', `echo up; read line\n${script}`], {
        env: { PATH: '/usr/bin:/bin', ...env },
        stdio: ['pipe', 'pipe', 'inherit'],
        detached: true,
      });
      children.push(child);
      await once(child.stdout, 'data');
      return child;
    };
    const orphan = await shell(mark, "echo '# Snapshot file'");
    const others = [await shell({}, "echo '# Snapshot file'"), await shell(mark, 'echo mine')];
    const gone = once(orphan, 'exit');
    endOrphanedSandboxes(manualClock());
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(others.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null]);
  });

  it('are ended also when they show themselves only two seconds later', async () => {
    const clock = manualClock();
    endOrphanedSandboxes(clock);
    const late = await running('codex-linux-sandbox', mark, '--sandbox-policy-cwd', folder);
    const gone = once(late, 'exit');
    clock.advance(2000);
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(clock.next()).toBeUndefined();
  });
});
