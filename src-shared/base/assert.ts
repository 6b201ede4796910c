/** Marks a branch that the types say cannot be reached; compile-time proof that a union was handled whole. */
export function assertNever(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)}`);
}
