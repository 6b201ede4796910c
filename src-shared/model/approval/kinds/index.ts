import { command, stdin } from './command.ts';
import { elicitation } from './elicitation.ts';
import { fileChange } from './file-change.ts';
import type { Kind } from './kind.ts';
import { network } from './network.ts';
import { permissions } from './permissions.ts';
import { question } from './question.ts';
import { mcpTool, tool } from './tool.ts';
import { unknown } from './unknown.ts';

/** Every kind of request that a person can be asked. A new one is a file beside this one and a name here. */
const KINDS = {
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
} as const;

type Kinds = typeof KINDS;
export type ApprovalKind = keyof Kinds;

/** The thing itself, by kind. */
export type ApprovalBody = { [K in ApprovalKind]: Kinds[K] extends Kind<infer B> ? B : never }[ApprovalKind];

/** The body of one kind. */
export type BodyOf<K extends ApprovalKind> = Extract<ApprovalBody, { kind: K }>;

/** What there is to know of a body's kind. */
export function kindOf<B extends ApprovalBody>(body: B): Kind<B> {
  return KINDS[body.kind] as unknown as Kind<B>;
}

/** What there is to know of a kind by its name; undefined for one of another version. */
export function kindNamed(name: string): Kind<ApprovalBody> | undefined {
  return isKind(name) ? (KINDS[name] as unknown as Kind<ApprovalBody>) : undefined;
}

/** Approvals ask for a decision, questions for text or a choice; the fleet tells the two apart. */
export function isQuestion(kind: ApprovalKind): boolean {
  return KINDS[kind].question;
}

/** Whether what was stored is the body of a request. */
export function isApprovalBody(stored: unknown): stored is ApprovalBody {
  const kind = typeof stored === 'object' && stored !== null && 'kind' in stored ? stored.kind : null;
  return typeof kind === 'string' && isKind(kind) && KINDS[kind].fits(stored);
}

function isKind(name: string): name is ApprovalKind {
  return Object.hasOwn(KINDS, name);
}
