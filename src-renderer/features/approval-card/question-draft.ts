import type { Question } from '#shared/model/approval/approval.ts';

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
    answers[question.id] = [question.secret ? value : value.trim()];
  }
  return answers;
}

type Drafts = Readonly<Record<string, QuestionDraft>>;

/** The question that a key answers: the first without an answer, or the last when all have one. */
export function openQuestion(questions: readonly Question[], drafts: Drafts): Question | undefined {
  return questions.find((question) => questionAnswers([question], drafts) === null) ?? questions.at(-1);
}

/** What can be chosen, in the order in which it is shown; empty where only words are an answer. */
export function choicesOf({ options, other }: Question): readonly string[] {
  if (options === null || options.length === 0) return [];
  return [...options.map(({ label }) => label), ...(other ? [OTHER] : [])];
}
