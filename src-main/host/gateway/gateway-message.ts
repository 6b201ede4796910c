import { z } from 'zod';
import type { Approval, ApprovalBody, ApprovalKind } from '#shared/model/approval/approval.ts';
import { optionFor } from '#shared/model/approval/decision.ts';
import { shownCommand } from '#shared/model/thread/describe.ts';
import type { FileEdit } from '#shared/model/item/file-edit.ts';

/** Requests and answers of this form; another one gets another name. */
export const GATEWAY_PROTOCOL = 'muster.approval/1';

/** UTF-16 units of one text of a request (a command, a diff, arguments): what is longer is cut. */
const LONGEST_TEXT = 65_536;
/** UTF-16 units of all diffs of a request. */
const LONGEST_DIFFS = 262_144;
/** Files of a request; who changes more shows them to a person. */
const MOST_FILES = 1000;
/** UTF-16 units of a title or of the agent's words. They decide nothing, so that a part of them is enough. */
const LONGEST_WORDS = 4000;
/** Characters of an answer in all; it is a few short texts. */
export const LONGEST_ANSWER = 65_536;

const decisions = z.enum(['accept', 'decline', 'ask']);
const cut = z.number().int().min(0).describe('Characters that were left out because the text is too long.');
const cwd = z.string().nullable().describe('The folder it works in.');

const subject = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('command'),
      command: z.string().describe('As Codex runs it, in a shell mostly.'),
      script: z
        .string()
        .describe('What a person is shown: the same without the shell, where that is all there is.'),
      cwd,
      morePermissions: z
        .unknown()
        .describe('What it wants beyond its sandbox; null when it runs outside of it.'),
      cut,
    })
    .describe('A command, as it would be run outside of the sandbox, or with more permissions than it has.'),
  z
    .object({ kind: z.literal('stdin'), input: z.string(), cwd, cut })
    .describe('Input for a command that runs outside of the sandbox.'),
  z
    .object({
      kind: z.literal('network'),
      host: z.string(),
      protocol: z.string(),
      command: z.string().nullable(),
      cwd,
      cut,
    })
    .describe('A host that a command wants to reach.'),
  z
    .object({
      kind: z.literal('fileChange'),
      files: z.array(
        z.object({
          path: z.string(),
          change: z.enum(['add', 'delete', 'update']),
          movedTo: z.string().nullable(),
          diff: z.string().describe('Unified hunks of an update; of the others the whole file.'),
        }),
      ),
      writeAccessTo: z.string().nullable().describe('A folder that may be written to from then on.'),
      cut,
    })
    .describe('Changes to files.'),
  z
    .object({ kind: z.literal('permissions'), cwd, permissions: z.unknown(), cut })
    .describe('More permissions; accepting grants all of them for the rest of the turn.'),
  z
    .object({
      kind: z.literal('mcpTool'),
      server: z.string(),
      tool: z.string(),
      arguments: z.unknown(),
      cut,
    })
    .describe('A tool of an MCP server that the agent wants to call once.'),
]);

/** What is sent to a gateway. */
export const requestSchema = z
  .object({
    protocol: z.literal(GATEWAY_PROTOCOL),
    type: z.enum(['approval', 'test']).describe('`test`: nothing waits for the answer and nothing will run.'),
    id: z.string().describe('Names the request; the same one asked again has the same.'),
    nonce: z.string().describe('Of this message alone; the answer repeats it.'),
    askedAt: z.string().describe('When the agent asked, ISO 8601.'),
    decisions: z
      .array(decisions)
      .describe('The decisions that count. Without `accept` a part was left out and a person must see it.'),
    workspace: z.object({ name: z.string(), path: z.string() }),
    thread: z.object({ id: z.string(), title: z.string(), cwd, branch: z.string().nullable() }),
    reason: z.string().nullable().describe('The agent’s own words; not to be trusted.'),
    accepting: z.string().describe('What accepting does, in a sentence.'),
    subject,
  })
  .meta({ title: 'A request of Muster to a gateway' });
export type GatewayRequest = z.output<typeof requestSchema>;

