import { use, type ReactNode } from 'react';
import type { FileRef } from '#shared/model/links/file-ref.ts';
import { setUi } from '../../platform/ui-store.ts';
import { ThreadSourceContext } from './item-source.ts';

/** A file that a text names: opens it at its line, beside the thread. Outside of a thread it is a word. */
export function FileLink(props: { file: FileRef; plain?: boolean; children: ReactNode }) {
  const { file, plain = false, children } = props;
  const source = use(ThreadSourceContext);
  const words = plain ? children : <code>{children}</code>;
  if (source === null) return words;
  const { path, line } = file;
  return (
    <button
      type="button"
      className="file-link"
      title={line === null ? `Open ${path}` : `Open ${path} at line ${line}`}
      onClick={() => setUi({ reading: { thread: source.id, path, line } })}
    >
      {words}
    </button>
  );
}
