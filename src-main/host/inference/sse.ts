/** The server-sent events of the Responses streaming format, as far as Codex reads them. */
import { randomUUID } from 'node:crypto';

/** One event in wire form. */
export function sse(event: { readonly type: string } & Record<string, unknown>): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** One output item of a response: what opens it, what carries a piece of its text, what closes it. */
export interface TextItem {
  readonly open: string;
  delta(text: string): string;
  close(text: string): string;
}

/** An agent message. `phase` is `commentary` before tool calls and `final_answer` at the end of a turn. */
export function messageItem(outputIndex: number, phase: 'commentary' | 'final_answer'): TextItem {
  const id = `msg_${randomUUID()}`;
  const item = (status: string, content: unknown[]): Record<string, unknown> => ({
    type: 'message',
    id,
    role: 'assistant',
    status,
    phase,
    content,
  });
  const deltaHead = deltaPrefix('response.output_text.delta', {
    item_id: id,
    output_index: outputIndex,
    content_index: 0,
  });
  return {
    open: sse({
      type: 'response.output_item.added',
      output_index: outputIndex,
      item: item('in_progress', []),
    }),
    delta: (text) => `${deltaHead}${JSON.stringify(text)}}\n\n`,
    close: (text) =>
      sse({
        type: 'response.output_item.done',
        output_index: outputIndex,
        item: item('completed', [{ type: 'output_text', text, annotations: [] }]),
      }),
  };
}

/** A reasoning item with one summary part. */
export function reasoningItem(outputIndex: number): TextItem {
  const id = `rs_${randomUUID()}`;
  const place = { item_id: id, output_index: outputIndex, summary_index: 0 };
  const item = (summary: unknown[]): Record<string, unknown> => ({
    type: 'reasoning',
    id,
    summary,
    encrypted_content: null,
  });
  const deltaHead = deltaPrefix('response.reasoning_summary_text.delta', place);
  return {
    open:
      sse({ type: 'response.output_item.added', output_index: outputIndex, item: item([]) }) +
      sse({
        type: 'response.reasoning_summary_part.added',
        ...place,
        part: { type: 'summary_text', text: '' },
      }),
    delta: (text) => `${deltaHead}${JSON.stringify(text)}}\n\n`,
    close: (text) =>
      sse({
        type: 'response.output_item.done',
        output_index: outputIndex,
        item: item([{ type: 'summary_text', text }]),
      }),
  };
}

/** A call of a function tool. */
export function functionCallItem(
  outputIndex: number,
  callId: string,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  namespace?: string,
): string {
  return sse({
    type: 'response.output_item.done',
    output_index: outputIndex,
    item: {
      type: 'function_call',
      id: `fc_${randomUUID()}`,
      call_id: callId,
      name: tool,
      ...(namespace === undefined ? {} : { namespace }),
      arguments: JSON.stringify(args),
      status: 'completed',
    },
  });
}

/** A call of a freeform tool; the opening event and the input deltas let Codex show a patch while it grows. */
export function customCallItem(outputIndex: number, callId: string, tool: string, input: string): string {
  const id = `ctc_${randomUUID()}`;
  const item = { type: 'custom_tool_call', id, call_id: callId, name: tool };
  const place = { item_id: id, output_index: outputIndex };
  let events = sse({
    type: 'response.output_item.added',
    output_index: outputIndex,
    item: { ...item, status: 'in_progress', input: '' },
  });
  for (let at = 0; at < input.length; at += 512) {
    const delta = input.slice(at, at + 512);
    events += sse({ type: 'response.custom_tool_call_input.delta', ...place, delta });
  }
  return (
    events +
    sse({
      type: 'response.output_item.done',
      output_index: outputIndex,
      item: { ...item, status: 'completed', input },
    })
  );
}

/** The event that opens every response. */
export function createdEvent(responseId: string): string {
  return sse({ type: 'response.created', response: { id: responseId, status: 'in_progress' } });
}

/** The event that ends a good response, with its token counts. */
export function completedEvent(
  responseId: string,
  usage: { input: number; cached: number; output: number; reasoning: number },
): string {
  return sse({
    type: 'response.completed',
    response: {
      id: responseId,
      status: 'completed',
      usage: {
        input_tokens: usage.input,
        input_tokens_details: { cached_tokens: usage.cached },
        output_tokens: usage.output,
        output_tokens_details: { reasoning_tokens: usage.reasoning },
        total_tokens: usage.input + usage.output,
      },
    },
  });
}

/** The event that ends a response as failed. */
export function failedEvent(responseId: string, code: string, message: string): string {
  return sse({
    type: 'response.failed',
    response: { id: responseId, status: 'failed', error: { code, message } },
  });
}

function deltaPrefix(type: string, place: Record<string, unknown>): string {
  const head = JSON.stringify({ type, ...place });
  return `event: ${type}\ndata: ${head.slice(0, -1)},"delta":`;
}
