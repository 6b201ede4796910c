import { describe, expect, it } from 'vitest';
import { ParseTurns, type Parser } from './parse-turns.ts';

/** Something with so much to parse, whose turns end when the test says. */
class Work implements Parser {
  left: number;
  readonly turns: number[] = [];
  readonly #log: string[];
  readonly #name: string;
  #done: ((ms: number | undefined) => void) | undefined;

  constructor(name: string, left: number, log: string[]) {
    this.#name = name;
    this.left = left;
    this.#log = log;
  }
  get hasWork(): boolean {
    return this.left > 0;
  }
  parse(units: number, done: (ms: number | undefined) => void): void {
    this.#log.push(this.#name);
    this.turns.push(units);
    this.left -= units;
    this.#done = done;
  }
  end(ms?: number): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(ms);
  }
}

describe('ParseTurns', () => {
  it('goes round all who have work, one at a time', () => {
    const log: string[] = [];
    const turns = new ParseTurns();
    const flood = new Work('flood', 1e9, log);
    const quiet = new Work('quiet', 10, log);
    turns.ask(flood);
    turns.ask(quiet);
    turns.ask(flood);
    expect(log).toEqual(['flood']);
    flood.end();
    quiet.end();
    flood.end();
    quiet.left = 10;
    turns.ask(quiet);
    flood.end();
    expect(log).toEqual(['flood', 'quiet', 'flood', 'flood', 'quiet']);
  });

  it('makes turns shorter when they take long and longer when they do not, within bounds', () => {
    const turns = new ParseTurns();
    const work = new Work('work', 1e9, []);
    turns.ask(work);
    for (let turn = 0; turn < 40; turn += 1) work.end(50);
    const least = work.turns.at(-1) ?? 0;
    for (let turn = 0; turn < 40; turn += 1) work.end(0.1);
    const most = work.turns.at(-1) ?? 0;
    expect([least, most]).toEqual([32 * 1024, 128 * 1024]);
  });

  it('gives no turn to who has left', () => {
    const log: string[] = [];
    const turns = new ParseTurns();
    const first = new Work('first', 1e9, log);
    const second = new Work('second', 1e9, log);
    turns.ask(first);
    turns.ask(second);
    turns.leave(second);
    first.left = 0;
    first.end();
    expect(log).toEqual(['first']);
  });
});
