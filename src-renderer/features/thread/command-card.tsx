import { ChevronRight, X } from 'lucide-react';
import { shownCommand } from '#shared/model/thread/describe.ts';
import { linkedParts } from '#shared/model/links/file-ref.ts';
import type { ItemOf } from '#shared/model/item/item.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { CopyIcon } from '../../ui/copy-button.tsx';
import { bytes, spent } from '../../ui/format.ts';
import { Button, Note, VisibleText, WrappedCode } from '../../ui/kit.tsx';
import { lineCount, tailLines } from '../../ui/plain-output.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { headline } from './command-words.ts';
import { FileLink } from './file-link.tsx';
import { useFold } from './fold-state.ts';
import { useItemText, useRanSince, useWholeItem } from './item-source.ts';
import { Output } from './output.tsx';
import { isQuietStep } from './runs.ts';

type Command = ItemOf<'commandExecution'>;

/** Lines shown of a long output until the person opens it: its end, where the news is. */
const TAIL = 10;
const TAIL_CHARS = 8_000;

interface Props {
  readonly entity: ItemEntity;
  readonly item: Command;
  readonly cutOff: boolean;
}

/**
 * A command as it was run, what it wrote, and how it ended. One that went well is a line; one that failed, or runs and
 * has written something, shows the end of its output. Opened, all of it.
 */
export function CommandCard({ entity, item, cutOff }: Props) {
  const [open, setOpen] = useFold(`command ${entity.id}`, false);
  const { text, cut } = useItemText(entity, 'output', item.aggregatedOutput ?? '');
  const running = item.status === 'inProgress' && !cutOff;
  const isLine = !open && (text === '' || (isQuietStep(entity) && !cutOff) || item.status === 'declined');
  const head = <Head item={item} cutOff={cutOff} running={running} open={open} onOpen={setOpen} />;
  if (isLine)
    return (
      <div className="command-line" data-status={item.status}>
        {head}
      </div>
    );
  return (
    <div className="card command" data-status={item.status}>
      <div className="command-bar">
        {head}
        <CopyIcon text={shownCommand(item.command)} label="Copy the command" />
      </div>
      {open ? (
        <Whole entity={entity} item={item} text={text} cut={cut} running={running} />
      ) : (
        <Tail entity={entity} text={text} cut={cut} onOpen={setOpen} />
      )}
    </div>
  );
}

function Head(props: {
  item: Command;
  cutOff: boolean;
  running: boolean;
  open: boolean;
  onOpen(open: boolean): void;
}) {
  const { item, cutOff, running, open, onOpen } = props;
  const { verb, code, rest } = headline(item, cutOff);
  const failed = !running && !cutOff && (item.status === 'failed' || (item.exitCode ?? 0) !== 0);
  const end = [
    item.exitCode === null || item.exitCode === 0 ? '' : `exit ${item.exitCode}`,
    spent(item.durationMs),
  ].filter((part) => part !== '');
  return (
    <button type="button" className="command-head" aria-expanded={open} onClick={() => onOpen(!open)}>
      {running ? (
        <span className="spin running" aria-hidden="true" />
      ) : failed ? (
        <X size={16} className="del" aria-hidden="true" />
      ) : (
        <ChevronRight size={16} className="chev" aria-hidden="true" />
      )}
      <span className="verb">{verb}</span>
      {code === '' ? null : (
        <code className="clip">
          <VisibleText text={code} />
        </code>
      )}
      {rest === '' ? null : <span className="verb">{rest}</span>}
      <span className="end num">{running ? <RunningTime item={item} /> : end.join(' · ')}</span>
    </button>
  );
}

function RunningTime({ item }: { item: Command }) {
  const since = useRanSince(item.id, item.startedAtMs);
  return since === null ? null : <TimeAgo since={since} style="live" />;
}

/** The end of an output, with a way to the rest of it. */
function Tail(props: { entity: ItemEntity; text: string; cut: number; onOpen(open: boolean): void }) {
  const { entity, text, cut, onOpen } = props;
  const tail = tailLines(text, TAIL, TAIL_CHARS);
  const more = tail.cut || cut > 0 || entity.omitted > 0;
  return (
    <>
      {more ? (
        <button type="button" className="card-line card-more" onClick={() => onOpen(true)}>
          {entity.omitted > 0
            ? `Load what Codex keeps (${bytes(entity.omitted)} left out here)`
            : cut > 0
              ? 'Show all that is kept'
              : `Show all ${lineCount(text)} lines`}
        </button>
      ) : null}
      <Output text={tail.text} />
    </>
  );
}

/** The whole command, where it ran, and all that is kept of its output. */
function Whole(props: { entity: ItemEntity; item: Command; text: string; cut: number; running: boolean }) {
  const { entity, item, cut, running } = props;
  const whole = useWholeItem(entity, entity.omitted > 0);
  const text = whole.data?.type === 'commandExecution' ? (whole.data.aggregatedOutput ?? '') : props.text;
  return (
    <>
      <div className="code-block wrap command-whole">
        {linkedParts(item.command).map(({ text: words, ref }, at) =>
          ref === null ? (
            // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
            <WrappedCode key={at} text={words} />
          ) : (
            // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
            <FileLink key={at} file={ref} plain>
              <VisibleText text={words} />
            </FileLink>
          ),
        )}
        <div className="faint">in {item.cwd}</div>
      </div>
      {cut > 0 ? (
        <div className="card-line faint">The first {bytes(cut)} are not kept while it runs.</div>
      ) : null}
      {whole.isFetching ? <div className="card-line faint">Loading all of its output…</div> : null}
      {whole.error === null ? null : (
        <Note
          tone="failed"
          title="The whole output could not be read"
          actions={
            <Button size="small" onClick={() => void whole.refetch()}>
              Try again
            </Button>
          }
        >
          <p>{whole.error.message}</p>
        </Note>
      )}
      {text === '' ? (
        <div className="card-line faint">{running ? 'No output yet.' : 'No output.'}</div>
      ) : (
        <div className="output-place">
          <Output text={text} start={cut} tall />
          <div className="output-copy">
            <CopyIcon text={text} label="Copy the output" />
          </div>
        </div>
      )}
    </>
  );
}
