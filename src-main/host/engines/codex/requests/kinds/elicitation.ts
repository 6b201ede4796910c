import type { Shown } from '../../../requests.ts';
import type { DecisionOption } from '#shared/model/approval/approval.ts';
import { mcpTool, toolOf } from './mcp-tool.ts';
import { answering, CANCEL, DECLINE, noted, placeOf, requireText, type ParamsOf } from '../shown.ts';

type Params = ParamsOf<'mcpServer/elicitation/request'>;

/** What an MCP server wants of the person: a form, or a page to open. Leave to call one of its tools is another kind. */
export function elicitation(params: Params): Shown {
  const tool = toolOf(params);
  return tool === null ? form(params) : mcpTool(params, tool);
}

function form(params: Params): Shown {
  const { mode } = params;
  const schema =
    mode === 'form' || mode === 'openai/form' || mode === 'openaiForm' ? params.requestedSchema : null;
  const message =
    mode === 'openai/userVerification'
      ? `${params.title}\n${params.description}`
      : requireText(params.message);
  const known = schema !== null || mode === 'url';
  const accept: DecisionOption[] = known
    ? [
        mode === 'url'
          ? answering('Done', `Tells the MCP server ${params.serverName} that you have been to the page.`)
          : answering('Send', `Sends what you entered to the MCP server ${params.serverName}.`),
      ]
    : [];
  return {
    ...placeOf(params),
    body: {
      kind: 'elicitation',
      server: requireText(params.serverName),
      mode,
      message,
      url: mode === 'url' ? requireText(params.url) : null,
      schema,
    },
    decisions: [
      ...accept,
      { ...DECLINE, reach: 'Tells the MCP server no; the agent goes on.' },
      { ...CANCEL, reach: 'Tells the MCP server that you dismissed it.' },
    ],
    note: ({ id, content }) =>
      id === 'answer' && schema !== null ? noted(`sent ${JSON.stringify(content ?? {})}`) : null,
    answer: ({ id, content }) => {
      const action = id === 'answer' || id === 'accept' ? 'accept' : id === 'cancel' ? 'cancel' : 'decline';
      return {
        result: {
          action,
          content: action === 'accept' && schema !== null ? (content ?? {}) : null,
          _meta: null,
        },
      };
    },
  };
}
