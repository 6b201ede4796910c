import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import { RpcNotSent, RpcOutcomeUnknown } from '#shared/rpc/errors.ts';
import { EngineRefusal } from '../engines/failure.ts';

/** Whether an error says how a request to an engine ended, so that it is no fault of ours. */
export function isExplained(error: unknown): boolean {
  return error instanceof EngineRefusal || error instanceof RpcNotSent || error instanceof RpcOutcomeUnknown;
}

/** Turns what a request to an engine failed with into what the person reads. `what` names the act, as in "Sending". */
export function explainFailure(what: string, error: unknown): ContractFailure {
  if (error instanceof ContractFailure) return error;
  if (error instanceof EngineRefusal) {
    if (error.kind === 'overloaded') {
      return new ContractFailure({
        code: 'overloaded',
        message: `${what} failed: this app-server has too much to do. Try again in a moment.`,
      });
    }
    if (error.kind === 'foreignWriter') {
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
