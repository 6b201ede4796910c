import type { ServerRequest } from '#shared/app-server/methods.ts';
import {
  TOOL_RESULT,
  type ApprovalBody,
  type DecisionId,
  type DecisionOption,
  type Question,
} from '#shared/model/approval/approval.ts';
import type { FileEdit } from '#shared/model/thread/protocol.ts';
import type { RpcErrorBody } from '#shared/rpc/messages.ts';
import { grantedOf, partWords, permissionParts } from './permission-parts.ts';

/** What a person decided, with what they typed. */
export interface Decision {
  readonly id: DecisionId;
  readonly answers?: Readonly<Record<string, readonly string[]>>;
  readonly content?: Readonly<Record<string, unknown>>;
  /** Which parts of the permissions that were asked for; without it all of them. */
  readonly granted?: readonly string[];
}

/** What goes back to the app-server: a result of the request's own schema, or an error, which it takes as a no. */
export type Answer = { readonly result: unknown } | { readonly error: RpcErrorBody };

/** What a request is to the person: the thing itself, what may be decided, and how a decision is answered. */
export interface Shown {
  readonly type: 'shown';
  readonly threadId: string;
  readonly turnId: string | null;
  readonly itemId: string | null;
  readonly reason: string | null;
  readonly body: ApprovalBody;
  readonly decisions: readonly DecisionOption[];
  answer(decision: Decision): Answer;
  /** Why a decision cannot be made so, in words; null when it can. */
  problem?(decision: Decision): string | null;
  /** What goes with a decision beyond its name, for the journal. */
  note?(decision: Decision): string | null;
}

/** A request that no person is asked: it is answered at once. */
export interface Answered {
  readonly type: 'answered';
  readonly answer: Answer;
}

type ParamsOf<M extends ServerRequest['method']> = Extract<ServerRequest, { method: M }>['params'];
type Handlers = {
  readonly [M in ServerRequest['method']]: (params: ParamsOf<M>, now: number) => Shown | Answered;
};

const DECLINED: RpcErrorBody = { code: -32000, message: 'declined by the person' };
const once = (what: string): DecisionOption => ({ id: 'accept', label: 'Accept', reach: what });
const decline: DecisionOption = {
  id: 'decline',
  label: 'Decline',
  reach: 'Refuses this once; the agent goes on and may try another way.',
};
const cancel: DecisionOption = {
  id: 'cancel',
  label: 'Cancel turn',
  reach: 'Refuses this and stops the turn.',
};

/** Every request that Codex 0.169.0 can send. The type makes a new one a compile error, and a test walks the list. */
const HANDLERS: Handlers = {
  'item/commandExecution/requestApproval': command,
  'item/fileChange/requestApproval': fileChange,
  'item/permissions/requestApproval': permissions,
  'item/tool/requestUserInput': question,
  'mcpServer/elicitation/request': elicitation,
  'item/tool/call': toolCall,
  'account/chatgptAuthTokens/refresh': () =>
    refused('Muster keeps no ChatGPT tokens; Codex keeps its own sign-in.'),
  'attestation/generate': () => refused('Muster makes no attestations.'),
  'currentTime/read': (_params, now) => answered({ result: { currentTimeAt: Math.floor(now / 1000) } }),
  applyPatchApproval: legacyPatch,
  execCommandApproval: legacyCommand,
};

/** The methods that are handled by name; a test holds this against the generated list. */
export const HANDLED_METHODS: readonly string[] = Object.keys(HANDLERS);

/**
 * Says what a server request is. One that was never heard of, or is not of its method's shape, is shown raw and can be
 * declined: it never hangs its thread in silence.
 */
export function readServerRequest(method: string, params: unknown, now: number): Shown | Answered {
  const handler = Object.hasOwn(HANDLERS, method) ? HANDLERS[method as ServerRequest['method']] : undefined;
  if (handler !== undefined) {
    try {
      return handler(params as never, now);
    } catch {
      // Not of the shape that the method promises: shown raw below.
    }
  }
  return unknown(method, params);
}

function answered(answer: Answer): Answered {
  return { type: 'answered', answer };
}

