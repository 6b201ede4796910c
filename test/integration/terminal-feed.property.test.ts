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
import type { TerminalSize } from '#shared/model/terminal/terminal.ts';
import { ParseTurns } from '../../src-main/host/terminals/parse-turns.ts';
import { Screen } from '../../src-main/host/terminals/screen.ts';
import { ClientSession } from '../../src-main/host/topics/client-session.ts';
import { Topic } from '../../src-main/host/topics/topic.ts';
import { systemClock } from '../../src-main/host/base/system-clock.ts';
import { DrawnTerminal } from '../support/terminal-client.ts';
import { TestClient } from '../support/test-client.ts';

const id = asId<TerminalId>('t');
const ROWS = 8;

type Op =
  | { readonly type: 'write'; readonly text: string; readonly cuts: readonly number[] }
  | { readonly type: 'resize'; readonly size: TerminalSize }
  | { readonly type: 'break' }
  | { readonly type: 'settle' };

/**
 * Left out is what the library's serializer cannot carry: saved cursors, with them the second screen of full-screen
 * programs (which is compared with tmux's in terminal-tmux.test.ts), and lines that wrapped and were then torn apart,
 * have empty cells or half a wide character at their end, or are coloured up to their last column. So lines either wrap
 * and are plain, or the cursor goes everywhere and nothing reaches the last column.
 */
interface Kind {
  readonly cols: number;
  readonly words: fc.Arbitrary<string>;
  readonly sequences: fc.Arbitrary<string>;
  /** More than is kept: whoever is away meanwhile must start over. */
  readonly flood: string;
}

const quiet = ['\u001b[?25l', '\u001b[?25h', '\u001b]0;title\u0007'];
const WRAPPED: Kind = {
  cols: 30,
  words: fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', 'ß', '\r\n'), maxLength: 60 }),
  sequences: fc.constantFrom(...quiet),
  flood: 'flood éß '.repeat(1800),
};
const EVERYWHERE: Kind = {
  cols: 200,
  words: fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '日', '🙂', '\r\n'), maxLength: 7 }),
  sequences: fc.constantFrom(
    ...quiet,
    ...['\u001b[31m', '\u001b[1;35m', '\u001b[38;2;10;200;30m', '\u001b[0m', '\u001b[4m'],
    ...[
      '\u001b[H',
      '\u001b[3;5H',
      '\u001b[2A',
      '\u001b[3C',
      '\u001b[K',
      '\u001b[2J',
      '\u001b[2;6r',
      '\u001b[r',
    ],
  ),
  flood: '\u001b[35mflood 日本\r\n'.repeat(1000),
};

function opsOf({ cols, words, sequences, flood }: Kind): fc.Arbitrary<readonly Op[]> {
  const written = fc
    .array(fc.oneof({ weight: 3, arbitrary: words }, { weight: 2, arbitrary: sequences }), { maxLength: 12 })
    // From the first column, so that what was written before does not add up to more than a line has.
    .map((parts) => (cols === WRAPPED.cols ? '' : '\r') + parts.join(''));
  const one = fc.oneof<fc.MaybeWeightedArbitrary<Op>[]>(
    {
      weight: 12,
      arbitrary: fc.record({
        type: fc.constant('write' as const),
        text: written,
        cuts: fc.array(fc.nat(400), { maxLength: 6 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'write' as const, text: flood, cuts: [7, 8, 9, 100] }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(5, 8, 11).map((rows): Op => ({ type: 'resize', size: { cols, rows } })),
    },
    { weight: 3, arbitrary: fc.constant<Op>({ type: 'break' }) },
    { weight: 4, arbitrary: fc.constant<Op>({ type: 'settle' }) },
  );
  return fc.array(one, { maxLength: 25 }).map(resizedBefore);
}

/** Sequences tried; MUSTER_RUNS for a longer search. */
const RUNS = Number(process.env['MUSTER_RUNS'] ?? 40);

/**
 * Sizes change only before a client had to start over: what another height pulls out of the lines above, or of the
 * screen that a program set aside, is not in what the library's serializer hands over.
 */
function resizedBefore(all: readonly Op[]): readonly Op[] {
  const over = all.findIndex((op) => op.type === 'break' || (op.type === 'write' && op.text.length > 8000));
  return all.filter((op, at) => op.type !== 'resize' || over === -1 || at < over);
}

/** The host's half: a screen and a topic, fed as a live terminal feeds them. */
class Source {
  readonly topic = new Topic(terminalTopic(id), 0, { limit: 12_000, keep: 8_000 });
  readonly #screen: Screen;
  #received = 0;
  #sizes = 0;

  constructor(first: TerminalSize) {
    const quiet = (): void => {};
    this.#screen = new Screen({
      ...first,
      scrollback: 200,
      turns: new ParseTurns(),
      parsed: quiet,
      reply: quiet,
      titled: quiet,
      rang: quiet,
    });
    this.#tell(first);
  }

  write(text: string): void {
    if (text === '') return;
    this.#received += text.length;
    this.topic.apply([terminalTopic.output.append(text)]);
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
    this.topic.apply([terminalTopic.size.put({ ...size, at: this.#received, count: this.#sizes })]);
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

async function play(cols: number, sequenceOfOps: readonly Op[]): Promise<void> {
  const first: TerminalSize = { cols, rows: ROWS };
  const source = new Source(first);
  const bare = new headless.Terminal({ ...first, scrollback: 200, allowProposedApi: true });
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
    await expect.poll(() => drawn.screens, { interval: 1, timeout: 60_000 }).toBeGreaterThan(0);
    await expect
      .poll(() => JSON.stringify(drawn.lines()), { interval: 1, timeout: 60_000 })
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
  it.each([
    ['with lines that wrap', WRAPPED],
    ['when the cursor goes everywhere', EVERYWHERE],
  ])('shows what a terminal shows that read everything at once, %s', async (_, kind) => {
    const property = fc.asyncProperty(opsOf(kind), (ops) => play(kind.cols, ops));
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  });
});
