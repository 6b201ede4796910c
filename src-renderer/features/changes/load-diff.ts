import { useEffect } from 'react';
import { startWorker } from './editor-worker.ts';
import type * as DiffModule from './diff-owner.ts';

let loading: Promise<typeof DiffModule> | undefined;

/** Loads the editor once, when somebody first looks at changes. One that failed is tried again the next time. */
export function loadDiff(): Promise<typeof DiffModule> {
  if (loading === undefined) {
    startWorker();
    loading = import('./diff-owner.ts').catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  }
  return loading;
}

/** A thread is read for a while before its changes are asked for: then the editor comes when nothing else is to do. */
const SOON_MS = 1000;

/** Loads the editor while the person reads a thread that is `quiet`: one that streams would be held up by it. */
export function useEditorSoon(quiet: boolean): void {
  useEffect(() => {
    if (!quiet) return undefined;
    // Phones, and pages in data-saving mode, load the editor when it is needed.
    if (window.matchMedia('(max-width: 699px)').matches) return undefined;
    let idle: number | undefined;
    const timer = setTimeout(() => {
      idle = window.requestIdleCallback?.(() => loadDiff().catch(() => {}));
    }, SOON_MS);
    return () => {
      clearTimeout(timer);
      if (idle !== undefined) window.cancelIdleCallback(idle);
    };
  }, [quiet]);
}
