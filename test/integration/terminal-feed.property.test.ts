/**
 * Whatever a program writes, however it is cut, and whenever a client comes, breaks off or stalls: its screen is in the
 * end that of a terminal that read everything at once. The PTY is left out, everything else is as in the host.
 */
import fc from 'fast-check';
import headless from '@xterm/headless';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { describe, expect, it } from 'vitest';
import { memoryTransports } from '#shared/contract/memory-transport.ts';
import { terminalTopic } from '#shared/contract/topics.ts';
import { asId, type TerminalId } from '#shared/model/ids.ts';
import { TERMINAL_OUTPUT, type TerminalSize } from '#shared/model/terminal/terminal.ts';
import { ParseTurns } from '../../src-main/host/terminals/parse-turns.ts';
import { Screen } from '../../src-main/host/terminals/screen.ts';
import { ClientSession } from '../../src-main/host/topics/client-session.ts';
import { Topic } from '../../src-main/host/topics/topic.ts';
import { systemClock } from '../../src-main/host/system-clock.ts';
import { DrawnTerminal } from '../support/terminal-client.ts';
import { TestClient } from '../support/test-client.ts';

const id = asId<TerminalId>('t');
const FIRST: TerminalSize = { cols: 30, rows: 8 };

type Op =
  | { readonly type: 'write'; readonly text: string; readonly cuts: readonly number[] }
  | { readonly type: 'resize'; readonly size: TerminalSize }
  | { readonly type: 'break' }
  | { readonly type: 'settle' };

/**
 * Left out is what the library's serializer cannot carry: saved cursors, and lines that were wrapped and then torn
 * apart by inserting, deleting or another width, above all in colours of a background.
 */
const sequence = fc.oneof(
  fc.constantFrom('\u001b[31m', '\u001b[1;35m', '\u001b[38;2;10;200;30m', '\u001b[0m', '\u001b[4m'),
  fc.constantFrom('\u001b[H', '\u001b[3;5H', '\u001b[2A', '\u001b[3C', '\u001b[K', '\u001b[2J'),
  fc.constantFrom('\u001b[2;6r', '\u001b[r', '\u001b[?25l', '\u001b[?25h', '\u001b]0;title\u0007'),
  fc.constantFrom('\u001b[?1047h', '\u001b[?1047l'),
);
const words = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', 'é', '日', '🙂', '\r\n', '\t'),
  maxLength: 60,
});
const written = fc.array(fc.oneof({ weight: 3, arbitrary: words }, { weight: 2, arbitrary: sequence }), {
  maxLength: 12,
});
const ops = fc.array(
  fc.oneof<fc.MaybeWeightedArbitrary<Op>[]>(
    {
      weight: 12,
      arbitrary: fc.record({
        type: fc.constant('write' as const),
        text: written.map((parts) => parts.join('')),
        cuts: fc.array(fc.nat(400), { maxLength: 6 }),
      }),
    },
    // More than is kept: whoever is away meanwhile must start over.
    {
      weight: 1,
      arbitrary: fc.constant({
        type: 'write' as const,
        text: '\u001b[35mflood 日本 '.repeat(1200),
        cuts: [7, 8, 9, 100],
      }),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Op>(
        { type: 'resize', size: { cols: 30, rows: 8 } },
        { type: 'resize', size: { cols: 30, rows: 5 } },
        { type: 'resize', size: { cols: 30, rows: 11 } },
      ),
    },
    { weight: 3, arbitrary: fc.constant<Op>({ type: 'break' }) },
    { weight: 4, arbitrary: fc.constant<Op>({ type: 'settle' }) },
  ),
  { maxLength: 25 },
);

/** The host's half: a screen and a topic, fed as a live terminal feeds them. */
class Source {
  readonly topic = new Topic(terminalTopic(id), 0, { limit: 12_000, keep: 8_000 });
  readonly #screen: Screen;
  #received = 0;
  #sizes = 0;

