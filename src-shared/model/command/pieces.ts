import type { Reading, TokenType } from './reading.ts';

/** A stretch of one line that is drawn alike. */
export interface Piece {
  readonly text: string;
  readonly type: TokenType | null;
  /** Part of the words that make a risk. */
  readonly risk: boolean;
}

/** A command's text as lines of pieces; together they are the text, character by character. */
export function piecesOf({ text, tokens, risks }: Reading): readonly (readonly Piece[])[] {
  const cuts = new Set<number>([0, text.length]);
  for (const { from, to } of [...tokens, ...risks]) cuts.add(from).add(to);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) cuts.add(at).add(at + 1);
  const sorted = [...cuts].filter((cut) => cut >= 0 && cut <= text.length).sort((a, b) => a - b);
  const lines: Piece[][] = [[]];
  let token = 0;
  for (let at = 0; at + 1 < sorted.length; at += 1) {
    const from = sorted[at] ?? 0;
    const part = text.slice(from, sorted[at + 1]);
    if (part === '\n') {
      lines.push([]);
      continue;
    }
    while ((tokens[token]?.to ?? Infinity) <= from) token += 1;
    const here = tokens[token];
    const type = here !== undefined && here.from <= from ? here.type : null;
    const risk = risks.some((one) => one.from <= from && from < one.to);
    lines.at(-1)?.push({ text: part, type, risk });
  }
  return lines;
}

/** A text of which nothing is known, in the same shape. */
export function plainPieces(text: string): readonly (readonly Piece[])[] {
  return piecesOf({ text, tokens: [], risks: [], unread: null });
}
