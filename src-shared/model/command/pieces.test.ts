import { describe, expect, it } from 'vitest';
import type { Reading } from './reading.ts';
import { piecesOf, plainPieces } from './pieces.ts';

const reading: Reading = {
  text: 'sudo rm -rf build\necho "a\nb"',
  tokens: [
    { type: 'program', from: 0, to: 4 },
    { type: 'option', from: 8, to: 11 },
    { type: 'program', from: 18, to: 22 },
    { type: 'string', from: 23, to: 28 },
  ],
  risks: [
    { kind: 'privilege', from: 0, to: 4 },
    { kind: 'deletes', from: 5, to: 11 },
  ],
  unread: null,
};

describe('piecesOf', () => {
  it('cuts a text at its lines, its parts and its risks', () => {
    expect(
      piecesOf(reading).map((line) =>
        line.map(({ text, type, risk }) => `${text}|${type ?? ''}|${risk ? '!' : ''}`),
      ),
    ).toEqual([
      ['sudo|program|!', ' ||', 'rm ||!', '-rf|option|!', ' build||'],
      ['echo|program|', ' ||', '"a|string|'],
      ['b"|string|'],
    ]);
  });

  it('loses no character, whatever the parts say', () => {
    const wild: Reading = { ...reading, tokens: [{ type: 'string', from: 3, to: 9999 }], risks: [] };
    for (const one of [reading, wild]) {
      expect(
        piecesOf(one)
          .map((line) => line.map(({ text }) => text).join(''))
          .join('\n'),
      ).toBe(one.text);
    }
    expect(plainPieces('a\n\nb')).toHaveLength(3);
  });
});
