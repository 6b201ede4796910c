/** What is done to one file. */
export interface FileEdit {
  readonly path: string;
  readonly kind:
    | { readonly type: 'add' }
    | { readonly type: 'delete' }
    /** `move_path`: where the file goes; null when it stays. */
    | { readonly type: 'update'; readonly move_path: string | null };
  /** For `update` the hunks of a unified diff; for `add` and `delete` the file's text. */
  readonly diff: string;
}