function refused(message: string): Answered {
  return answered({ error: { code: -32000, message } });
}

function unknown(method: string, params: unknown): Shown | Answered {
  const raw = typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {};
  const threadId = [raw['threadId'], raw['conversationId']].find((id) => typeof id === 'string');
  // Without a thread there is nobody who asks, and nowhere to show it.
  if (typeof threadId !== 'string') return refused(`Muster does not know ${method}.`);
  const named = (key: string): string | null => (typeof raw[key] === 'string' ? raw[key] : null);
  return {
    type: 'shown',
    threadId,
    turnId: named('turnId'),
    itemId: named('itemId'),
    reason: named('reason'),
    body: { kind: 'unknown', method },
    decisions: [{ ...decline, reach: 'Answers with an error, which Codex takes as a refusal.' }],
    answer: () => ({ error: DECLINED }),
  };
}

function requireText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a text');
  return value;
}

function command(params: ParamsOf<'item/commandExecution/requestApproval'>): Shown {
  const network = params.networkApprovalContext ?? null;
  const prefix = params.proposedExecpolicyAmendment ?? null;
  const remember: DecisionOption[] =
    prefix === null
      ? []
      : [
          {
            id: 'acceptAndRemember',
            label: 'Always allow',
            reach: `Codex writes a rule to its own rules file: every command beginning with ${JSON.stringify(prefix.join(' '))} runs outside the sandbox from now on, in every thread of this CODEX_HOME.`,
          },
        ];
  const cwd = params.cwd ?? null;
  let body: ApprovalBody;
  let run: string;
  let session: string;
  if (network !== null) {
    body = {
      kind: 'network',
      host: requireText(network.host),
      protocol: String(network.protocol),
      command: params.command ?? null,
      cwd,
    };
    run = `Lets this command reach ${network.host} once.`;
    session = `Lets this thread reach ${network.host} until its app-server ends.`;
  } else {
    const kind = params.kind === 'writeStdin' ? 'stdin' : 'command';
    body = {
      kind,
      command: requireText(params.command),
      cwd,
      prefix,
      extraPermissions: params.additionalPermissions ?? null,
    };
    run =
      kind === 'stdin'
        ? 'Writes this to the running command once.'
        : 'Runs this command once, outside the sandbox. Nothing is remembered.';
    session =
      'Runs this command, and the very same one again in this thread, outside the sandbox, until its app-server ends.';
  }
  return {
    type: 'shown',
    threadId: requireText(params.threadId),
    turnId: params.turnId ?? null,
    itemId: params.itemId ?? null,
    reason: params.reason ?? null,
    body,
    // Decline and accept-for-session are honoured even where `availableDecisions` leaves them out (measured on 0.169.0).
    decisions: [
      once(run),
      { id: 'acceptForSession', label: 'Accept for this session', reach: session },
      ...remember,
      decline,
      cancel,
    ],
    answer: ({ id }) => {
      if (id === 'acceptAndRemember' && prefix !== null) {
        return { result: { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: prefix } } } };
      }
      return { result: { decision: plain(id) } };
    },
  };
}

/** A decision that is the protocol's own word; what does not fit the request becomes a refusal. */
function plain(id: DecisionId): 'accept' | 'acceptForSession' | 'decline' | 'cancel' {
  return id === 'accept' || id === 'acceptForSession' || id === 'cancel' ? id : 'decline';
}

function fileChange(params: ParamsOf<'item/fileChange/requestApproval'>): Shown {
  return {
    type: 'shown',
    threadId: requireText(params.threadId),
    turnId: params.turnId ?? null,
    itemId: requireText(params.itemId),
    reason: params.reason ?? null,
    // The request carries no diff: whoever knows the item fills in its changes.
    body: { kind: 'fileChange', changes: [], grantRoot: params.grantRoot ?? null },
    decisions: [
      once('Writes these changes once.'),
      {
        id: 'acceptForSession',
        label: 'Accept for this session',
        reach:
          'Writes these changes, and later ones of this thread to the same files, until its app-server ends.',
      },
      decline,
      cancel,
    ],
    answer: ({ id }) => ({ result: { decision: plain(id) } }),
  };
}

