import type { DecisionOption } from '#shared/model/approval/approval.ts';
import type { Shown } from '../../../requests.ts';
import { CANCEL, DECLINE, forGood, forSession, once, placeOf, requireText, type ParamsOf } from '../shown.ts';

type Params = ParamsOf<'mcpServer/elicitation/request'>;

/** What Codex says of a tool's call in the request's own margin (measured on 0.169.0). */
interface ToolCall {
  readonly name: string;
  readonly description: string | null;
  readonly arguments: unknown;
  /** Where the answer may be remembered. */
  readonly persist: readonly unknown[];
  readonly hints: { readonly readOnly: boolean; readonly destructive: boolean; readonly openWorld: boolean };
}

export function toolOf({ _meta }: Params): ToolCall | null {
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

/** Leave to call a tool of an MCP server. */
export function mcpTool(params: Params, { name, description, persist, hints, ...call }: ToolCall): Shown {
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
