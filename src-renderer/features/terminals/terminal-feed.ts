import type { Disposable } from '#shared/base/disposable.ts';
import type { ContractClient } from '#shared/contract/client.ts';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { terminalTopic } from '#shared/contract/topics.ts';
import type { TerminalId } from '#shared/model/ids.ts';
import { TERMINAL_SEEN_EVERY, type TerminalSize } from '#shared/model/terminal/terminal.ts';

/** What a sink may have that it has not parsed, UTF-16 units: more than the host lets wait for a client. */
const SINK_LIMIT = 512 * 1024;

/** What draws a terminal, as its feed needs it: xterm.js, with or without a screen. */
export interface FeedSink {
  /** Forgets everything, and takes a size. */
  reset(size: TerminalSize): void;
  resize(size: TerminalSize): void;
  /** Takes more output; `done` is called when it has been parsed. Writes are parsed in their order. */
  write(text: string, done: () => void): void;
}

export interface FeedOptions {
  readonly client: ContractClient;
  readonly id: TerminalId;
  readonly sink: FeedSink;
  /** The screen stands for the first time, or again after it had to start over. */
  readonly shown: () => void;
  /** The screen could not be fetched; it is tried again with the next output or connection. */
  readonly failed: (failure: ContractFailure) => void;
}

/**
 * Brings one terminal's screen and output to what draws it, without a loss and without anything twice: first the
 * screen, then the output from the offset of the screen on. Whoever is too far behind starts over from the screen.
 */
export class TerminalFeed implements Disposable {
  readonly #options: FeedOptions;
  readonly #topic: string;
  readonly #open: Disposable;
  readonly #listening: Disposable;
  /** All output before this was given to the sink; null while there is no screen. */
  #given: number | null = null;
  #sizes = 0;
  #fetching = false;
  /** Counts screens, so that what was parsed for an earlier one is told to nobody. */
  #round = 0;
  #told = 0;
  /** All output before this was parsed by the sink. */
  #shown = 0;
  /** There is more to give, once the sink has parsed what it has. */
  #waiting = false;
  #ended = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#topic = terminalTopic(options.id);
    this.#open = options.client.open(this.#topic, () => this.#pump());
    this.#listening = options.client.onState(() => this.#pump());
    this.#pump();
  }

  dispose(): void {
    this.#ended = true;
    this.#open.dispose();
    this.#listening.dispose();
  }

  #pump(): void {
    if (this.#ended) return;
    const { mirror } = this.#options.client.view(this.#topic) ?? {};
    const size = mirror === undefined ? undefined : terminalTopic.size.get(mirror.values);
    // Before the topic is there the host would not know that this client follows.
    if (mirror?.ready !== true || size === undefined) return;
    const { start, text } = mirror.texts.get(terminalTopic.output.key) ?? { start: 0, text: '' };
    const end = start + text.length;
    // A sink that does not come after gets no more; the host stopped waiting for it, and it will start over.
    this.#waiting = this.#given !== null && this.#given - this.#shown > SINK_LIMIT;
    if (this.#waiting) return;
    // A size between two that are known was missed, or output is no longer kept.
    if (this.#given === null || this.#given < start || this.#given > end || size.count > this.#sizes + 1) {
      void this.#fetch();
      return;
    }
    if (size.count > this.#sizes) {
      if (size.at < this.#given) {
        void this.#fetch();
        return;
      }
      this.#give(text.slice(this.#given - start, size.at - start), size.at);
      this.#options.sink.resize(size);
      this.#sizes = size.count;
    }
    this.#give(text.slice(this.#given - start), end);
  }

  #give(text: string, end: number): void {
    this.#given = end;
    const round = this.#round;
    const begin = end - text.length;
    // In pieces, so that the host hears of the first while the last is parsed.
    for (let at = 0; at < text.length; at += TERMINAL_SEEN_EVERY) {
      const piece = text.slice(at, at + TERMINAL_SEEN_EVERY);
      this.#options.sink.write(piece, () => {
        if (round === this.#round) this.#parsed(begin + at + piece.length);
      });
    }
  }

  #parsed(offset: number): void {
    if (this.#ended) return;
    this.#shown = offset;
    if (this.#waiting) this.#pump();
    if (offset - this.#told < TERMINAL_SEEN_EVERY) return;
    this.#told = offset;
    const { client, id } = this.#options;
    // When it is lost with its connection, the host does not wait for this client until the next word.
    client.call('terminal/seen', { terminalId: id, offset }).catch(() => {});
  }

  async #fetch(): Promise<void> {
    const { client, id, sink, shown, failed } = this.#options;
    if (this.#fetching || client.state.type !== 'connected') return;
    this.#fetching = true;
    this.#given = null;
    try {
      const { screen, offset, cols, rows, sizes } = await client.call('terminal/screen', { terminalId: id });
      if (this.#ended) return;
      this.#round += 1;
      sink.reset({ cols, rows });
      this.#sizes = sizes;
      this.#given = offset;
      this.#told = offset;
      this.#shown = offset;
      sink.write(screen, shown);
    } catch (error) {
      if (!this.#ended) failed(error as ContractFailure);
      return;
    } finally {
      this.#fetching = false;
    }
    this.#pump();
  }
}