  constructor() {
    const quiet = (): void => {};
    this.#screen = new Screen({
      ...FIRST,
      scrollback: 200,
      turns: new ParseTurns(),
      parsed: quiet,
      reply: quiet,
      titled: quiet,
      rang: quiet,
    });
    this.#tell(FIRST);
  }

  write(text: string): void {
    if (text === '') return;
    this.#received += text.length;
    this.topic.apply([{ type: 'append', key: TERMINAL_OUTPUT, text }]);
    this.#screen.push(text);
  }

  resize(size: TerminalSize): void {
    this.#sizes += 1;
    this.#screen.resize(size);
    this.#tell(size);
  }

  call(method: string): unknown {
    return method === 'terminal/screen' ? this.#screen.snapshot() : null;
  }

  drained(): Promise<void> {
    return this.#screen.drained();
  }

  lines(): string[] {
    return this.#screen.lines();
  }

  dispose(): void {
    this.#screen.dispose();
  }

  #tell(size: TerminalSize): void {
    this.topic.put('size', { ...size, at: this.#received, count: this.#sizes });
  }
}

interface Picture {
  readonly lines: string[];
  readonly cursor: readonly [number, number];
  readonly colors: string[];
}

function picture(terminal: InstanceType<typeof headless.Terminal>): Picture {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, row) => active.getLine(active.baseY + row));
  return {
    lines: rows.map((line) => line?.translateToString(true) ?? ''),
    cursor: [active.cursorX, active.cursorY],
    colors: rows.map((line) =>
      Array.from({ length: terminal.cols }, (_, x) => {
        const cell = line?.getCell(x);
        return cell === undefined || cell.getChars() === ''
          ? ''
          : `${cell.getFgColor()}/${cell.getBgColor()}`;
      }).join(','),
    ),
  };
}

async function play(sequenceOfOps: readonly Op[]): Promise<void> {
  const source = new Source();
  const bare = new headless.Terminal({ ...FIRST, scrollback: 200, allowProposedApi: true });
  bare.loadAddon(new Unicode11Addon());
  bare.unicode.activeVersion = '11';
  let cut: (() => void) | undefined;
  const client = new TestClient(() => {
    const ends = memoryTransports((deliver) => setImmediate(deliver));
    void new ClientSession(
      ends.host,
      {
        run: 'run',
        acquire: () => ({ topic: source.topic, release: () => {} }),
        call: (method) => Promise.resolve(source.call(method)),
        onFault: (error) => expect.fail(String(error)),
      },
      systemClock,
    );
    cut = () => ends.host.close('broken on purpose');
    return Promise.resolve(ends.client);
  }, 'client');
  client.open(source.topic.name);
  const drawn = new DrawnTerminal(client, id);
  /** Until the client has all that was written. */
  const settle = async (): Promise<void> => {
    await source.drained();
    await client.until(() => {
      client.contract.reconnectNow();
      return client.contract.state.type === 'connected';
    }, 'the connection');
    await client.until(
      () => client.contract.view(source.topic.name)?.mirror.rev === source.topic.rev,
      'the rest',
    );
    await expect.poll(() => drawn.screens, { interval: 1 }).toBeGreaterThan(0);
    await expect
      .poll(() => JSON.stringify(drawn.lines()), { interval: 1 })
      .toBe(JSON.stringify(trimmed(source.lines())));
  };
  try {
    for (const op of sequenceOfOps) {
      if (op.type === 'write') {
        // The host decodes whole characters; everything else may be cut anywhere.
        const characters = Array.from(op.text);
        for (const length of op.cuts) {
          source.write(characters.splice(0, length).join(''));
          await new Promise((done) => setImmediate(done));
        }
        source.write(characters.join(''));
        bare.write(op.text);
      } else if (op.type === 'resize') {
        source.resize(op.size);
        await new Promise<void>((done) => bare.write('', done));
        bare.resize(op.size.cols, op.size.rows);
      } else if (op.type === 'break') {
        cut?.();
      } else await settle();
    }
    await settle();
    await new Promise<void>((done) => bare.write('', done));
    await new Promise<void>((done) => drawn.terminal.write('', done));
    expect(picture(drawn.terminal)).toEqual(picture(bare));
  } finally {
    drawn.dispose();
    client.dispose();
    source.dispose();
    bare.dispose();
  }
}

function trimmed(lines: string[]): string[] {
  const kept = [...lines];
  while (kept.at(-1) === '') kept.pop();
  return kept;
}

describe('a terminal, from the host to a client', () => {
  it('shows what a terminal shows that read everything at once', async () => {
    await fc.assert(fc.asyncProperty(ops, play), { numRuns: 40, endOnFailure: true });
  });
});
