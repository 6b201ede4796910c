import { useEffect, useMemo, useState } from 'react';
import type { Approval, Question } from '#shared/model/approval/approval.ts';
import { isRefusal, type DecisionFacts } from '#shared/model/approval/decision.ts';
import { filledBefore, keepFilled, type Filled } from './card-drafts.ts';
import { fieldProblem, formContent, readForm, type FieldValue } from './form-schema.ts';
import { choicesOf, openQuestion, OTHER, questionAnswers, type QuestionDraft } from './question-draft.ts';
import { askedOf, type Asked } from '../approval/index.ts';
import type { DecisionExtras } from './use-decide.ts';

/** What the person types and ticks on a card before they decide. */
export interface CardInput {
  /** What is asked in words; none when nothing is. */
  readonly questions: Asked['questions'];
  /** What can be granted one by one. */
  readonly parts: Asked['parts'];
  readonly form: Asked['form'];
  readonly drafts: Readonly<Record<string, QuestionDraft>>;
  setDraft(id: string, draft: QuestionDraft): void;
  readonly fields: ReturnType<typeof readForm>;
  readonly values: Readonly<Record<string, FieldValue>>;
  setValue(name: string, value: FieldValue): void;
  /** Parts of the permissions that would be granted. */
  readonly granted: ReadonlySet<string>;
  toggleGranted(id: string): void;
  /** The question that the keys of choices answer. */
  readonly open: Question | null;
  /** Chooses by the place of what can be chosen, from 0; null where nothing can be. */
  readonly choose: ((at: number) => void) | null;
  /** The question whose words are to be typed now: a key chose them. Another object with every such key. */
  readonly typing: { readonly id: string } | null;
  /** A page is asked about that was not opened from here yet: the key opens it, and says nothing of it. */
  readonly toOpen: boolean;
  setOpened(): void;
  readonly tried: boolean;
  /** Another object with every change of what is filled in. */
  readonly filled: object;
  /** What is missing when a decision cannot be made yet. */
  readonly missing: string;
  /** What goes with the decision; null when something is still missing, which is then shown. */
  extras(option: Pick<DecisionFacts, 'effect'>): DecisionExtras | null;
}

/** Holds what is typed into a card, also while another card is looked at. */
export function useCardInput({ id, body, outcome }: Approval): CardInput {
  const before = filledBefore(id);
  const [drafts, setDrafts] = useState(before?.drafts ?? {});
  const [values, setValues] = useState(before?.values ?? {});
  const [opened, setOpened] = useState(before?.opened ?? false);
  const [typing, setTyping] = useState<CardInput['typing']>(null);
  const [tried, setTried] = useState(false);
  const { questions, parts, form } = useMemo(() => askedOf(body), [body]);
  const toOpen = form !== null && form.url !== null && !opened;
  const fields = useMemo(() => (form === null ? null : readForm(form.schema)), [form]);
  const [granted, setGranted] = useState<ReadonlySet<string>>(
    () => before?.granted ?? new Set(parts.map((part) => part.id)),
  );
  const filled = useMemo(
    (): Filled => ({ drafts, values, granted, opened }),
    [drafts, values, granted, opened],
  );
  const over = outcome !== null;
  useEffect(() => keepFilled(id, over ? null : filled), [id, over, filled]);
  const setDraft = (name: string, draft: QuestionDraft): void =>
    setDrafts((all) => ({ ...all, [name]: draft }));
  const open = openQuestion(questions, drafts) ?? null;
  const choices = open === null ? [] : choicesOf(open);
  const chooseAnswer = (at: number): void => {
    const choice = choices[at];
    if (open === null || choice === undefined) return;
    setDraft(open.id, { choice, other: drafts[open.id]?.other ?? '' });
    setTyping(choice === OTHER ? { id: open.id } : null);
  };
  const toggleGranted = (part: string): void => {
    const next = new Set(granted);
    if (!next.delete(part)) next.add(part);
    setGranted(next);
  };
  const togglePart = (at: number): void => {
    const part = parts[at];
    if (part !== undefined) toggleGranted(part.id);
  };
  return {
    questions,
    parts,
    form,
    drafts,
    setDraft,
    fields,
    values,
    setValue: (name, value) => setValues((all) => ({ ...all, [name]: value })),
    granted,
    toggleGranted,
    typing,
    toOpen,
    setOpened: () => setOpened(true),
    tried,
    filled,
    open,
    choose: choices.length > 0 ? chooseAnswer : parts.length > 0 ? togglePart : null,
    missing:
      parts.length > 0
        ? 'Tick what may be granted first, or decline.'
        : questions.length > 0
          ? 'Answer every question first, or decline.'
          : toOpen
            ? 'Open the page first, or decline.'
            : 'Fill in what is needed first, or decline.',
    extras: (option) => {
      if (isRefusal(option)) return {};
      if (questions.length > 0) {
        setTried(true);
        const answers = questionAnswers(questions, drafts);
        return answers === null ? null : { answers };
      }
      if (fields !== null) {
        setTried(true);
        const missing = fields.some(
          (field) => fieldProblem(field, values[field.name] ?? field.initial) !== null,
        );
        return missing ? null : { content: formContent(fields, values) };
      }
      if (parts.length > 0) return granted.size === 0 ? null : { granted: [...granted] };
      return {};
    },
  };
}
