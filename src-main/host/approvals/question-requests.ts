import { TOOL_RESULT, type Question } from '#shared/model/approval/approval.ts';
import {
  answering,
  DECLINE,
  noted,
  placeOf,
  requireText,
  type Answer,
  type Decision,
  type ParamsOf,
  type Shown,
} from './shown.ts';

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

/**
 * A call of a tool that the client of a thread has to carry out. Muster gives threads no such tools, so this is one that
 * another program gave to its thread: a person can answer in the tool's place.
 */
export function toolCall(params: ParamsOf<'item/tool/call'>): Shown {
  const { namespace, tool } = params;
  const answer = (success: boolean, text: string): Answer => ({
    result: { success, contentItems: [{ type: 'inputText', text }] },
  });
  return {
    ...placeOf(params),
    itemId: params.callId ?? null,
    body: {
      kind: 'tool',
      tool: namespace == null ? requireText(tool) : `${namespace}.${requireText(tool)}`,
      arguments: params.arguments,
    },
    decisions: [
      answering('Answer', 'Hands what you wrote to the agent as the tool’s result.'),
      { ...DECLINE, reach: 'Tells the agent that the tool did not work; it goes on.' },
    ],
    problem: ({ id, answers }) =>
      id === 'answer' && toolResult(answers).trim() === '' ? 'A tool’s result cannot be empty.' : null,
    note: ({ id, answers }) => (id === 'answer' ? noted(`answered ${toolResult(answers)}`) : null),
    answer: ({ id, answers }) =>
      id === 'answer' ? answer(true, toolResult(answers)) : answer(false, 'The person declined this call.'),
  };
}

function toolResult(answers: Decision['answers']): string {
  return answers?.[TOOL_RESULT]?.join('\n') ?? '';
}
