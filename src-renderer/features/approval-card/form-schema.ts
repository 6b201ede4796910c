/** A field of an elicitation that can be drawn. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly required: boolean;
  readonly input:
    | {
        readonly type: 'text';
        readonly format: string | null;
        readonly minLength: number;
        readonly maxLength: number;
      }
    | {
        readonly type: 'number';
        readonly integer: boolean;
        readonly min: number | null;
        readonly max: number | null;
      }
    | { readonly type: 'boolean' }
    | {
        readonly type: 'choice';
        readonly choices: readonly { readonly value: string; readonly label: string }[];
      }
    | {
        readonly type: 'choices';
        readonly choices: readonly { readonly value: string; readonly label: string }[];
      };
  readonly initial: FieldValue;
}

export type FieldValue = string | boolean | readonly string[];

type Raw = Readonly<Record<string, unknown>>;
const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/**
 * Reads a flat JSON schema of plain fields, as the Model Context Protocol allows them. Null when any field is of
 * another kind: then nobody may guess, and the form can only be declined.
 */
export function readForm(schema: unknown): readonly FormField[] | null {
  if (!isRaw(schema) || schema['type'] !== 'object') return null;
  const properties = schema['properties'] ?? {};
  if (!isRaw(properties)) return null;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const fields: FormField[] = [];
  for (const [name, raw] of Object.entries(properties)) {
    const field = isRaw(raw) ? readField(name, raw, required.includes(name)) : null;
    if (field === null) return null;
    fields.push(field);
  }
  // A required field that is not described could never be filled in.
  return required.every((name) => fields.some((field) => field.name === name)) ? fields : null;
}

function readField(name: string, raw: Raw, required: boolean): FormField | null {
  const common = { name, label: text(raw['title']) ?? name, description: text(raw['description']), required };
  switch (raw['type']) {
    case 'string': {
      const choices = readChoices(raw);
      if (choices !== null)
        return { ...common, input: { type: 'choice', choices }, initial: text(raw['default']) ?? '' };
      const input = {
        type: 'text' as const,
        format: text(raw['format']),
        minLength: number(raw['minLength']) ?? 0,
        maxLength: number(raw['maxLength']) ?? 100_000,
      };
      return { ...common, input, initial: text(raw['default']) ?? '' };
    }
    case 'number':
    case 'integer': {
      const initial = number(raw['default']);
      const input = {
        type: 'number' as const,
        integer: raw['type'] === 'integer',
        min: number(raw['minimum']),
        max: number(raw['maximum']),
      };
      return { ...common, input, initial: initial === null ? '' : String(initial) };
    }
    case 'boolean':
      return { ...common, input: { type: 'boolean' }, initial: raw['default'] === true };
    case 'array': {
      const choices = isRaw(raw['items']) ? readChoices(raw['items']) : null;
      if (choices === null) return null;
      const initial = Array.isArray(raw['default'])
        ? raw['default'].filter((value) => typeof value === 'string')
        : [];
      return { ...common, input: { type: 'choices', choices }, initial };
    }
    default:
      return null;
  }
}

function readChoices(raw: Raw): readonly { value: string; label: string }[] | null {
  const titled = raw['oneOf'] ?? raw['anyOf'];
  if (Array.isArray(titled)) {
    const choices = titled.map((choice: unknown) =>
      isRaw(choice)
        ? { value: text(choice['const']), label: text(choice['title']) }
        : { value: null, label: null },
    );
    return choices.every(({ value }) => value !== null)
      ? choices.map(({ value, label }) => ({ value: value ?? '', label: label ?? value ?? '' }))
      : null;
  }
  const values = raw['enum'];
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) return null;
  const names = Array.isArray(raw['enumNames']) ? raw['enumNames'] : [];
  return values.map((value: string, index) => ({ value, label: text(names[index]) ?? value }));
}

/** What is wrong with a field's value, or null. */
export function fieldProblem(field: FormField, value: FieldValue): string | null {
  const { input } = field;
  if (input.type === 'boolean') return null;
  if (value === '' || (Array.isArray(value) && value.length === 0)) return field.required ? 'Needed' : null;
  if (input.type === 'text' && typeof value === 'string') {
    if (value.length < input.minLength) return `At least ${input.minLength} characters`;
    if (value.length > input.maxLength) return `At most ${input.maxLength} characters`;
    if (input.format === 'email' && !/^\S+@\S+$/.test(value)) return 'Not an e-mail address';
    if (input.format === 'uri' && !/^[a-z][a-z0-9+.-]*:\S+$/i.test(value)) return 'Not an address';
  }
  if (input.type === 'number') {
    const given = Number(value);
    if (!Number.isFinite(given)) return 'Not a number';
    if (input.integer && !Number.isInteger(given)) return 'A whole number';
    if (input.min !== null && given < input.min) return `At least ${input.min}`;
    if (input.max !== null && given > input.max) return `At most ${input.max}`;
  }
  return null;
}

/** The values as the schema wants them; what was left empty is left out. */
export function formContent(
  fields: readonly FormField[],
  values: Readonly<Record<string, FieldValue>>,
): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name] ?? field.initial;
    if (field.input.type === 'boolean') content[field.name] = value === true;
    else if (value === '' || (Array.isArray(value) && value.length === 0 && !field.required)) continue;
    else content[field.name] = field.input.type === 'number' ? Number(value) : value;
  }
  return content;
}
