// oxlint-disable-next-line import/default -- the build makes a constructor of it
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';

let early: Worker | null = null;

/** Starts the editor's worker, which finds out what differs, while the editor itself is still on its way. */
export function startWorker(): void {
  early ??= new EditorWorker();
}

/** The worker that was started, or a new one: Monaco asks for another when it ended the first. */
export function takeWorker(): Worker {
  const worker = early ?? new EditorWorker();
  early = null;
  return worker;
}
