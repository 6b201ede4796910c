/**
 * What each request of the app-server is answered with. The generated types name the answers but do not tie them to
 * the methods; this table does, for the methods that Muster calls. Parameters come from the generated union.
 */
import type { ClientRequest } from './generated/ts/ClientRequest.ts';
import type { CancelLoginAccountResponse } from './generated/ts/v2/CancelLoginAccountResponse.ts';
import type { CommandExecResponse } from './generated/ts/v2/CommandExecResponse.ts';
import type { ConfigReadResponse } from './generated/ts/v2/ConfigReadResponse.ts';
import type { ConfigWriteResponse } from './generated/ts/v2/ConfigWriteResponse.ts';
import type { GetAccountRateLimitsResponse } from './generated/ts/v2/GetAccountRateLimitsResponse.ts';
import type { GetAccountResponse } from './generated/ts/v2/GetAccountResponse.ts';
import type { InitializeResponse } from './generated/ts/InitializeResponse.ts';
import type { LoginAccountResponse } from './generated/ts/v2/LoginAccountResponse.ts';
import type { LogoutAccountResponse } from './generated/ts/v2/LogoutAccountResponse.ts';
import type { ModelListResponse } from './generated/ts/v2/ModelListResponse.ts';
import type { ThreadApproveGuardianDeniedActionResponse } from './generated/ts/v2/ThreadApproveGuardianDeniedActionResponse.ts';
import type { ThreadArchiveResponse } from './generated/ts/v2/ThreadArchiveResponse.ts';
import type { ThreadBackgroundTerminalsListResponse } from './generated/ts/v2/ThreadBackgroundTerminalsListResponse.ts';
import type { ThreadGoalGetResponse } from './generated/ts/v2/ThreadGoalGetResponse.ts';
import type { ThreadItemsListResponse } from './generated/ts/v2/ThreadItemsListResponse.ts';
import type { ThreadItemsReadResponse } from './generated/ts/v2/ThreadItemsReadResponse.ts';
import type { ThreadListResponse } from './generated/ts/v2/ThreadListResponse.ts';
import type { ThreadLoadedListResponse } from './generated/ts/v2/ThreadLoadedListResponse.ts';
import type { ThreadQueueAddResponse } from './generated/ts/v2/ThreadQueueAddResponse.ts';
import type { ThreadQueueDeleteResponse } from './generated/ts/v2/ThreadQueueDeleteResponse.ts';
import type { ThreadQueueListResponse } from './generated/ts/v2/ThreadQueueListResponse.ts';
import type { ThreadQueueStartResponse } from './generated/ts/v2/ThreadQueueStartResponse.ts';
import type { ThreadReadResponse } from './generated/ts/v2/ThreadReadResponse.ts';
import type { ThreadReadStateUpdateResponse } from './generated/ts/v2/ThreadReadStateUpdateResponse.ts';
import type { ThreadResumeResponse } from './generated/ts/v2/ThreadResumeResponse.ts';
import type { ThreadSetNameResponse } from './generated/ts/v2/ThreadSetNameResponse.ts';
import type { ThreadStartResponse } from './generated/ts/v2/ThreadStartResponse.ts';
import type { ThreadTurnsListResponse } from './generated/ts/v2/ThreadTurnsListResponse.ts';
import type { ThreadUnsubscribeResponse } from './generated/ts/v2/ThreadUnsubscribeResponse.ts';
import type { ReviewStartResponse } from './generated/ts/v2/ReviewStartResponse.ts';
import type { ThreadCompactStartResponse } from './generated/ts/v2/ThreadCompactStartResponse.ts';
import type { ThreadDeleteResponse } from './generated/ts/v2/ThreadDeleteResponse.ts';
import type { ThreadForkResponse } from './generated/ts/v2/ThreadForkResponse.ts';
import type { ThreadRevertResponse } from './generated/ts/v2/ThreadRevertResponse.ts';
import type { ThreadUnarchiveResponse } from './generated/ts/v2/ThreadUnarchiveResponse.ts';
import type { TurnInterruptResponse } from './generated/ts/v2/TurnInterruptResponse.ts';
import type { TurnStartResponse } from './generated/ts/v2/TurnStartResponse.ts';
import type { TurnSteerResponse } from './generated/ts/v2/TurnSteerResponse.ts';

export interface ServerResults {
  initialize: InitializeResponse;
  'thread/start': ThreadStartResponse;
  'thread/resume': ThreadResumeResponse;
  'thread/read': ThreadReadResponse;
  'thread/list': ThreadListResponse;
  'thread/loaded/list': ThreadLoadedListResponse;
  'thread/turns/list': ThreadTurnsListResponse;
  'thread/items/list': ThreadItemsListResponse;
  'thread/items/read': ThreadItemsReadResponse;
  'thread/unsubscribe': ThreadUnsubscribeResponse;
  'thread/archive': ThreadArchiveResponse;
  'thread/unarchive': ThreadUnarchiveResponse;
  'thread/delete': ThreadDeleteResponse;
  'thread/fork': ThreadForkResponse;
  'thread/revert': ThreadRevertResponse;
  'thread/compact/start': ThreadCompactStartResponse;
  'review/start': ReviewStartResponse;
  'thread/name/set': ThreadSetNameResponse;
  'thread/readState/update': ThreadReadStateUpdateResponse;
  'thread/queue/add': ThreadQueueAddResponse;
  'thread/queue/list': ThreadQueueListResponse;
  'thread/queue/delete': ThreadQueueDeleteResponse;
  'thread/queue/start': ThreadQueueStartResponse;
  'thread/goal/get': ThreadGoalGetResponse;
  'thread/approveGuardianDeniedAction': ThreadApproveGuardianDeniedActionResponse;
  'thread/backgroundTerminals/list': ThreadBackgroundTerminalsListResponse;
  'turn/start': TurnStartResponse;
  'turn/steer': TurnSteerResponse;
  'turn/interrupt': TurnInterruptResponse;
  'model/list': ModelListResponse;
  'account/read': GetAccountResponse;
  'account/login/start': LoginAccountResponse;
  'account/login/cancel': CancelLoginAccountResponse;
  'account/logout': LogoutAccountResponse;
  'account/rateLimits/read': GetAccountRateLimitsResponse;
  'config/read': ConfigReadResponse;
  'config/batchWrite': ConfigWriteResponse;
  'command/exec': CommandExecResponse;
}

export type ServerMethod = keyof ServerResults;
export type ServerParams<M extends ServerMethod> = Extract<ClientRequest, { method: M }>['params'];

export type { ServerNotification } from './generated/ts/ServerNotification.ts';
export type { ServerRequest } from './generated/ts/ServerRequest.ts';
