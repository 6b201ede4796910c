import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { living, treeOf } from '../../../test/support/processes.ts';
import {
  endInSteps,
  killTree,
  signalQuietly,
  whenOver,
  type EndStep,
  type ProcessEnd,
} from './process-end.ts';
import { systemClock } from './system-clock.ts';

/** Something that leaves after the step of that number; 0 is gone from the start. */
function leavesAfter(step: number) {
  let taken = 0;
  let look: (() => void) | undefined;
  return {
    steps: (...waits: readonly number[]): EndStep[] =>
      waits.map((waitMs) => ({ act: () => void (taken += 1), waitMs })),
    taken: () => taken,
    watched: () => look !== undefined,
    told: () => look?.(),
    what: {
      gone: () => taken >= step,
      watch: (called: () => void) => {
        look = called;
        return () => (look = undefined);
      },
    },
  };
}

describe('endInSteps', () => {
  it('takes the first step at once, and the next ones only when its time is over', async () => {
    const clock = manualClock();
    const { steps, taken, what } = leavesAfter(3);
    const ended = endInSteps(steps(2000, 500, 100), what, clock);
    expect(taken()).toBe(1);
    clock.advance(1999);
    await Promise.resolve();
    expect(taken()).toBe(1);
    clock.advance(1);
    await expect.poll(taken).toBe(2);
    clock.advance(500);
    expect(await ended).toBe(true);
    expect(taken()).toBe(3);
    expect(clock.next()).toBeUndefined();
  });

  it('takes no step for what is gone, and none after it has left', async () => {
    const clock = manualClock();
    const gone = leavesAfter(0);
    expect(await endInSteps(gone.steps(2000), gone.what, clock)).toBe(true);
    expect(gone.taken()).toBe(0);

    let left = false;
    let look = (): void => {};
    const taken: string[] = [];
    const ended = endInSteps(
      [
        { act: () => taken.push('asked'), waitMs: 2000 },
        { act: () => taken.push('killed'), waitMs: 2000 },
      ],
      { gone: () => left, watch: (called) => ((look = called), () => {}) },
      clock,
    );
    look();
    left = true;
    look();
    expect(await ended).toBe(true);
    expect(taken).toEqual(['asked']);
    expect(clock.next()).toBeUndefined();
  });

  it('says when something is left after the last step, and watches no longer', async () => {
    const clock = manualClock();
    const { steps, taken, what, watched } = leavesAfter(9);
    const ended = endInSteps(steps(10), what, clock);
    expect(watched()).toBe(true);
    clock.advance(10);
    expect(await ended).toBe(false);
    expect({ taken: taken(), watched: watched() }).toEqual({ taken: 1, watched: false });
  });
});

describe.skipIf(process.platform === 'win32')('the end of a process', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'muster-end-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = (script: string) =>
    spawn('/bin/sh', ['-c', script], { cwd: folder, detached: true, stdio: 'pipe' });
  const over = (child: ReturnType<typeof start>): Promise<ProcessEnd> =>
    new Promise((resolve) => whenOver(child, systemClock, resolve));
  const pid = (): number => {
    try {
      return Number(readFileSync(join(folder, 'pid'), 'utf8'));
    } catch {
      return 0;
    }
  };

  it('is told once, after what it wrote', async () => {
    const child = start('printf out; exit 3');
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    const ends: ProcessEnd[] = [];
    await new Promise<void>((resolve) =>
      whenOver(child, systemClock, (end) => {
        ends.push(end);
        resolve();
      }),
    );
    expect({ text, ends }).toEqual({ text: 'out', ends: [{ code: 3, signal: null, problem: null }] });
  });

  it('is told of one that could not be started', async () => {
    const { problem, code } = await over(spawn(join(folder, 'none'), { stdio: 'pipe' }));
    expect({ code, problem: problem?.code }).toEqual({ code: null, problem: 'ENOENT' });
  });

  it('takes along what it left in its group, also when that holds its output open', async () => {
    const end = await over(start('sleep 60 & echo $! > pid; exit 0'));
    expect(end).toEqual({ code: 0, signal: null, problem: null });
    expect(pid()).toBeGreaterThan(0);
    await expect.poll(() => treeOf(pid())).toEqual([]);
  });

  it('kills one with what it started', async () => {
    const child = start('sleep 60 & echo $! > pid; wait');
    const ended = over(child);
    await expect.poll(pid).toBeGreaterThan(0);
    const tree = treeOf(child.pid ?? 0);
    killTree(child);
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL', problem: null });
    await expect.poll(() => living(tree)).toEqual([]);
    expect(() => signalQuietly(pid(), 'SIGKILL')).not.toThrow();
  });
});
