import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import { RpcError, RpcNotSent, RpcOutcomeUnknown } from '#shared/rpc/errors.ts';
import { RPC_OVERLOADED } from '#shared/rpc/messages.ts';

/** Whether Codex refuses because another program writes the thread. */
export function isForeignWriter(error: unknown): boolean {
  return error instanceof RpcError && /active writer/.test(error.message);
}

/** What Codex says (0.169.0, measured), in its several ways, of a thread whose first turn is not on disk. */
export const UNWRITTEN =
  /no rollout found|rollout .* is empty|not (yet )?materialized|before first user message|thread not loaded|(items\/list|list_turns) is not supported/i;

/** Whether Codex has nothing of the thread on disk: it was started and never got a turn. */
export function isNotMaterialised(error: unknown): boolean {
  return error instanceof RpcError && UNWRITTEN.test(error.message);
}

/** Whether Codex does not hold the thread in memory, so that it must be resumed first. */
export function isNotLoaded(error: unknown): boolean {
  return error instanceof RpcError && /thread not found/i.test(error.message);
}

/** Turns what a request to an app-server failed with into what the person reads. `what` names the act, as in "Sending". */
export function explainFailure(what: string, error: unknown): ContractFailure {
  if (error instanceof ContractFailure) return error;
  if (error instanceof RpcError) {
    if (error.code === RPC_OVERLOADED) {
      return new ContractFailure({
        code: 'overloaded',
        message: `${what} failed: this app-server has too much to do. Try again in a moment.`,
      });
    }
    if (isForeignWriter(error)) {
      const message = `${what} failed: another program (perhaps the Codex command line or an editor) is writing this thread. Close it there and try again.`;
      return new ContractFailure({ code: 'refused', message });
    }
    return new ContractFailure({
      code: 'refused',
      message: `${what} failed: ${error.message.slice(0, 1000)}`,
    });
  }
  if (error instanceof RpcNotSent) {
    return new ContractFailure({
      code: 'unavailable',
      message: `${what} failed: ${error.message}. Nothing was sent; try again when its app-server is back.`,
    });
  }
  if (error instanceof RpcOutcomeUnknown) {
    const code = error.timedOut ? 'timeout' : 'outcomeUnknown';
    return new ContractFailure({
      code,
      message: `${what}: ${error.message}. Look at the thread before you try again.`,
    });
  }
  return new ContractFailure({
    code: 'internal',
    message: `${what} failed: ${errorWords(error)}`,
  });
}
