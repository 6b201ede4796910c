/** JSON-RPC as the app-server speaks it: the 2.0 shapes without the `jsonrpc` field. */
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
  | { readonly type: 'malformed' };

/** Tells what a parsed line is; anything that fits no shape is malformed and says nothing else. */
export function classify(raw: unknown): Classified {
  if (typeof raw !== 'object' || raw === null) return { type: 'malformed' };
  const { id, method, error } = raw as { id?: unknown; method?: unknown; error?: unknown };
  if (typeof method === 'string') {
    if (id === undefined) return { type: 'notification', message: raw as RpcNotification };
    return isId(id) ? { type: 'request', message: raw as RpcRequest } : { type: 'malformed' };
  }
  if (!isId(id) || method !== undefined) return { type: 'malformed' };
  if ('result' in raw) return { type: 'response', message: raw as RpcResponse };
  return isErrorBody(error) ? { type: 'response', message: raw as RpcResponse } : { type: 'malformed' };
}

function isId(id: unknown): id is RequestId {
  return typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id));
}

function isErrorBody(error: unknown): error is RpcErrorBody {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'number' && typeof message === 'string';
}
