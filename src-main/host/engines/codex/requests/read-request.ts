import { checks, fills } from '#shared/app-server/generated/validators/requests.js';
import type { ServerRequest } from '#shared/app-server/methods.ts';
import type { Answer, Answered, Shown } from '../../requests.ts';
import { command } from './kinds/command.ts';
import { elicitation } from './kinds/elicitation.ts';
import { fileChange } from './kinds/file-change.ts';
import { legacyCommand, legacyPatch } from './kinds/legacy.ts';
import { permissions } from './kinds/permissions/permissions.ts';
import { question } from './kinds/question.ts';
import { toolCall } from './kinds/tool.ts';
import { DECLINE, type ParamsOf } from './shown.ts';

type Handlers = {
  readonly [M in ServerRequest['method']]: (params: ParamsOf<M>, now: number) => Shown | Answered;
};

/** The longest name that is taken from a request that cannot be read, UTF-16 units. */
const NAME_LENGTH = 256;
const DECLINED = { code: -32000, message: 'declined by the person' };
/** Every request that the bundled Codex can send. The type makes a new one a compile error, and a test walks the list. */
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
  applyPatchApproval: legacyPatch,
  execCommandApproval: legacyCommand,
};

/**
 * Requests that only an older Codex sends, so that the generated union has no name for them and its schema no check.
 * Each is answered whatever its parameters are. 0.171.0 no longer asks for the time; 0.169.0 does.
 */
const OLDER: Readonly<Record<string, (now: number) => Answered>> = {
  'currentTime/read': (now) => answered({ result: { currentTimeAt: Math.floor(now / 1000) } }),
};

/** The methods of the bundled Codex that are handled by name; a test holds this against the generated list. */
export const HANDLED_METHODS: readonly string[] = Object.keys(HANDLERS);

/**
 * Says what a server request is. One that was never heard of, or is not of its method's shape, is shown raw and can be
 * declined: it never hangs its thread in silence.
 */
export function readServerRequest(method: string, params: unknown, now: number): Shown | Answered {
  const older = Object.hasOwn(OLDER, method) ? OLDER[method] : undefined;
  if (older !== undefined) return older(now);
  const request: unknown = { method, params };
  if (isServerRequest(method, params, request)) {
    try {
      return handle(request, now);
    } catch {
      // More is relied on than the schema promises, and it is not there: shown raw below.
    }
  }
  return unknown(method, params);
}

/** Whether a request is deeply of its method's shape, by Codex's own schema; what it may leave out is then filled in. */
function isServerRequest(method: string, params: unknown, _request: unknown): _request is ServerRequest {
  const check = Object.hasOwn(checks, method) ? checks[method] : undefined;
  return check?.(params) === true && fills[method]?.(params) === true;
}

function handle<M extends ServerRequest['method']>(
  request: { readonly method: M; readonly params: ParamsOf<M> },
  now: number,
): Shown | Answered {
  return HANDLERS[request.method](request.params, now);
}

function answered(answer: Answer): Answered {
  return { type: 'answered', answer };
}

function refused(message: string): Answered {
  return answered({ error: { code: -32000, message } });
}

function unknown(method: string, params: unknown): Shown | Answered {
  const raw = typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {};
  const isName = (value: unknown): value is string =>
    typeof value === 'string' && value !== '' && value.length <= NAME_LENGTH;
  const threadId = [raw['threadId'], raw['conversationId']].find(isName);
  // Without a thread there is nobody who asks, and nowhere to show it.
  if (threadId === undefined)
    return refused(
      HANDLED_METHODS.includes(method)
        ? `Muster cannot read this ${method}: it names no thread.`
        : `Muster does not know ${method.slice(0, NAME_LENGTH)}.`,
    );
  const named = (key: string): string | null => (isName(raw[key]) ? raw[key] : null);
  return {
    type: 'shown',
    threadId,
    turnId: named('turnId'),
    itemId: named('itemId'),
    reason: named('reason'),
    body: { kind: 'unknown', method: method.slice(0, NAME_LENGTH) },
    decisions: [{ ...DECLINE, reach: 'Answers with an error, which Codex takes as a refusal.' }],
    answer: () => ({ error: DECLINED }),
  };
}
