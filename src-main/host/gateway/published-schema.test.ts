import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answerSchema, buildTest, envelopeSchema, requestSchema } from './gateway-message.ts';

const folder = join(import.meta.dirname, '../../../docs/examples/change-management/schemas');
const published = (name: string): unknown =>
  JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'));

describe('the schemas in docs/examples/change-management/schemas', () => {
  it.each([
    ['request', requestSchema],
    ['answer', answerSchema],
    ['envelope', envelopeSchema],
  ] as const)('%s.schema.json is the one that Muster goes by', (name, schema) => {
    const now = JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2);
    expect(published(name), `the file should be:\n${now}`).toEqual(JSON.parse(now));
  });

  it('tell right from wrong', () => {
    const ajv = new Ajv2020({ strict: false });
    const isRequest = ajv.compile(published('request') as object);
    expect(isRequest(buildTest('n', 0))).toBe(true);
    expect(isRequest({ ...buildTest('n', 0), protocol: 'muster.approval/2' })).toBe(false);
    const isAnswer = ajv.compile(published('answer') as object);
    const answer = { protocol: 'muster.approval/1', id: 'a', nonce: 'n', decision: 'accept' };
    expect(isAnswer(answer)).toBe(true);
    expect(isAnswer({ ...answer, ticket: null, reason: 'fine', more: 1 })).toBe(true);
    expect(isAnswer({ ...answer, decision: 'acceptForSession' })).toBe(false);
    expect(isAnswer({ ...answer, reason: 'x'.repeat(2001) })).toBe(false);
  });
});