function permissions(params: ParamsOf<'item/permissions/requestApproval'>): Shown {
  const parts = permissionParts(params.permissions);
  const chosen = ({ id, granted }: Decision): ReadonlySet<string> | null => {
    if (id !== 'accept' && id !== 'acceptForSession') return null;
    return new Set(granted ?? parts.map((part) => part.id));
  };
  return {
    type: 'shown',
    threadId: requireText(params.threadId),
    turnId: params.turnId ?? null,
    itemId: params.itemId ?? null,
    reason: params.reason ?? null,
    body: { kind: 'permissions', cwd: requireText(params.cwd), permissions: params.permissions, parts },
    decisions: [
      { ...once('Grants what is ticked for the rest of this turn; the rest is refused.'), label: 'Grant' },
      {
        id: 'acceptForSession',
        label: 'Grant for this session',
        reach: 'Grants what is ticked to this thread until its app-server ends; the rest is refused.',
      },
      { ...decline, reach: 'Grants none of them; the agent goes on without.' },
    ],
    problem: (decision) => {
      const ids = chosen(decision);
      if (ids === null || decision.granted === undefined) return null;
      if (ids.size === 0) return 'Nothing was chosen to be granted: choose something, or decline.';
      return [...ids].every((id) => parts.some((part) => part.id === id))
        ? null
        : 'What was chosen is not what the agent asked for.';
    },
    note: (decision) => {
      const ids = chosen(decision);
      if (ids === null) return null;
      const words = (list: typeof parts): string => list.map(partWords).join(', ');
      const refused = parts.filter(({ id }) => !ids.has(id));
      const granted = `granted ${words(parts.filter(({ id }) => ids.has(id)))}`;
      return refused.length === 0 ? granted : `${granted}; refused ${words(refused)}`;
    },
    answer: (decision) => {
      const ids = chosen(decision);
      return {
        result: {
          permissions: ids === null ? {} : grantedOf(params.permissions, ids),
          scope: decision.id === 'acceptForSession' ? 'session' : 'turn',
        },
      };
    },
  };
}

/**
 * A call of a tool that the client of a thread has to carry out. Muster gives threads no such tools, so this is one that
 * another program gave to its thread: a person can answer in the tool's place.
 */
function toolCall(params: ParamsOf<'item/tool/call'>): Shown {
  const { namespace, tool } = params;
  const answer = (success: boolean, text: string): Answer => ({
    result: { success, contentItems: [{ type: 'inputText', text }] },
  });
  return {
    type: 'shown',
    threadId: requireText(params.threadId),
    turnId: params.turnId ?? null,
    itemId: params.callId ?? null,
    reason: null,
    body: {
      kind: 'tool',
      tool: namespace == null ? requireText(tool) : `${namespace}.${requireText(tool)}`,
      arguments: params.arguments,
    },
    decisions: [
      { id: 'answer', label: 'Answer', reach: 'Hands what you wrote to the agent as the tool’s result.' },
      { ...decline, reach: 'Tells the agent that the tool did not work; it goes on.' },
    ],
    problem: ({ id, answers }) =>
      id === 'answer' && toolResult(answers).trim() === '' ? 'A tool’s result cannot be empty.' : null,
    answer: ({ id, answers }) =>
      id === 'answer' ? answer(true, toolResult(answers)) : answer(false, 'The person declined this call.'),
  };
}

function toolResult(answers: Decision['answers']): string {
  return answers?.[TOOL_RESULT]?.join('\n') ?? '';
}

