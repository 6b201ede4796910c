import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ThreadId } from '#shared/model/ids.ts';
import { navigate, toChanges, useRoute } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useConnection } from '../../connection/index.ts';
import { CodeLines } from '../../ui/code/code-lines.tsx';
import { languageOfFile } from '../../ui/code/languages.ts';
import { CopyIcon } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Loading, Note } from '../../ui/kit.tsx';

const LINE_PX = 20;
const PADDING_PX = 8;
/** Lines that stand above the one that was asked for. */
const ABOVE = 8;

/** The file that a text of this thread named, as it is on the disk now, at its line. */
export function FileReader({ id }: { id: ThreadId }) {
  const reading = useUi((state) => (state.reading?.thread === id ? state.reading : null));
  return reading === null ? null : (
    <Open key={reading.path} id={id} path={reading.path} line={reading.line} />
  );
}

function close(): void {
  setUi({ reading: null });
}

function Open({ id, path, line }: { id: ThreadId; path: string; line: number | null }) {
  const { client } = useConnection();
  const route = useRoute();
  const file = useQuery({
    queryKey: ['file', id, path],
    retry: false,
    gcTime: 0,
    queryFn: () => client.call('file/read', { threadId: id, path }),
  });
  const name = file.data?.path ?? path;
  const workspace = route.view === 'fleet' ? route.workspace : null;
  return (
    <Dialog
      open
      onClose={close}
      title={line === null ? name : `${name}, line ${line}`}
      size="wide"
      footer={
        <>
          <span className="grow" />
          {file.data === undefined ? null : <CopyIcon text={file.data.text} label="Copy the file" />}
          <Button
            onClick={() => {
              close();
              navigate(toChanges(id, { scope: 'uncommitted', file: name }, workspace));
            }}
          >
            Show its changes
          </Button>
        </>
      }
    >
      {file.error === null ? null : <Note tone="failed" urgency="alert" title={file.error.message} />}
      {file.isPending ? <Loading what="Reading the file" /> : null}
      {file.data === undefined ? null : <Lines text={file.data.text} path={name} line={line} />}
    </Dialog>
  );
}

function Lines({ text, path, line }: { text: string; path: string; line: number | null }) {
  const frame = useRef<HTMLDivElement>(null);
  const whole = text.replace(/\n$/, '');
  const count = whole.split('\n').length;
  const at = line === null ? null : Math.min(line, count) - 1;
  useEffect(() => {
    if (at !== null) frame.current?.scrollTo({ top: Math.max(0, at - ABOVE) * LINE_PX });
  }, [at]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by keys
    <section ref={frame} className="file-text" tabIndex={0} aria-label={`Content of ${path}`}>
      <div className="file-lines">
        {at === null ? null : <div className="at" style={{ top: at * LINE_PX + PADDING_PX }} />}
        <div className="numbers" aria-hidden="true">
          {Array.from({ length: count }, (_, index) => index + 1).join('\n')}
        </div>
        <code>
          <CodeLines text={whole} grammar={languageOfFile(path).grammar} />
        </code>
      </div>
    </section>
  );
}
