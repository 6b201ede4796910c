/** A server request of Codex as the inbox gets it, for tests that stand outside of the engine. */
import { readServerRequest } from '../../src-main/host/engines/codex/requests/read-request.ts';
import type { Answered, Shown } from '../../src-main/host/engines/requests.ts';

export function codexRequest(method: string, params: unknown): Shown | Answered {
  return readServerRequest(method, params, 0);
}
