import type { Clock } from '#shared/base/clock.ts';
import type { Coloured, LineColours } from './colours.ts';
import type { Grammar } from './languages.ts';

export interface ColourRequest {
  readonly id: number;
  readonly text: string;
  readonly grammar: Grammar;
}
export interface ColourAnswer {
  readonly id: number;
  /** Null where it could not be coloured. */
  readonly lines: readonly LineColours[] | null;
}
/** What of a worker is used. */
export interface ColourWorker {
  postMessage(request: ColourRequest): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<ColourAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** UTF-16 units of a code that is coloured; longer ones stay plain. */
export const LONGEST_CODE = 100_000;
/** ms that one code may take, its grammar's loading included, before its worker is ended. */
export const MOST_MS = 4000;
/** Codes whose colours are remembered: those in view, and a scroll around them. */
const REMEMBERED = 200;

interface Waiting {
  readonly request: ColourRequest;
  readonly done: (coloured: Coloured | null) => void;
}

/**
 * Colours code in a worker, one at a time, so that the page never waits for a grammar. A code that takes too long ends
 * its worker and stays plain for good; the next ones get another.
 */
export class Colourer {
  readonly #make: () => ColourWorker;
  readonly #clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  #worker: ColourWorker | null = null;
  #waiting: Waiting[] = [];
  #current: Waiting | null = null;
  #timer: unknown;
  #lastId = 0;
  readonly #known = new Map<string, Coloured | null>();

  constructor(make: () => ColourWorker, clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>) {
    this.#make = make;
    this.#clock = clock;
  }

  /** The colours that are known already; undefined where they must be asked for, null where there are none. */
  known(text: string, grammar: Grammar | null): Coloured | null | undefined {
    if (grammar === null || text === '' || text.length > LONGEST_CODE) return null;
    return this.#known.get(keyOf(text, grammar));
  }

  /** Answers once; null where the code stays plain. The function it returns takes the wish back. */
  colour(text: string, grammar: Grammar, done: (coloured: Coloured | null) => void): () => void {
    const waiting: Waiting = { request: { id: (this.#lastId += 1), text, grammar }, done };
    this.#waiting.push(waiting);
    this.#next();
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
    };
  }

  #next(): void {
    if (this.#current !== null) return;
    // What was asked for last is what is looked at.
    const next = this.#waiting.pop();
    if (next === undefined) return;
    const known = this.known(next.request.text, next.request.grammar);
    if (known !== undefined) {
      next.done(known);
      this.#next();
      return;
    }
    this.#current = next;
    try {
      this.#worker ??= this.#start();
      this.#timer = this.#clock.setTimeout(() => this.#end(), MOST_MS);
      this.#worker.postMessage(next.request);
    } catch {
      this.#end();
    }
  }

  #start(): ColourWorker {
    const worker = this.#make();
    worker.onmessage = ({ data }) => {
      if (data.id === this.#current?.request.id) this.#answer(data.lines);
    };
    worker.onerror = () => this.#end();
    return worker;
  }

  /** The worker does not answer, or cannot: what it had stays plain. */
  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#answer(null);
  }

  #answer(lines: readonly LineColours[] | null): void {
    const current = this.#current;
    if (current === null) return;
    this.#clock.clearTimeout(this.#timer);
    this.#current = null;
    const { text, grammar } = current.request;
    const coloured = lines === null ? null : { text, lines };
    this.#known.set(keyOf(text, grammar), coloured);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    current.done(coloured);
    this.#next();
  }
}

function keyOf(text: string, grammar: Grammar): string {
  return `${grammar} ${text}`;
}
