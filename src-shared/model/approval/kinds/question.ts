import { firstLine, oneLine } from '../../thread/describe.ts';
import { fields, flag, listOf, orNull, text, type Kind } from './kind.ts';

export interface Question {
  readonly id: string;
  readonly header: string;
  readonly question: string;
  readonly secret: boolean;
  readonly other: boolean;
  readonly options: readonly { readonly label: string; readonly description: string }[] | null;
}

export interface QuestionBody {
  readonly kind: 'question';
  readonly questions: readonly Question[];
}

const isQuestionAsked = fields({
  id: text,
  header: text,
  question: text,
  secret: flag,
  other: flag,
  options: orNull(listOf(fields({ label: text, description: text }))),
});

export const question: Kind<QuestionBody> = {
  kind: 'question',
  question: true,
  fits: fields({ questions: listOf(isQuestionAsked) }),
  title: () => 'Answer a question',
  verb: null,
  wants: ({ questions }) => ({ words: `asks: ${oneLine(questions[0]?.question ?? '', 120)}`, code: '' }),
  ask: ({ questions }) => ({ words: firstLine(questions[0]?.question ?? 'A question'), code: '' }),
  parts: ({ questions }) =>
    questions.map((asked) => [
      'Question',
      [asked.question, ...(asked.options ?? []).map(({ label }) => `· ${label}`)].join('\n'),
    ]),
};
