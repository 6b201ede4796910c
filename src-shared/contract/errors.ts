/** Why a call or a topic failed. The code is for logic; the message is for the person and says what to do next. */
export interface ContractError {
  readonly code: ContractErrorCode;
  readonly message: string;
  /** Whatever else helps, such as the last lines of stderr. */
  readonly detail?: string;
}

export type ContractErrorCode =
  /** The frame or its parameters are not of the contract's shape. */
  | 'badRequest'
  | 'unknownMethod'
  | 'versionMismatch'
  | 'notFound'
  /** It was answered already, or is no longer pending. */
  | 'alreadyDecided'
  /** The app-server is not running and could not be woken. */
  | 'unavailable'
  /** The app-server said no; the message carries its words. */
  | 'refused'
  /** The connection or the process ended before an answer: it may or may not have happened. Look before retrying. */
  | 'outcomeUnknown'
  | 'overloaded'
  | 'tooManyCalls'
  | 'timeout'
  | 'storage'
  /** It would give agents much; the message says what. Sent again with `knowingly` it is done. */
  | 'needsConsent'
  | 'internal';

/** A contract error as an exception, on both sides. */
export class ContractFailure extends Error {
  readonly code: ContractErrorCode;
  readonly detail: string | undefined;

  constructor(error: ContractError) {
    super(error.message);
    this.name = 'ContractFailure';
    this.code = error.code;
    this.detail = error.detail;
  }

  toJSON(): ContractError {
    const { code, message, detail } = this;
    return detail === undefined ? { code, message } : { code, message, detail };
  }
}
