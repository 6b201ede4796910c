import { TOOL_RESULT, type BodyOf, type Question } from '#shared/model/approval/approval.ts';
import { VisibleText } from '../../../ui/kit.tsx';
import { Code, Raw } from '../code.tsx';
import type { Pill } from '../pill.ts';
import type { DrawnKind } from './kind.ts';

/** A person answers in a tool's place: that is a question too. */
const QUESTION: Question = {
  id: TOOL_RESULT,
  header: '',
  question: 'What is its result?',
  secret: false,
  other: false,
  options: null,
};
const ASKED = { questions: [QUESTION] };

export const tool: DrawnKind<BodyOf<'tool'>> = {
  touches: () => 'tool',
  pills: ({ body }) => [{ text: `tool ${body.tool}`, tone: undefined }],
  Body: ({ body }) => (
    <>
      <Code text={body.tool} label="Tool" />
      {body.arguments === null ? null : <Raw label="Arguments" value={body.arguments} open />}
    </>
  ),
  input: () => ASKED,
};

const TOLD = 'The server says so of its tool; nobody checked it';

export const mcpTool: DrawnKind<BodyOf<'mcpTool'>> = {
  touches: () => 'MCP tool',
  pills: ({ body: { server, hints } }) => {
    const found: Pill[] = [{ text: `MCP server ${server}`, tone: undefined }];
    if (hints.destructive) found.push({ text: 'may destroy', tone: 'needs', title: TOLD });
    if (hints.openWorld) found.push({ text: 'reaches outside', tone: 'needs', title: TOLD });
    if (hints.readOnly) found.push({ text: 'only reads', tone: undefined, title: TOLD });
    return found;
  },
  Body: ({ body }) => (
    <>
      <Code text={`${body.server}.${body.tool}`} label="Tool" />
      {body.description === null ? null : (
        <p className="muted">
          <VisibleText text={body.description} />
        </p>
      )}
      {body.arguments === null ? null : <Raw label="Arguments" value={body.arguments} open large />}
    </>
  ),
};
