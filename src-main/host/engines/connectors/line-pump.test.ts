import { describe, expect, it } from 'vitest';
import { LinePump } from './line-pump.ts';

describe('LinePump', () => {
  it('does no work while it is being pushed to', async () => {
    const lines: string[] = [];
    const pump = new LinePump((line) => lines.push(line));
    pump.push(Buffer.from('one\ntwo\nthr'));
    pump.push(Buffer.from('ee\n'));
    expect(lines).toEqual([]);
    await pump.drained();
    expect(lines).toEqual(['one', 'two', 'three']);
  });

  it('lets the event loop have its turn while it works off a flood, and keeps the order', async () => {
    let last = -1;
    let ordered = true;
    const pump = new LinePump((line) => {
      const value = Number(line);
      ordered &&= value === last + 1;
      last = value;
      // Work of about 20 µs a line, so that the flood takes many slices.
      const until = performance.now() + 0.02;
      while (performance.now() < until);
    });
    const count = 5000;
    pump.push(Buffer.from(Array.from({ length: count }, (_, at) => `${at}\n`).join('')));
    let turns = 0;
    let over = false;
    const turn = (): void => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    await pump.drained();
    over = true;
    expect({ last, ordered }).toEqual({ last: count - 1, ordered: true });
    expect(turns).toBeGreaterThan(5);
  });

  it('goes on after a line that cannot be taken, and says so', async () => {
    const lines: string[] = [];
    const failed: unknown[] = [];
    const pump = new LinePump(
      (line) => {
        if (line.startsWith('bad')) throw new Error(line);
        lines.push(line);
      },
      (error) => failed.push((error as Error).message),
    );
    pump.push(Buffer.from(`bad first\n${'one\n'.repeat(20)}bad next\ntwo\n`));
    pump.push(Buffer.from('bad last\n'));
    await pump.drained();
    expect(lines).toEqual([...Array.from({ length: 20 }, () => 'one'), 'two']);
    expect(failed).toEqual(['bad first', 'bad next', 'bad last']);
    pump.push(Buffer.from('three\n'));
    await pump.drained();
    expect(lines.at(-1)).toBe('three');
  });
});
