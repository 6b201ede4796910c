import { useId } from 'react';
import type { Question } from '#shared/model/approval/approval.ts';
import { VisibleText } from '../../ui/kit.tsx';

/** What was chosen or typed so far, by question. */
export interface QuestionDraft {
  readonly choice: string | null;
  readonly other: string;
}

/** The marker of the choice that lets the person type. */
export const OTHER = '\u0000other';

/** The answers as the agent wants them, or null while any question is open. */
export function questionAnswers(
  questions: readonly Question[],
  drafts: Readonly<Record<string, QuestionDraft>>,
): Record<string, string[]> | null {
  const answers: Record<string, string[]> = {};
  for (const question of questions) {
    const draft = drafts[question.id];
    const free = question.options === null || question.options.length === 0 || draft?.choice === OTHER;
    const value = free ? (draft?.other ?? '') : (draft?.choice ?? '');
    if (value.trim() === '') return null;
    answers[question.id] = [value];
  }
  return answers;
}

/** Questions with their choices, free text, or a secret. */
export function QuestionForm(props: {
  questions: readonly Question[];
  drafts: Readonly<Record<string, QuestionDraft>>;
  onChange(id: string, draft: QuestionDraft): void;
  disabled: boolean;
}) {
  return props.questions.map((question) => (
    <OneQuestion
      key={question.id}
      question={question}
      draft={props.drafts[question.id] ?? { choice: null, other: '' }}
      onChange={(draft) => props.onChange(question.id, draft)}
      disabled={props.disabled}
    />
  ));
}

function OneQuestion(props: {
  question: Question;
  draft: QuestionDraft;
  onChange(draft: QuestionDraft): void;
  disabled: boolean;
}) {
  const { question, draft, onChange, disabled } = props;
  const name = useId();
  const options = question.options ?? [];
  const freeOnly = options.length === 0;
  const typing = freeOnly || draft.choice === OTHER;
  return (
    <fieldset className="question" disabled={disabled}>
      <legend>
        {question.header === '' ? null : <span className="question-head">{question.header}</span>}
        <span className="question-text">
          <VisibleText text={question.question} />
        </span>
      </legend>
      {freeOnly ? null : (
        <div className="choices">
          {options.map((option) => (
            <label key={option.label} className="choice">
              <input
                type="radio"
                name={name}
                checked={draft.choice === option.label}
                onChange={() => onChange({ ...draft, choice: option.label })}
              />
              <span>
                <VisibleText text={option.label} />
                {option.description === '' ? null : (
                  <small>
                    <VisibleText text={option.description} />
                  </small>
                )}
              </span>
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
              <span>Something else</span>
            </label>
          ) : null}
        </div>
      )}
      {!typing ? null : question.secret ? (
        <input
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
          className="textarea"
          rows={2}
          aria-label={`Answer: ${question.question}`}
          placeholder="Your answer"
          value={draft.other}
          onChange={(event) => onChange({ ...draft, other: event.target.value })}
        />
      )}
    </fieldset>
  );
}
