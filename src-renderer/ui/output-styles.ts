import Anser, { type AnserJsonEntry } from 'anser';

/** The hues in which output is drawn: those that hold their contrast in light and dark (tokens.css). */
export type Hue = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey';

/** A stretch of output that is drawn alike. */
export interface Span {
  readonly text: string;
  readonly hue?: Hue;
  /** The hue behind it; its own is then left out, so that no pair of colours can hide a text. */
  readonly back?: Hue;
  readonly bold?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly strike?: true;
}

const ESC = '\u001b';
/** Begins a text in the style that the one before it ended in: anser takes what stands before any sequence for plain. */
const GO_ON = `${ESC}[10m`;
/** Sequences read at a time: anser keeps every *bold* that it was told, also the thousandth. */
const AT_ONCE = 64;

/** What anser keeps from one text to the next, and does not declare. */
interface Style {
  fg: string | null;
  bg: string | null;
  fg_truecolor: string | null;
  bg_truecolor: string | null;
  decorations: string[];
}

/** Reads the sequences that set colours (`ESC [ … m`) in a text that holds no others, and keeps the style between texts. */
export class StyleReader {
  readonly #anser = new Anser() as Anser & Style;

  /** One that goes on from here without this one. */
  copy(): StyleReader {
    const copy = new StyleReader();
    const { fg, bg, fg_truecolor, bg_truecolor, decorations } = this.#anser;
    Object.assign(copy.#anser, { fg, bg, fg_truecolor, bg_truecolor, decorations: [...decorations] });
    return copy;
  }

  /** The text in stretches, without its sequences. */
  read(text: string): Span[] {
    const { fg, bg, decorations } = this.#anser;
    if (fg === null && bg === null && decorations.length === 0 && !text.includes(ESC))
      return text === '' ? [] : [{ text }];
    const spans: Span[] = [];
    for (const part of partsOf(text)) {
      for (const entry of this.#anser.ansiToJson(GO_ON + part, { json: true, use_classes: true }))
        if (entry.content !== '') spans.push(spanOf(entry));
      this.#anser.decorations = [...new Set(this.#anser.decorations)];
    }
    return spans;
  }
}

function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let seen = 0;
  for (let at = text.indexOf(ESC); at !== -1; at = text.indexOf(ESC, at + 1)) {
    seen += 1;
    if (seen % AT_ONCE !== 0) continue;
    parts.push(text.slice(from, at));
    from = at;
  }
  return [...parts, text.slice(from)];
}

function spanOf(entry: AnserJsonEntry): Span {
  const has = (name: AnserJsonEntry['decorations'][number]): boolean => entry.decorations.includes(name);
  // White behind a text, also where the two are turned about, is a mark that should stay one.
  const back = entry.bg?.endsWith('white') === true ? 'grey' : hueOf(entry.bg, entry.bg_truecolor);
  // What is dim is grey, unless it has a hue: a paler one would be hard to read.
  const hue = hueOf(entry.fg, entry.fg_truecolor) ?? (has('dim') ? 'grey' : undefined);
  // What should not be seen, or blink, is drawn like the rest.
  return {
    text: entry.content,
    ...(back !== undefined ? { back } : hue !== undefined && { hue }),
    ...(has('bold') && { bold: true }),
    ...(has('italic') && { italic: true }),
    ...(has('underline') && { underline: true }),
    ...(has('strikethrough') && { strike: true }),
  };
}

const NAMED = /^ansi-(?:bright-)?(red|green|yellow|blue|magenta|cyan)$/;
const LEVELS = [0, 95, 135, 175, 215, 255];

/** The hue of a colour as anser names it. White and black are the page's own, so that a text is seen on either. */
function hueOf(name: string | null, truecolor: string | null): Hue | undefined {
  if (name === null) return undefined;
  const named = NAMED.exec(name)?.[1];
  if (named !== undefined) return named as Hue;
  if (name === 'ansi-bright-black') return 'grey';
  const number = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  const rgb =
    number !== undefined
      ? paletteColour(Number(number))
      : name === 'ansi-truecolor'
        ? (truecolor ?? '').split(',').map(Number)
        : [];
  return nearestHue(rgb);
}

/** The colour of a number from 16 to 255: a cube of six levels, then greys. */
function paletteColour(number: number): readonly number[] {
  if (number >= 232) return Array.from({ length: 3 }, () => 8 + (number - 232) * 10);
  const place = number - 16;
  return [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((level) => LEVELS[level] ?? 0);
}

/** Below this much between its strongest and its weakest part a colour is a grey. Of 255. */
const LEAST_CHROMA = 50;
/** Greys between these are drawn as one; darker and lighter ones are the page's own black and white. Of 255. */
const GREYS = { from: 80, to: 190 };
const WHEEL: readonly Hue[] = ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'];

function nearestHue([r, g, b]: readonly number[]): Hue | undefined {
  if (r === undefined || g === undefined || b === undefined) return undefined;
  const most = Math.max(r, g, b);
  const chroma = most - Math.min(r, g, b);
  if (chroma < LEAST_CHROMA) return most >= GREYS.from && most <= GREYS.to ? 'grey' : undefined;
  const sixth =
    most === r ? ((g - b) / chroma + 6) % 6 : most === g ? (b - r) / chroma + 2 : (r - g) / chroma + 4;
  return WHEEL[Math.round(sixth) % 6];
}
