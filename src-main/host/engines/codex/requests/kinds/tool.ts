import { TOOL_RESULT } from '#shared/model/approval/approval.ts';
import type { Answer, Decision, Shown } from '../../../requests.ts';
import { answering, DECLINE, noted, placeOf, requireText, type ParamsOf } from '../shown.ts';

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
