/** What an error says, for the person; whatever else was thrown, as a text. */
export function errorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error with the places it came from, for the log. */
export function errorTrace(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
