import type { ServerMethod, ServerParams, ServerResults } from '#shared/app-server/methods.ts';
import type { Generation } from '#shared/model/ids.ts';
import type { RequestOptions } from '#shared/rpc/connection.ts';
import { RpcError } from '#shared/rpc/errors.ts';
import { RPC_OVERLOADED } from '#shared/rpc/messages.ts';
import { EngineRefusal, type RefusalKind } from '../failure.ts';

/** An app-server of Codex, as what speaks with it needs it. */
export interface CodexServerPort {
  /** The process that is ready, or undefined. */
  readonly generation: Generation | undefined;
  /** Asks, waking it if it sleeps. */
  request<M extends ServerMethod>(
    method: M,
    params: ServerParams<M>,
    options?: RequestOptions,
  ): Promise<ServerResults[M]>;
  /** Asks only the process of that generation. */
  requestOf<M extends ServerMethod>(
    generation: Generation,
    method: M,
    params: ServerParams<M>,
    options?: RequestOptions,
  ): Promise<ServerResults[M]>;
}

/** The same app-server, whose no is an EngineRefusal that says why. */
export function refusing(server: CodexServerPort): CodexServerPort {
  return {
    get generation() {
      return server.generation;
    },
    request: (method, params, options) => server.request(method, params, options).catch(refuse),
    requestOf: (generation, method, params, options) =>
      server.requestOf(generation, method, params, options).catch(refuse),
  };
}

function refuse(error: unknown): never {
  if (!(error instanceof RpcError)) throw error;
  throw new EngineRefusal(kindOf(error), error.message, { cause: error });
}

/** What Codex says (0.169.0 and 0.171.0, measured), in its several ways, of a thread whose first turn is not on disk. */
export const UNWRITTEN =
  /no rollout found|rollout .* is empty|not (yet )?materialized|before first user message|thread not loaded|(items\/list|list_turns) is not supported/i;

function kindOf({ code, message }: RpcError): RefusalKind {
  if (code === RPC_OVERLOADED) return 'overloaded';
  if (/active writer/.test(message)) return 'foreignWriter';
  if (UNWRITTEN.test(message)) return 'notMaterialised';
  if (/thread not found/i.test(message)) return 'notLoaded';
  if (/no active turn|expected active turn/.test(message)) return 'turnEnded';
  return 'other';
}
