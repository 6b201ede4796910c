import type { Shown } from '../../../requests.ts';
import { type Question } from '#shared/model/approval/approval.ts';
import { answering, DECLINE, noted, placeOf, requireText, type ParamsOf } from '../shown.ts';

/** Questions with choices, free text or a secret. */
export function question(params: ParamsOf<'item/tool/requestUserInput'>): Shown {
  const questions = params.questions.map((raw): Question => ({
    id: requireText(raw.id),
    header: String(raw.header ?? ''),
    question: requireText(raw.question),
    secret: raw.isSecret === true,
    other: raw.isOther === true,
    options:
      raw.options?.map(({ label, description }) => ({
        label: requireText(label),
        description: String(description ?? ''),
      })) ?? null,
  }));
  return {
    ...placeOf(params),
    body: { kind: 'question', questions },
    decisions: [
      answering('Answer', 'Sends your answers to the agent.'),
      { ...DECLINE, reach: 'Sends no answer; the agent goes on without.' },
    ],
    note: ({ id, answers }) => {
      if (id !== 'answer') return null;
      const given = questions.flatMap((one) => {
        const values = answers?.[one.id];
        return values === undefined ? [] : [one.secret ? 'a secret' : values.join(', ')];
      });
      return noted(`answered ${given.join(' · ')}`);
    },
    answer: ({ id, answers }) => {
      if (id !== 'answer') return { result: { answers: {} } };
      const given = Object.entries(answers ?? {}).map(([key, values]) => [key, { answers: values }] as const);
      return { result: { answers: Object.fromEntries(given) } };
    },
  };
}
