import { useId, useLayoutEffect, useRef } from 'react';
import type { Question } from '#shared/model/approval/approval.ts';
import { Keys, VisibleText } from '../../ui/kit.tsx';
import { OTHER, type QuestionDraft } from './question-draft.ts';

/** Questions with their choices, free text, or a secret. */
export function QuestionForm(props: {
  questions: readonly Question[];
  /** The question whose field takes the focus, when another object comes. */
  typing: { readonly id: string } | null;
  /** The question whose choices have keys, and the keys. */
  keyed: { readonly id: string; readonly keys: readonly string[] } | null;
  drafts: Readonly<Record<string, QuestionDraft>>;
  onChange(id: string, draft: QuestionDraft): void;
  disabled: boolean;
}) {
  return props.questions.map((question) => (
    <OneQuestion
      key={question.id}
      question={question}
      typing={props.typing?.id === question.id ? props.typing : null}
      keys={props.keyed?.id === question.id ? props.keyed.keys : NO_KEYS}
      draft={props.drafts[question.id] ?? { choice: null, other: '' }}
      onChange={(draft) => props.onChange(question.id, draft)}
      disabled={props.disabled}
    />
  ));
}

const NO_KEYS: readonly string[] = [];

function OneQuestion(props: {
  question: Question;
  typing: object | null;
  keys: readonly string[];
  draft: QuestionDraft;
  onChange(draft: QuestionDraft): void;
  disabled: boolean;
}) {
  const { question, keys, draft, onChange, disabled } = props;
  const name = useId();
  const options = question.options ?? [];
  const freeOnly = options.length === 0;
  const free = freeOnly || draft.choice === OTHER;
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  // Before the next key: a letter of the answer must not be taken for a decision.
  useLayoutEffect(() => {
    if (props.typing !== null) field.current?.focus();
  }, [props.typing]);
  return (
    <fieldset className="question" data-question={question.id} disabled={disabled}>
      <legend>
        {question.header === '' ? null : <span className="question-head">{question.header}</span>}
        <span className="question-text">
          <VisibleText text={question.question} />
        </span>
      </legend>
      {freeOnly ? null : (
        <div className="choices">
          {options.map((option, at) => (
            <label key={option.label} className="choice">
              <input
                type="radio"
                name={name}
                checked={draft.choice === option.label}
                onChange={() => onChange({ ...draft, choice: option.label })}
              />
              <span className="grow">
                <VisibleText text={option.label} />
                {option.description === '' ? null : (
                  <small>
                    <VisibleText text={option.description} />
                  </small>
                )}
              </span>
              <KeyAt keys={keys} at={at} />
            </label>
          ))}
          {question.other ? (
            <label className="choice">
              <input
                type="radio"
                name={name}
                checked={draft.choice === OTHER}
                onChange={() => onChange({ ...draft, choice: OTHER })}
              />
              <span className="grow">Something else</span>
              <KeyAt keys={keys} at={options.length} />
            </label>
          ) : null}
        </div>
      )}
      {!free ? null : question.secret ? (
        <input
          ref={field}
          className="input"
          type="password"
          autoComplete="off"
          aria-label={`Secret answer: ${question.question}`}
          placeholder="Secret: it goes to the agent and is not shown again"
          value={draft.other}
          onChange={(event) => onChange({ ...draft, other: event.target.value })}
        />
      ) : (
        <textarea
          ref={field}
          className="textarea"
          rows={2}
          aria-label={`Answer: ${question.question}`}
          placeholder="Your answer"
          value={draft.other}
          onChange={(event) => onChange({ ...draft, other: event.target.value })}
        />
      )}
      {free && !question.secret ? (
        <span className="sub answer-hint">
          <Keys keys="Mod+Enter" /> sends
        </span>
      ) : null}
    </fieldset>
  );
}

function KeyAt({ keys, at }: { keys: readonly string[]; at: number }) {
  const key = keys[at];
  return key === undefined ? null : <Keys keys={key} />;
}
