import type { Generation } from '#shared/model/ids.ts';

/** One way to an app-server that is open: it takes lines, and gives lines to whoever opened it. */
export interface LineTransport {
  /** Sends one line, without its end. One that cannot be sent any more is dropped: the end is told by `ended`. */
  send(line: string): void;
  /** Ends it in order, and by force where that takes too long. Resolves when it is over. */
  end(): Promise<void>;
  /** Ends it at once. */
  abort(): void;
  /** What is known of the other side, for diagnostics; all of it may be missing where it is no process of this machine. */
  readonly facts: TransportFacts;
}

export interface TransportFacts {
  readonly pid: number | undefined;
  /** Lines that were too long to be taken. */
  readonly oversized: number;
  /** What it said last beside its lines. */
  readonly stderr: readonly string[];
}

/** How a transport came to its end. */
export interface LineEnd {
  /** In the person's words. `early`: before its first answer. */
  explain(early: boolean): { readonly reason: string; readonly hint: string | null };
  readonly stderr: readonly string[];
}

/** Who hears what comes over a transport. */
export interface LineHandlers {
  /** The name of this opening, which nothing else ever has. */
  readonly generation: Generation;
  /** One line. */
  readonly line: (text: string) => void;
  /** Told exactly once, after all lines were handled, of a transport that was opened. */
  readonly ended: (end: LineEnd) => void;
  /** What `line` or `ended` threw. */
  readonly failed: (error: unknown) => void;
}

/** Opens ways to one app-server, one after the other. */
export interface Connector {
  /**
   * Opens the way. Rejects with CannotOpen when trying again by itself would not help, and with another error, whose
   * message is for the person, when it may.
   */
  open(handlers: LineHandlers): Promise<LineTransport>;
}

/** It cannot be opened at all until something is changed; the message says what. */
export class CannotOpen extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CannotOpen';
  }
}