/** What a gateway answers. Properties that are not known are passed over. */
export const answerSchema = z
  .looseObject({
    protocol: z.literal(GATEWAY_PROTOCOL),
    id: z.string().max(1000).describe('The id of the request.'),
    nonce: z.string().max(200).describe('The nonce of the request.'),
    decision: decisions,
    reason: z
      .string()
      .max(2000)
      .nullable()
      .optional()
      .describe('Shown to the person and kept in the journal.'),
    ticket: z.string().max(200).nullable().optional().describe('The gateway’s own name for what it did.'),
    rulesMayAccept: z
      .boolean()
      .optional()
      .describe('With `ask`: the person’s own rules may accept it as well. Without it only the person may.'),
  })
  .meta({ title: 'The answer of a gateway to Muster' });

/** A message with its signature, as it goes to and comes from a command. */
export const envelopeSchema = z
  .looseObject({
    signature: z.string().max(1000).nullable().describe('`t=…,v1=…`; null without a shared secret.'),
    body: z.string().describe('The request or the answer, as JSON.'),
  })
  .meta({ title: 'What a command gets on stdin, and writes to stdout: one line of JSON' });

/** What a gateway said, read and found to fit the request. */
export interface GatewayAnswer {
  readonly decision: z.output<typeof decisions>;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly rulesMayAccept: boolean;
}

/** A request with what the host knows of its surroundings. */
export interface GatewayQuestion {
  readonly approval: Approval;
  readonly workspace: { readonly name: string; readonly path: string };
  /** The folder of the thread. */
  readonly cwd: string | null;
}

/** What text or a choice is wanted of, or what this version does not know, is not for a gateway. */
const KINDS: ReadonlySet<ApprovalKind> = new Set<GatewayRequest['subject']['kind']>([
  'command',
  'stdin',
  'network',
  'fileChange',
  'permissions',
  'mcpTool',
]);

/** Whether a request is one that a gateway decides: of a kind that is accepted or declined, and offering both. */
export function isForGateway({
  body,
  decisions: offered,
  onlyPerson,
}: Pick<Approval, 'body' | 'decisions' | 'onlyPerson'>): boolean {
  if (onlyPerson) return false;
  // Permissions of which Muster does not know what they are can only be looked at.
  if (body.kind === 'permissions' && body.parts.length === 0) return false;
  const has = (wanted: 'accept' | 'decline'): boolean => optionFor(offered, wanted) !== undefined;
  return KINDS.has(body.kind) && has('accept') && has('decline');
}

/** Whether all is known of a request that there is to send: the changes of files come a moment after it. */
export function isComplete({ body }: Pick<Approval, 'body'>): boolean {
  return body.kind !== 'fileChange' || body.changes.length > 0;
}

/** The request for a gateway. Commands and diffs go whole and unmasked: they are what it decides about. */
export function buildRequest(
  { approval, workspace, cwd: folder }: GatewayQuestion,
  nonce: string,
): GatewayRequest {
  const about = subjectOf(approval.body);
  return {
    protocol: GATEWAY_PROTOCOL,
    type: 'approval',
    id: approval.id,
    nonce,
    askedAt: new Date(approval.askedAt).toISOString(),
    // A gateway cannot accept a request of which it saw only a part.
    decisions: about.cut > 0 ? ['decline', 'ask'] : ['accept', 'decline', 'ask'],
    workspace: { name: workspace.name, path: workspace.path },
    thread: {
      id: approval.threadId,
      title: approval.threadTitle.slice(0, LONGEST_WORDS),
      cwd: folder,
      branch: approval.branch,
    },
    reason: approval.reason?.slice(0, LONGEST_WORDS) ?? null,
    accepting:
      approval.body.kind === 'permissions'
        ? 'Grants all of these permissions for the rest of this turn.'
        : (optionFor(approval.decisions, 'accept')?.reach ?? ''),
    subject: about,
  };
}