function question(params: ParamsOf<'item/tool/requestUserInput'>): Shown {
  const questions = params.questions.map((raw): Question => ({
    id: requireText(raw.id),
    header: String(raw.header ?? ''),
    question: requireText(raw.question),
    secret: raw.isSecret === true,
    other: raw.isOther === true,
    options:
      raw.options?.map(({ label, description }) => ({
        label: requireText(label),
        description: String(description ?? ''),
      })) ?? null,
  }));
  return {
    type: 'shown',
    threadId: requireText(params.threadId),
    turnId: params.turnId ?? null,
    itemId: params.itemId ?? null,
    reason: null,
    body: { kind: 'question', questions },
    decisions: [
      { id: 'answer', label: 'Answer', reach: 'Sends your answers to the agent.' },
      { ...decline, reach: 'Sends no answer; the agent goes on without.' },
    ],
    answer: ({ id, answers }) => {
      if (id !== 'answer') return { result: { answers: {} } };
      const given = Object.entries(answers ?? {}).map(([key, values]) => [key, { answers: values }] as const);
      return { result: { answers: Object.fromEntries(given) } };
    },
  };
}

function elicitation(params: ParamsOf<'mcpServer/elicitation/request'>): Shown {
  const { mode } = params;
  const form =
    mode === 'form' || mode === 'openai/form' || mode === 'openaiForm' ? params.requestedSchema : null;
  const message =
    mode === 'openai/userVerification'
      ? `${params.title}\n${params.description}`
      : requireText(params.message);
  const known = form !== null || mode === 'url';
  const accept: DecisionOption[] = known
    ? [
        {
          id: 'answer',
          label: 'Accept',
          reach: `Sends what you entered to the MCP server ${params.serverName}.`,
        },
      ]
    : [];
  return {
    type: 'shown',
    threadId: requireText(params.threadId),
    turnId: params.turnId ?? null,
    itemId: null,
    reason: null,
    body: {
      kind: 'elicitation',
      server: requireText(params.serverName),
      mode,
      message,
      url: mode === 'url' ? requireText(params.url) : null,
      schema: form,
    },
    decisions: [
      ...accept,
      { ...decline, reach: 'Tells the MCP server no; the agent goes on.' },
      { ...cancel, reach: 'Tells the MCP server that you dismissed it.' },
    ],
    answer: ({ id, content }) => {
      const action = id === 'answer' || id === 'accept' ? 'accept' : id === 'cancel' ? 'cancel' : 'decline';
      return {
        result: {
          action,
          content: action === 'accept' && form !== null ? (content ?? {}) : null,
          _meta: null,
        },
      };
    },
  };
}

/** The decisions of the requests that older app-servers send, in their own words. */
function legacyDecision({ id }: Decision): Answer {
  const words: Partial<Record<DecisionId, unknown>> = {
    accept: 'approved',
    acceptForSession: 'approved_for_session',
    cancel: 'abort',
  };
  return { result: { decision: words[id] ?? { denied: { rejection: 'declined by the person' } } } };
}

const LEGACY_DECISIONS: readonly DecisionOption[] = [
  once('Allows this once.'),
  {
    id: 'acceptForSession',
    label: 'Accept for this session',
    reach: 'Allows the same again in this thread until its app-server ends.',
  },
  decline,
  cancel,
];

/** A word as a shell would need it, so that where one argument ends and the next begins can be seen. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function legacyCommand(params: ParamsOf<'execCommandApproval'>): Shown {
  return {
    type: 'shown',
    threadId: requireText(params.conversationId),
    turnId: null,
    itemId: params.callId,
    reason: params.reason,
    body: {
      kind: 'command',
      command: params.command.map(quoted).join(' '),
      cwd: requireText(params.cwd),
      prefix: null,
      extraPermissions: null,
    },
    decisions: LEGACY_DECISIONS,
    answer: legacyDecision,
  };
}

function legacyPatch(params: ParamsOf<'applyPatchApproval'>): Shown {
  const changes = Object.entries(params.fileChanges).flatMap(([path, change]): FileEdit[] => {
    if (change === undefined) return [];
    if (change.type === 'update')
      return [{ path, kind: { type: 'update', move_path: change.move_path }, diff: change.unified_diff }];
    return [{ path, kind: { type: change.type }, diff: change.content }];
  });
  return {
    type: 'shown',
    threadId: requireText(params.conversationId),
    turnId: null,
    itemId: params.callId,
    reason: params.reason,
    body: { kind: 'fileChange', changes, grantRoot: params.grantRoot },
    decisions: LEGACY_DECISIONS,
    answer: legacyDecision,
  };
}
