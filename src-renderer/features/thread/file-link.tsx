import { Fragment, use, type ReactNode } from 'react';
import { linkedParts, type FileRef } from '#shared/model/links/file-ref.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { asFailure, useConnection, useSetting } from '../../connection/index.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { setUi } from '../../platform/ui-store.ts';
import { ThreadSourceContext } from './item-source.ts';

/** Opens a file of a thread: in the person's own editor where one is set, else beside the thread. */
function useOpenFile(): (thread: ThreadId, file: FileRef) => void {
  const { client } = useConnection();
  const own = useSetting('files.editor') !== '';
  return (thread, { path, line }) => {
    if (!own) setUi({ reading: { thread, path, line } });
    else
      client.call('file/edit', { threadId: thread, path, line }).catch((error: unknown) => {
        tellFailure('Your editor was not opened', asFailure(error));
        setUi({ reading: { thread, path, line } });
      });
  };
}

/** A file that a text names: opens it at its line, beside the thread. Outside of a thread it is a word. */
export function FileLink(props: { file: FileRef; plain?: boolean; children: ReactNode }) {
  const { file, plain = false, children } = props;
  const source = use(ThreadSourceContext);
  const open = useOpenFile();
  const words = plain ? children : <code>{children}</code>;
  if (source === null) return words;
  const { path, line } = file;
  return (
    <button
      type="button"
      className="file-link"
      title={line === null ? `Open ${path}` : `Open ${path} at line ${line}`}
      onClick={() => open(source.id, file)}
    >
      {words}
    </button>
  );
}

/** A text of a program, in which each file that it names at a line opens there. */
export function LinkedText({ text }: { text: string }) {
  const parts = linkedParts(text);
  return parts.map(({ text: words, ref }, at) =>
    ref === null ? (
      // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
      <Fragment key={at}>{words}</Fragment>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
      <FileLink key={at} file={ref} plain>
        {words}
      </FileLink>
    ),
  );
}
