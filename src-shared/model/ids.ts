declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A folder the user added: a UUID that Muster made. */
export type WorkspaceId = Branded<'WorkspaceId'>;
/** A thread, by the app-server's own id (a UUIDv7). */
export type ThreadId = Branded<'ThreadId'>;
/** One spawn of an app-server: a UUID. Request ids are unique only within it. */
export type Generation = Branded<'Generation'>;
/** `<generation>/<request id>`: names one approval or question for ever, also after restarts. */
export type ApprovalId = Branded<'ApprovalId'>;
/** One `CODEX_HOME` folder, by a UUID that Muster made for it. */
export type HomeId = Branded<'HomeId'>;
/** A terminal: a UUID that Muster made, for as long as its tab is there. */
export type TerminalId = Branded<'TerminalId'>;

/** Takes a string that is known to be such an id, from storage or from the wire after its check. */
export function asId<T extends WorkspaceId | ThreadId | Generation | ApprovalId | HomeId | TerminalId>(
  raw: string,
): T {
  return raw as T;
}

/** Names an approval. Server request ids are integers or strings, and begin again with each process. */
export function approvalId(generation: Generation, requestId: number | string): ApprovalId {
  return `${generation}/${typeof requestId === 'number' ? requestId : JSON.stringify(requestId)}` as ApprovalId;
}
