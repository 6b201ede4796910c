import { describe, expect, it } from 'vitest';
import { guardedClock } from './clock.ts';
import { Emitter } from './emitter.ts';
import { manualClock } from '../../test/support/manual-clock.ts';

describe('Emitter', () => {
  it('tells every listener, whatever the others throw, and never throws itself', () => {
    const failed: unknown[] = [];
    const emitter = new Emitter<number>((error) => {
      failed.push((error as Error).message);
      if (failed.length === 2) throw new Error('whoever is told throws as well');
    });
    const told: string[] = [];
    emitter.event((value) => {
      throw new Error(`first ${value}`);
    });
    emitter.event((value) => told.push(`second ${value}`));
    emitter.event((value) => {
      throw new Error(`third ${value}`);
    });
    emitter.event((value) => told.push(`fourth ${value}`));
    const unhandled: unknown[] = [];
    const before = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (error) => unhandled.push(error));
    emitter.fire(7);
    expect(told).toEqual(['second 7', 'fourth 7']);
    expect(failed).toEqual(['first 7', 'third 7']);
    return new Promise<void>((done) => setTimeout(done, 0)).then(() => {
      process.removeAllListeners('unhandledRejection');
      for (const listener of before) process.on('unhandledRejection', listener);
      expect(String(unhandled)).toContain('whoever is told throws as well');
    });
  });
});

describe('guardedClock', () => {
  it('hands what a timer throws to whoever counts it', () => {
    const manual = manualClock();
    const failed: unknown[] = [];
    const clock = guardedClock(manual, (error) => failed.push((error as Error).message));
    const ran: number[] = [];
    clock.setTimeout(() => {
      throw new Error('a timer');
    }, 1);
    clock.setTimeout(() => ran.push(2), 2);
    const cancelled = clock.setTimeout(() => ran.push(3), 3);
    clock.clearTimeout(cancelled);
    manual.advance(10);
    expect({ failed, ran }).toEqual({ failed: ['a timer'], ran: [2] });
  });
});
