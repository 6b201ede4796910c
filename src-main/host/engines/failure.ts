/** What a request to an engine failed with, where it was answered with a no: nothing of it was done. */
export type RefusalKind =
  /** Another program writes the thread. */
  | 'foreignWriter'
  /** Nothing of the thread is on disk: it was started and never got a turn. */
  | 'notMaterialised'
  /** The thread is not in the app-server's memory, so that it must be resumed first. */
  | 'notLoaded'
  /** The turn that it was for has ended. */
  | 'turnEnded'
  | 'overloaded'
  | 'other';

/** An engine said no; the message is its own. */
export class EngineRefusal extends Error {
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineRefusal';
    this.kind = kind;
  }
}

/** Whether an engine said no, for that reason or, without one, for any. */
export function isRefusal(error: unknown, kind?: RefusalKind): error is EngineRefusal {
  return error instanceof EngineRefusal && (kind === undefined || error.kind === kind);
}

/** Something that an app-server said was not of the shape that it promises. */
export class Malformed extends Error {
  constructor(what: string) {
    super(`malformed: ${what}`);
    this.name = 'Malformed';
  }
}
