import { VisibleText } from '../../ui/kit.tsx';
import { fieldProblem, type FieldValue, type FormField } from './form-schema.ts';

/** The fields of a form that an MCP server asks to be filled in. */
export function ElicitationForm(props: {
  fields: readonly FormField[];
  values: Readonly<Record<string, FieldValue>>;
  onChange(name: string, value: FieldValue): void;
  disabled: boolean;
  tried: boolean;
}) {
  const { fields, values, onChange, disabled, tried } = props;
  return (
    <fieldset className="form" disabled={disabled}>
      {fields.map((field) => {
        const value = values[field.name] ?? field.initial;
        const problem = tried ? fieldProblem(field, value) : null;
        return (
          <div key={field.name} className="field">
            <FieldInput
              field={field}
              value={value}
              onChange={(next) => onChange(field.name, next)}
              invalid={problem !== null}
            />
            {field.description === null ? null : (
              <small>
                <VisibleText text={field.description} />
              </small>
            )}
            {problem === null ? null : (
              <small className="del" role="alert">
                {problem}
              </small>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

function FieldInput(props: {
  field: FormField;
  value: FieldValue;
  onChange(value: FieldValue): void;
  invalid: boolean;
}) {
  const { field, value, onChange, invalid } = props;
  const { input } = field;
  const label = `${field.label}${field.required ? '' : ' (optional)'}`;
  switch (input.type) {
    case 'boolean':
      return (
        <label className="choice">
          <input
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
          <span>{field.label}</span>
        </label>
      );
    case 'choice':
      return (
        <label className="field">
          <span>{label}</span>
          <select
            className="select"
            value={String(value)}
            aria-invalid={invalid}
            onChange={(event) => onChange(event.target.value)}
          >
            <option value="">Choose…</option>
            {input.choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
        </label>
      );
    case 'choices': {
      const chosen = Array.isArray(value) ? (value as readonly string[]) : [];
      return (
        <fieldset aria-label={label} className="choices">
          <span className="faint">{label}</span>
          {input.choices.map((choice) => (
            <label key={choice.value} className="choice">
              <input
                type="checkbox"
                checked={chosen.includes(choice.value)}
                onChange={(event) =>
                  onChange(
                    event.target.checked
                      ? [...chosen, choice.value]
                      : chosen.filter((known) => known !== choice.value),
                  )
                }
              />
              <span>{choice.label}</span>
            </label>
          ))}
        </fieldset>
      );
    }
    case 'number':
    case 'text':
      return (
        <label className="field">
          <span>{label}</span>
          <input
            className="input"
            type="text"
            inputMode={input.type === 'number' ? 'decimal' : undefined}
            aria-invalid={invalid}
            value={String(value)}
            onChange={(event) => onChange(event.target.value)}
          />
        </label>
      );
  }
}
