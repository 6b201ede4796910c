import { describe, expect, it } from 'vitest';
import { idWords, lineWithExactId, withExactIds } from './exact-id.ts';

const parse = (line: string): Record<string, unknown> =>
  withExactIds(line, JSON.parse(line)) as Record<string, unknown>;

describe('ids that JavaScript would round', () => {
  it.each([
    '7',
    '-3',
    '1.5',
    '1.10',
    '9223372036854775807',
    '-9223372036854775808',
    '1e300',
    '1e999',
    '0.1e-7',
  ])('come back as %s', (number) => {
    const line = `{"method":"asks","id":${number},"params":{"id":${number}}}`;
    const { id } = parse(line);
    const answer = lineWithExactId({ id, result: { id: 1 } });
    expect(answer).toBe(`{"id":${number},"result":{"id":1}}`);
  });

  it('are told apart where JavaScript would not', () => {
    const [a, b] = ['9007199254740992', '9007199254740993'].map(
      (id) => parse(`{"id":${id},"method":"x"}`)['id'],
    );
    expect(a).not.toEqual(b);
    expect([idWords(String(a)), idWords(String(b))]).toEqual(['9007199254740992', '9007199254740993']);
  });

  it('are the same in the word that one is settled', () => {
    const asked = parse('{"id":9007199254740993,"method":"x"}');
    const settled = parse(
      '{"method":"serverRequest/resolved","params":{"requestId" : 9007199254740993,"id":5}}',
    );
    expect(settled['params']).toEqual({ requestId: asked['id'], id: 5 });
  });

  it('never touch what a text says', () => {
    const line = JSON.stringify({ id: 1.5, method: 'x', params: { text: '{"id":12345678901234567890}' } });
    expect(parse(line)['params']).toEqual({ text: '{"id":12345678901234567890}' });
  });

  it.each(['"7"', '"number:7"', '"\\u0000number:x"'])('leave the text %s alone', (text) => {
    const { id } = parse(`{"id":${text},"method":"x"}`);
    expect(JSON.parse(lineWithExactId({ id, result: 1 }))).toEqual({ id: JSON.parse(text), result: 1 });
  });
});
