/** A client's view of a terminal without a page: the page's own feed in front of a terminal without a screen. */
import headless from '@xterm/headless';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import type { TerminalId } from '#shared/model/ids.ts';
import { terminalsTopic } from '#shared/contract/topics.ts';
import type { TerminalEntity } from '#shared/model/terminal/terminal.ts';
import { TerminalFeed, type FeedSink } from '../../src-renderer/features/terminals/terminal-feed.ts';
import type { TestClient } from './test-client.ts';

/** One drawn terminal, and the waiting for what it shows. */
export class DrawnTerminal {
  readonly terminal = new headless.Terminal({ cols: 80, rows: 24, scrollback: 5000, allowProposedApi: true });
  readonly feed: TerminalFeed;
  readonly failures: string[] = [];
  /** How often it got the whole screen. */
  screens = 0;
  readonly #waiting = new Set<() => void>();

  constructor(client: TestClient, id: TerminalId, wrap: (sink: FeedSink) => FeedSink = (sink) => sink) {
    this.terminal.loadAddon(new Unicode11Addon());
    this.terminal.unicode.activeVersion = '11';
    const { terminal } = this;
    const sink: FeedSink = {
      reset: ({ cols, rows }) =>
        terminal.write('', () => {
          terminal.reset();
          terminal.resize(cols, rows);
        }),
      resize: ({ cols, rows }) => terminal.write('', () => terminal.resize(cols, rows)),
      write: (text, done) =>
        terminal.write(text, () => {
          done();
          for (const check of [...this.#waiting]) check();
        }),
    };
    this.feed = new TerminalFeed({
      client: client.contract,
      id,
      sink: wrap(sink),
      shown: () => {
        this.screens += 1;
      },
      failed: ({ message }) => this.failures.push(message),
    });
  }

  /** The lines of the screen, without the empty ones at its end. */
  lines(): string[] {
    const { active } = this.terminal.buffer;
    const lines = Array.from(
      { length: this.terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** Everything above the screen and on it. */
  all(): string[] {
    const { active } = this.terminal.buffer;
    return Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    );
  }

  /** Resolves when the screen is as wanted; rejects with what it shows instead. */
  until(wanted: (lines: string[]) => boolean, what: string, timeoutMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!wanted(this.lines())) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`waited in vain for ${what}; the screen is\n${this.lines().join('\n')}`));
      }, timeoutMs);
      this.#waiting.add(check);
      check();
    });
  }

  dispose(): void {
    this.feed.dispose();
    this.terminal.dispose();
  }
}

/** The tab of a terminal, as a client knows it. */
export function tabOf(client: TestClient, id: TerminalId): TerminalEntity | undefined {
  return client.values(terminalsTopic.topic, terminalsTopic.terminal).find((terminal) => terminal.id === id);
}
