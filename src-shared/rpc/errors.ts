import type { RpcErrorBody } from './messages.ts';

/** The other side answered with an error: it did not happen, and one may try again. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  readonly method: string;

  constructor(method: string, body: RpcErrorBody) {
    super(body.message);
    this.name = 'RpcError';
    this.method = method;
    this.code = body.code;
    this.data = body.data;
  }
}

/** The request was sent and no answer came: it may or may not have happened. Look before trying again. */
export class RpcOutcomeUnknown extends Error {
  readonly method: string;
  readonly timedOut: boolean;

  constructor(method: string, reason: string, timedOut = false) {
    super(`${method}: no answer (${reason}); it may or may not have happened`);
    this.name = 'RpcOutcomeUnknown';
    this.method = method;
    this.timedOut = timedOut;
  }
}

/** The request never left: it did not happen. */
export class RpcNotSent extends Error {
  readonly method: string;

  constructor(method: string, reason: string) {
    super(`${method} was not sent: ${reason}`);
    this.name = 'RpcNotSent';
    this.method = method;
  }
}
