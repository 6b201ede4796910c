import type { Approval, ApprovalBody, ApprovalKind, BodyOf } from '#shared/model/approval/approval.ts';
import { command, stdin } from './command.tsx';
import { elicitation } from './elicitation.ts';
import { fileChange } from './file-change.tsx';
import type { Asked, DrawnKind } from './kind.ts';
import { network } from './network.tsx';
import { permissions } from './permissions.tsx';
import { question } from './question.ts';
import { mcpTool, tool } from './tool.tsx';
import { unknown } from './unknown.tsx';

/** Every kind of request as the page draws it; the types miss one that has no row. */
const DRAWN: { readonly [K in ApprovalKind]: DrawnKind<BodyOf<K>> } = {
  command,
  stdin,
  network,
  fileChange,
  permissions,
  question,
  elicitation,
  tool,
  mcpTool,
  unknown,
};

/** How a body's kind is drawn. */
export function drawnKind<B extends ApprovalBody>(body: B): DrawnKind<B> {
  return DRAWN[body.kind] as unknown as DrawnKind<B>;
}

const NOTHING: Asked = { questions: [], parts: [], form: null };

/** What a person is asked to fill in before they decide. */
export function askedOf(body: ApprovalBody): Asked {
  return { ...NOTHING, ...drawnKind(body).input?.(body) };
}

/** What a person decides about, whoever asks: two requests with the same key show the same. */
export function contentKey({ body }: Pick<Approval, 'body'>): string {
  const content = drawnKind(body).content?.(body);
  return JSON.stringify(content === undefined ? body : [body.kind, ...content]);
}
