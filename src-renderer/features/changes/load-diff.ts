import type * as DiffModule from './diff-owner.ts';

let loading: Promise<typeof DiffModule> | undefined;

/** Loads the editor once, when somebody first looks at changes. One that failed is tried again the next time. */
export function loadDiff(): Promise<typeof DiffModule> {
  loading ??= import('./diff-owner.ts').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
