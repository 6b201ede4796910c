import { fields, flag, json, orNull, text, type Kind } from './kind.ts';

/** A tool that the client of the thread has to carry out. */
export interface ToolBody {
  readonly kind: 'tool';
  readonly tool: string;
  readonly arguments: unknown;
}

/** The name under which a person's answer in a tool's place is given, among `answers`. */
export const TOOL_RESULT = 'result';

export const tool: Kind<ToolBody> = {
  kind: 'tool',
  question: true,
  fits: fields({ tool: text }),
  title: () => 'Use a tool',
  verb: { wants: 'wants to call', ask: 'Use the tool' },
  wants: (body) => ({ words: 'wants to call', code: body.tool }),
  ask: (body) => ({ words: 'Use the tool', code: body.tool }),
  parts: (body) => [
    ['Tool', body.tool],
    ['Arguments', json(body.arguments)],
  ],
};

/** A tool of an MCP server that the agent wants to call. */
export interface McpToolBody {
  readonly kind: 'mcpTool';
  readonly server: string;
  readonly tool: string;
  readonly description: string | null;
  readonly arguments: unknown;
  /** What the server says of it; nobody checked that. */
  readonly hints: {
    readonly readOnly: boolean;
    readonly destructive: boolean;
    readonly openWorld: boolean;
  };
}

export const mcpTool: Kind<McpToolBody> = {
  kind: 'mcpTool',
  question: false,
  fits: fields({
    server: text,
    tool: text,
    description: orNull(text),
    hints: fields({ readOnly: flag, destructive: flag, openWorld: flag }),
  }),
  title: () => 'Call a tool of an MCP server',
  verb: { wants: 'wants to call', ask: 'Call' },
  wants: (body) => ({ words: 'wants to call', code: `${body.server}.${body.tool}` }),
  ask: (body) => ({ words: 'Call', code: `${body.server}.${body.tool}` }),
  parts: (body) => [
    ['Server', body.server],
    ['Tool', body.tool],
    ['Arguments', json(body.arguments)],
  ],
};
