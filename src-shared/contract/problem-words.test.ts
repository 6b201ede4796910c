import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { problemWords, TEXT_MOST, textProblem } from './problem-words.ts';
import { requestParams } from './requests.ts';

/** Words of a schema library that mean nothing to a person. */
const FOREIGN =
  /expected|received|invalid|undefined|input|string|object|discriminator|too big|too small|regex|pattern/i;

const words = (schema: z.ZodType, value: unknown): string => {
  const checked = schema.safeParse(value);
  if (checked.success) throw new Error('it was taken');
  return problemWords(checked.error.issues);
};

describe('problemWords', () => {
  it('says what is too long, and how long it may be', () => {
    const params = { threadId: 't', text: 'x'.repeat(TEXT_MOST + 1), mode: 'send' };
    expect(words(requestParams['thread/send'], params)).toBe(
      'The text is too long: 1,000,000 characters at most.',
    );
    expect(words(requestParams['thread/rename'], { threadId: 't', name: '' })).toBe('The name is missing.');
    expect(
      words(requestParams['provider/set'], { homeId: 'h', name: 'a b', baseUrl: 'x', model: 'm' }),
    ).toMatch(/^The name has characters/);
  });

  it.each(Object.entries(requestParams))(
    'has words of its own for whatever is wrong with %s',
    (_method, schema) => {
      const wrong: unknown[] = [null, 7, 'x', [], { threadId: 7 }];
      // Each field in turn: missing, of another type, empty, far too long, far too many.
      const shape = 'shape' in schema ? Object.keys(schema.shape) : [];
      for (const key of shape)
        for (const value of [
          null,
          7,
          -1,
          1e12,
          '',
          'x'.repeat(TEXT_MOST + 1),
          [],
          Array(5000).fill('x'),
          {},
          { type: 'x' },
        ])
          wrong.push({ ...Object.fromEntries(shape.map((name) => [name, 'x'])), [key]: value });
      for (const value of wrong) {
        const checked = schema.safeParse(value);
        if (checked.success) continue;
        const said = problemWords(checked.error.issues);
        expect(said).not.toMatch(FOREIGN);
        expect(said).toMatch(/^[A-Z].*\.$/);
      }
    },
  );
});

describe('textProblem', () => {
  it('refuses what the contract would refuse, before it is sent', () => {
    expect(textProblem('x'.repeat(TEXT_MOST))).toBeNull();
    expect(textProblem('x'.repeat(1_200_000))).toMatch(
      /^It is too long: 1,200,000 characters, and 1,000,000 at most/,
    );
  });
});