/** A request that only asks whether the gateway answers. */
export function buildTest(nonce: string, now: number): GatewayRequest {
  return {
    protocol: GATEWAY_PROTOCOL,
    type: 'test',
    id: `test/${nonce}`,
    nonce,
    askedAt: new Date(now).toISOString(),
    decisions: ['accept', 'decline', 'ask'],
    workspace: { name: 'test', path: '/test' },
    thread: { id: 'test', title: 'A test of the gateway', cwd: '/test', branch: 'main' },
    reason: 'Somebody set the gateway up and tries it. Nothing runs.',
    accepting: 'Nothing: this is a test.',
    subject: {
      kind: 'command',
      command: 'echo test',
      script: 'echo test',
      cwd: '/test',
      morePermissions: null,
      cut: 0,
    },
  };
}

/** Reads an answer to a request; `wrong` says in words why it cannot count. */
export function readAnswer(
  text: string,
  request: GatewayRequest,
):
  | { readonly type: 'read'; readonly answer: GatewayAnswer }
  | { readonly type: 'wrong'; readonly why: string } {
  const wrong = (why: string) => ({ type: 'wrong', why }) as const;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return wrong('Its answer is not JSON');
  }
  const read = answerSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.join('.') ?? '';
    return wrong(`Its answer is not of the documented form${where === '' ? '' : ` (${where.slice(0, 80)})`}`);
  }
  const { id, nonce, decision, reason, ticket, rulesMayAccept } = read.data;
  if (id !== request.id || nonce !== request.nonce) return wrong('Its answer is to another request');
  if (!request.decisions.includes(decision)) return wrong(`It answered ${decision}, which was not offered`);
  return {
    type: 'read',
    answer: {
      decision,
      reason: textOrNull(reason),
      ticket: textOrNull(ticket),
      rulesMayAccept: decision === 'ask' && rulesMayAccept === true,
    },
  };
}

function textOrNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function subjectOf(body: ApprovalBody): GatewayRequest['subject'] {
  const bound = new Bound();
  switch (body.kind) {
    case 'command': {
      const command = bound.text(body.command);
      const morePermissions = bound.json(body.extraPermissions);
      // Not more than the command itself, and nothing is counted twice.
      const script = shownCommand(body.command).slice(0, LONGEST_TEXT);
      return { kind: 'command', command, script, cwd: body.cwd, morePermissions, cut: bound.cut };
    }
    case 'stdin': {
      const input = bound.text(body.command);
      return { kind: 'stdin', input, cwd: body.cwd, cut: bound.cut };
    }
    case 'network': {
      const command = body.command === null ? null : bound.text(body.command);
      const { host, protocol } = body;
      return { kind: 'network', host, protocol, command, cwd: body.cwd, cut: bound.cut };
    }
    case 'fileChange': {
      const files = body.changes.slice(0, MOST_FILES).map((edit) => fileOf(edit, bound));
      for (const { path, diff } of body.changes.slice(MOST_FILES)) bound.cut += path.length + diff.length;
      return { kind: 'fileChange', files, writeAccessTo: body.grantRoot, cut: bound.cut };
    }
    case 'permissions': {
      const permissions = bound.json(body.permissions);
      return { kind: 'permissions', cwd: body.cwd, permissions, cut: bound.cut };
    }
    case 'mcpTool': {
      const { server, tool } = body;
      return { kind: 'mcpTool', server, tool, arguments: bound.json(body.arguments), cut: bound.cut };
    }
    default:
      throw new Error(`A ${body.kind} is not for a gateway.`);
  }
}

function fileOf({ path, kind, diff }: FileEdit, bound: Bound) {
  return {
    path,
    change: kind.type,
    movedTo: kind.type === 'update' ? kind.move_path : null,
    diff: bound.text(diff, LONGEST_DIFFS),
  };
}

/** Keeps the texts of one request within their bounds, and counts what that left out. */
class Bound {
  cut = 0;
  #sent = 0;

  /** A text, as far as it fits; `inAll` bounds all texts so far together. */
  text(text: string, inAll = Infinity): string {
    const kept = text.slice(0, Math.max(0, Math.min(LONGEST_TEXT, inAll - this.#sent)));
    this.#sent += kept.length;
    this.cut += text.length - kept.length;
    return kept;
  }

  /** A value of JSON's kinds; one that is too long is left out whole. */
  json(value: unknown): unknown {
    const { length } = JSON.stringify(value) ?? '';
    if (length <= LONGEST_TEXT) return value;
    this.cut += length;
    return null;
  }
}
