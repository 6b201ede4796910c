import type { BodyOf } from '#shared/model/approval/approval.ts';
import type { DrawnKind } from './kind.ts';

export const elicitation: DrawnKind<BodyOf<'elicitation'>> = {
  touches: ({ server }) => `MCP server ${server}`,
  pills: ({ body: { server } }) => [{ text: `MCP server ${server}`, tone: undefined }],
  Body: () => null,
  input: ({ message, url, schema }) => ({ form: { message, url, schema } }),
};
