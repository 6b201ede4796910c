import { describe, expect, it } from 'vitest';
import { fieldProblem, formContent, readForm } from './form-schema.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    team: { type: 'string', title: 'Team', enum: ['a', 'b'], enumNames: ['Alpha', 'Beta'] },
    email: { type: 'string', format: 'email' },
    count: { type: 'integer', minimum: 1, maximum: 5, default: 2 },
    loud: { type: 'boolean' },
    tags: { type: 'array', items: { anyOf: [{ const: 'x', title: 'X' }] } },
  },
  required: ['team'],
};

describe('readForm', () => {
  it('reads plain fields', () => {
    const fields = readForm(SCHEMA);
    expect(fields?.map(({ name, label, required, input }) => [name, label, required, input.type])).toEqual([
      ['team', 'Team', true, 'choice'],
      ['email', 'email', false, 'text'],
      ['count', 'count', false, 'number'],
      ['loud', 'loud', false, 'boolean'],
      ['tags', 'tags', false, 'choices'],
    ]);
  });
  it('refuses to guess at anything else', () => {
    for (const field of [
      { type: 'object' },
      { $ref: '#' },
      5,
      { type: 'array', items: { type: 'object' } },
    ]) {
      expect(readForm({ type: 'object', properties: { field } })).toBeNull();
    }
    expect(readForm({ type: 'object', properties: {}, required: ['ghost'] })).toBeNull();
    expect(readForm(null)).toBeNull();
  });
});

describe('values', () => {
  const fields = readForm(SCHEMA) ?? [];
  const problem = (name: string, value: string) =>
    fieldProblem(
      fields.find((field) => field.name === name)!,
      value,
    );
  it('are checked', () => {
    expect([
      problem('team', ''),
      problem('email', ''),
      problem('email', 'x'),
      problem('count', '9'),
      problem('count', '1.5'),
      problem('count', '3'),
    ]).toEqual(['Needed', null, 'Not an e-mail address', 'At most 5', 'A whole number', null]);
  });
  it('are sent in their own types', () => {
    expect(formContent(fields, { team: 'a', count: '3', email: '' })).toEqual({
      team: 'a',
      count: 3,
      loud: false,
    });
  });
});
