/**
 * JSON-RPC as the app-server speaks it: the 2.0 shapes without the `jsonrpc` field. A number that JavaScript cannot hold
 * exactly is carried as a text (`exact-id.ts`), so that its answer names the same one.
 */
export type RequestId = number | string;

export interface RpcRequest {
  readonly id: RequestId;
  readonly method: string;
  readonly params?: unknown;
}

export interface RpcNotification {
  readonly method: string;
  readonly params?: unknown;
  /** Unix ms at which the app-server sent it. */
  readonly emittedAtMs?: number;
}

export interface RpcErrorBody {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export type RpcResponse =
  | { readonly id: RequestId; readonly result: unknown }
  | { readonly id: RequestId; readonly error: RpcErrorBody };

export type RpcMessage = RpcRequest | RpcNotification | RpcResponse;

/** Codes that are acted on. The app-server uses -32600 for nearly everything else. */
export const RPC_OVERLOADED = -32001;
export const RPC_INTERNAL = -32603;

export type Classified =
  | { readonly type: 'request'; readonly message: RpcRequest }
  | { readonly type: 'notification'; readonly message: RpcNotification }
  | { readonly type: 'response'; readonly message: RpcResponse }
  /** It answers a request, and says neither a result nor an error. */
  | { readonly type: 'emptyResponse'; readonly id: RequestId }
  | { readonly type: 'malformed' };

/**
 * Tells what a parsed line is; anything that fits no shape is malformed and says nothing else. What is optional is never
 * missed: an error without words gets some.
 */
export function classify(raw: unknown): Classified {
  if (typeof raw !== 'object' || raw === null) return { type: 'malformed' };
  const { id, method, error } = raw as { id?: unknown; method?: unknown; error?: unknown };
  if (typeof method === 'string') {
    if (id === undefined) return { type: 'notification', message: raw as RpcNotification };
    return isId(id) ? { type: 'request', message: raw as RpcRequest } : { type: 'malformed' };
  }
  if (!isId(id) || (method !== undefined && method !== null)) return { type: 'malformed' };
  // JSON-RPC 1.0 sends both, the one that does not hold as null.
  if ('result' in raw && (error === undefined || error === null))
    return { type: 'response', message: { id, result: raw.result } };
  if (error === undefined || error === null) return { type: 'emptyResponse', id };
  return { type: 'response', message: { id, error: readErrorBody(error) } };
}

function isId(id: unknown): id is RequestId {
  return typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id));
}

/** Reads an error as far as it can be read. */
function readErrorBody(error: unknown): RpcErrorBody {
  if (typeof error === 'string' && error !== '') return { code: RPC_INTERNAL, message: error };
  const body = typeof error === 'object' && error !== null ? (error as Partial<RpcErrorBody>) : {};
  const code = typeof body.code === 'number' && Number.isFinite(body.code) ? body.code : RPC_INTERNAL;
  const message =
    typeof body.message === 'string' && body.message !== ''
      ? body.message
      : `the app-server answered with an error without words (code ${code})`;
  return { code, message, ...('data' in body && { data: body.data }) };
}
