import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

const decode = (line: Uint8Array): string => new TextDecoder().decode(line);

function linesOf(chunks: readonly Uint8Array[], limit?: number): { lines: string[]; oversized: number } {
  const splitter =
    limit === undefined ? new LineSplitter(decode) : new LineSplitter(decode, undefined, limit);
  const lines: string[] = [];
  for (const chunk of chunks) splitter.push(chunk, (line) => lines.push(line));
  return { lines, oversized: splitter.oversized };
}

describe('LineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 40 })), (lines, cuts) => {
        const bytes = new TextEncoder().encode(lines.map((text) => `${text}\n`).join(''));
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        chunks.push(bytes.subarray(at));
        expect(linesOf(chunks).lines).toEqual(lines);
      }),
    );
  });

  it('keeps back a line that has not ended', () => {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(linesOf([encode('one\ntw'), encode('o')]).lines).toEqual(['one']);
  });

  it('takes off the carriage return of a Windows program, also when it comes alone', () => {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(linesOf([encode('one\r'), encode('\ntwo\r\n')]).lines).toEqual(['one', 'two']);
  });

  it('takes one line of 64 MB in the chunks of a pipe', () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x61);
    const chunks = [...Array.from({ length: 1024 }, () => chunk), new Uint8Array([0x0a])];
    const { lines } = linesOf(chunks);
    expect(lines.map((text) => text.length)).toEqual([64 * 1024 * 1024]);
  });

  it('drops and counts a line over the limit, and goes on with the next', () => {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    const chunks = [encode('aaaa'), encode('aaaa'), encode('aaaa\nok\n')];
    expect(linesOf(chunks, 10)).toEqual({ lines: ['ok'], oversized: 1 });
  });
});
