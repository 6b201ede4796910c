import type { BodyOf } from '#shared/model/approval/approval.ts';
import { plural } from '../../../ui/format.ts';
import type { DrawnKind } from './kind.ts';

export const question: DrawnKind<BodyOf<'question'>> = {
  touches: ({ questions }) => {
    if (questions.length > 1) return plural(questions.length, 'question');
    const choices = questions[0]?.options?.length ?? 0;
    return choices > 0 ? `question, ${plural(choices, 'choice')}` : 'question';
  },
  pills: () => [],
  Body: () => null,
  input: ({ questions }) => ({ questions }),
};
