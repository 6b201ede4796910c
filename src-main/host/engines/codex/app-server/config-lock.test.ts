import { describe, expect, it } from 'vitest';
import { ConfigLocks } from './config-lock.ts';

describe('ConfigLocks', () => {
  it('runs work on one home one at a time, in order, and on two homes at once', async () => {
    const locks = new ConfigLocks();
    const events: string[] = [];
    const gates: Record<string, () => void> = {};
    const work = (name: string) => (): Promise<string> => {
      events.push(`${name} begins`);
      return new Promise((resolve) => {
        gates[name] = () => {
          events.push(`${name} ends`);
          resolve(name);
        };
      });
    };
    const first = locks.run('home', work('first'));
    const second = locks.run('home', work('second'));
    const other = locks.run('elsewhere', work('other'));
    expect(events).toEqual(['first begins', 'other begins']);
    gates['first']?.();
    await first;
    await Promise.resolve();
    gates['other']?.();
    gates['second']?.();
    expect(await Promise.all([second, other])).toEqual(['second', 'other']);
    expect(events).toEqual([
      'first begins',
      'other begins',
      'first ends',
      'second begins',
      'other ends',
      'second ends',
    ]);
  });

  it('goes on after a failure, which only its own caller sees', async () => {
    const locks = new ConfigLocks();
    const failing = locks.run('home', () => Promise.reject(new Error('no')));
    const next = locks.run('home', () => Promise.resolve('fine'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('fine');
  });
});
