import type { DecisionOption } from '#shared/model/approval/approval.ts';
import {
  answering,
  CANCEL,
  DECLINE,
  forGood,
  forSession,
  noted,
  once,
  placeOf,
  requireText,
  type ParamsOf,
  type Shown,
} from './shown.ts';

type Params = ParamsOf<'mcpServer/elicitation/request'>;

/** What an MCP server wants of the person: a form, a page to open, or leave to call one of its tools. */
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

/** What Codex says of a tool's call in the request's own margin (measured on 0.169.0). */
interface ToolCall {
  readonly name: string;
  readonly description: string | null;
  readonly arguments: unknown;
  /** Where the answer may be remembered. */
  readonly persist: readonly unknown[];
  readonly hints: { readonly readOnly: boolean; readonly destructive: boolean; readonly openWorld: boolean };
}

function toolOf({ _meta }: Params): ToolCall | null {
  if (typeof _meta !== 'object' || _meta === null || Array.isArray(_meta)) return null;
  const { codex_approval_kind: kind, tool_name: name, persist, tool_annotations: hints } = _meta;
  if (kind !== 'mcp_tool_call' || typeof name !== 'string') return null;
  const hint = (key: string): boolean =>
    typeof hints === 'object' && hints !== null && !Array.isArray(hints) && hints[key] === true;
  return {
    name,
    description: typeof _meta['tool_description'] === 'string' ? _meta['tool_description'] : null,
    arguments: _meta['tool_params'] ?? null,
    persist: Array.isArray(persist) ? persist : [persist],
    hints: {
      readOnly: hint('readOnlyHint'),
      destructive: hint('destructiveHint'),
      openWorld: hint('openWorldHint'),
    },
  };
}

function mcpTool(params: Params, { name, description, persist, hints, ...call }: ToolCall): Shown {
  const server = requireText(params.serverName);
  const further: DecisionOption[] = [];
  if (persist.includes('session'))
    further.push(
      forSession(
        `Lets this thread call ${name} of ${server} until its app-server ends, with whatever arguments.`,
      ),
    );
  if (persist.includes('always'))
    further.push(
      forGood(
        'acceptAndRemember',
        `Codex remembers it in its configuration: every thread of this CODEX_HOME may call ${name} of ${server} from now on, with whatever arguments.`,
      ),
    );
  return {
    ...placeOf(params),
    body: { kind: 'mcpTool', server, tool: name, description, arguments: call.arguments, hints },
    decisions: [
      once(`Lets the agent make this one call of ${name} of ${server}.`),
      ...further,
      DECLINE,
      CANCEL,
    ],
    answer: ({ id }) => {
      const action = id === 'decline' || id === 'cancel' || id === 'answer' ? 'decline' : 'accept';
      const persisted = { acceptForSession: 'session', acceptAndRemember: 'always' } as const;
      const how = id === 'acceptForSession' || id === 'acceptAndRemember' ? persisted[id] : null;
      return {
        result: {
          action: id === 'cancel' ? 'cancel' : action,
          content: action === 'accept' ? {} : null,
          _meta: how === null ? null : { persist: how },
        },
      };
    },
  };
}
