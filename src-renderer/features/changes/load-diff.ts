type DiffModule = typeof import('./diff-owner.ts');

let loading: Promise<DiffModule> | undefined;

/** Loads the editor once, when somebody first looks at changes. One that failed is tried again the next time. */
export function loadDiff(): Promise<DiffModule> {
  loading ??= import('./diff-owner.ts').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
