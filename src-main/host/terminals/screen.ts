import { SerializeAddon } from '@xterm/addon-serialize';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import headless, { type Terminal as Headless } from '@xterm/headless';
import type { TerminalSize } from '#shared/model/terminal/terminal.ts';
import type { Parser, ParseTurns } from './parse-turns.ts';
import { SequenceScanner } from './sequence-scanner.ts';

/** One write to the terminal without a screen: small, so that a turn can end between two. */
const PIECE = 8 * 1024;
/** A sequence that is open for longer than this is not waited for: it may never end. UTF-16 units. */
const OPEN_LIMIT = 32 * 1024;
/** Characters of a title that are kept. */
const TITLE_LIMIT = 200;

export interface ScreenOptions extends TerminalSize {
  /** Lines kept above the screen. */
  readonly scrollback: number;
  readonly turns: ParseTurns;
  /** All output before this offset is on the screen. */
  readonly parsed: (offset: number) => void;
  /** What the terminal itself answers to a question of the program, such as where the cursor is. */
  readonly reply: (data: string) => void;
  /** The program named itself: plain text, cut; null for nothing. */
  readonly titled: (title: string | null) => void;
  readonly rang: () => void;
}

/** A screen as text and escape sequences, and where the output goes on after it. */
export interface Snapshot extends TerminalSize {
  readonly screen: string;
  readonly offset: number;
  readonly sizes: number;
}

type Work = { readonly text: string; at: number } | { readonly size: TerminalSize };

/**
 * What a terminal shows, kept by the host so that a reload shows it again. Output is parsed in turns, later than it is
 * sent to the clients; sizes change between exactly those characters between which the program was told.
 */
export class Screen implements Parser {
  readonly #options: ScreenOptions;
  readonly #terminal: Headless;
  readonly #serializer = new SerializeAddon();
  readonly #scanner = new SequenceScanner();
  readonly #work: Work[] = [];
  readonly #drained: (() => void)[] = [];
  #parsed = 0;
  #sizes = 0;
  #busy = false;
  #ended = false;

  constructor(options: ScreenOptions) {
    this.#options = options;
    const { cols, rows, scrollback } = options;
    this.#terminal = new headless.Terminal({ cols, rows, scrollback, allowProposedApi: true });
    this.#terminal.loadAddon(this.#serializer);
    // The page counts the widths of characters by the same version.
    this.#terminal.loadAddon(new Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    this.#terminal.onData(options.reply);
    this.#terminal.onBell(options.rang);
    this.#terminal.onTitleChange((title) => options.titled(plainTitle(title)));
  }

  get hasWork(): boolean {
    return this.#work.length > 0 && !this.#ended;
  }

  /** Takes output; costs nothing but a place in a list. */
  push(text: string): void {
    this.#work.push({ text, at: 0 });
    this.#options.turns.ask(this);
  }

  /** Changes the size after all output that was pushed before. */
  resize(size: TerminalSize): void {
    this.#work.push({ size });
    this.#options.turns.ask(this);
  }

  /** The row of the cursor, counted from the top of the screen. */
  get cursorRow(): number {
    return this.#terminal.buffer.active.cursorY;
  }

  /** Resolves when nothing is left to parse; until something else happens that is so. */
  drained(): Promise<void> {
    if (!this.hasWork && !this.#busy) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  parse(units: number, done: (tookMs: number | undefined) => void): void {
    this.#busy = true;
    let left = units;
    const pieces: string[] = [];
    for (let next = this.#work[0]; left > 0 && next !== undefined; next = this.#work[0]) {
      if ('size' in next) {
        if (pieces.length > 0) break;
        this.#work.shift();
        this.#terminal.resize(next.size.cols, next.size.rows);
        this.#sizes += 1;
        continue;
      }
      const piece = next.text.slice(next.at, pieceEnd(next.text, next.at));
      next.at += piece.length;
      left -= piece.length;
      if (next.at >= next.text.length) this.#work.shift();
      pieces.push(piece);
    }
    this.#write(pieces, done);
  }

  /** The screen as it is now, with everything above it. */
  snapshot(): Snapshot {
    const { cols, rows } = this.#terminal;
    const boundary = this.#scanner.boundary;
    const offset = this.#parsed - boundary > OPEN_LIMIT ? this.#parsed : boundary;
    // The serializer ends the normal screen with the present colours, and begins the alternate one as if with none.
    const screen = this.#serializer.serialize().replace('\u001b[?1049h', '\u001b[0m\u001b[?1049h');
    return { screen: screen + this.#rest(), offset, cols, rows, sizes: this.#sizes };
  }

  /** The lines of the screen as plain text, for comparisons. */
  lines(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  }

  dispose(): void {
    this.#ended = true;
    this.#options.turns.leave(this);
    this.#work.length = 0;
    this.#terminal.dispose();
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  #write(pieces: readonly string[], done: (tookMs: number | undefined) => void): void {
    const last = pieces.length - 1;
    const end = (tookMs?: number): void => {
      this.#busy = false;
      done(tookMs);
      // The next turn may have begun already.
      if (!this.hasWork && !this.#busy) for (const resolve of this.#drained.splice(0)) resolve();
    };
    if (last < 0 || this.#ended) {
      end();
      return;
    }
    let first = 0;
    pieces.forEach((piece, index) => {
      this.#terminal.write(piece, () => {
        this.#parsed += piece.length;
        this.#scanner.read(piece);
        this.#options.parsed(this.#parsed);
        if (index === 0) first = performance.now();
        if (index === last) end(last === 0 ? undefined : ((performance.now() - first) * (last + 1)) / last);
      });
    });
  }

  /**
   * What the serializer leaves out: the margins, whether the cursor shows, how the mouse is told, line drawing. Saved
   * cursors, tab stops of the program's own and links are not carried over.
   */
  #rest(): string {
    const { buffer, coreService, coreMouseService } = (this.#terminal as unknown as Internals)._core;
    const { active } = this.#terminal.buffer;
    const { originMode } = this.#terminal.modes;
    let rest = '';
    if (coreService.isCursorHidden) rest += '\u001b[?25l';
    if (coreMouseService.activeEncoding === 'SGR') rest += '\u001b[?1006h';
    if (coreMouseService.activeEncoding === 'SGR_PIXELS') rest += '\u001b[?1016h';
    const margins = buffer.scrollTop > 0 || buffer.scrollBottom < this.#terminal.rows - 1;
    if (margins) rest += `\u001b[${buffer.scrollTop + 1};${buffer.scrollBottom + 1}r`;
    // Both move the cursor.
    const row = active.cursorY - (originMode ? buffer.scrollTop : 0) + 1;
    if (margins || originMode) rest += `\u001b[${row};${active.cursorX + 1}H`;
    if (active.cursorX >= this.#terminal.cols) rest += this.#atEdge(row);
    return rest;
  }

  /** Puts the cursor behind the last column, where it waits to wrap: only writing the last character again does. */
  #atEdge(row: number): string {
    const { active } = this.#terminal.buffer;
    const line = active.getLine(active.baseY + active.cursorY);
    let column = this.#terminal.cols - 1;
    if (line?.getCell(column)?.getWidth() === 0) column -= 1;
    const character = line?.getCell(column)?.getChars() ?? '';
    return character === '' ? '' : `\u001b[${row};${column + 1}H${character}`;
  }
}

/** What the library does not offer but its own serializer reads as well: of version 6.0.0. */
interface Internals {
  readonly _core: {
    readonly buffer: { readonly scrollTop: number; readonly scrollBottom: number };
    readonly coreService: { readonly isCursorHidden: boolean };
    readonly coreMouseService: { readonly activeEncoding: string };
  };
}

/** Never inside a surrogate pair: a screen may be handed over between two pieces. */
function pieceEnd(text: string, at: number): number {
  const unit = text.charCodeAt(at + PIECE - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? at + PIECE + 1 : at + PIECE;
}

/** A title without anything that is not shown, so that it cannot disguise itself. */
function plainTitle(title: string): string | null {
  const plain = title
    .replace(/\p{C}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, TITLE_LIMIT);
  return plain === '' ? null : plain;
}
