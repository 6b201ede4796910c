import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { shownCommand } from '#shared/model/thread/describe.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { bytes, spent } from '../../ui/format.ts';
import { Button, Mark, Note, VisibleText, WrappedCode } from '../../ui/kit.tsx';
import { lineCount, tailLines } from '../../ui/plain-output.ts';
import type { Tone } from '../../ui/state-words.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useItemText, useWholeItem } from './item-source.ts';
import { Output } from './output.tsx';

type Command = Extract<Item, { type: 'commandExecution' }>;

/** Lines shown of a long output until the person opens it: its end, where the news is. */
const TAIL = 10;
const TAIL_CHARS = 8_000;

/** A command as it was run, what it wrote, and how it ended. */
export function CommandCard({
  entity,
  item,
  cutOff,
}: {
  entity: ItemEntity;
  item: Command;
  cutOff: boolean;
}) {
  const [open, setOpen] = useState(false);
  const whole = useWholeItem(entity, open && entity.omitted > 0);
  const settled =
    whole.data?.type === 'commandExecution'
      ? (whole.data.aggregatedOutput ?? '')
      : (item.aggregatedOutput ?? '');
  const { text, cut } = useItemText(entity, 'output', settled);
  const { verb, tone } = cutOff ? CUT_OFF : words(item);
  const running = item.status === 'inProgress' && !cutOff;
  const short = shownCommand(item.command);
  const tail = tailLines(text, TAIL, TAIL_CHARS);
  const more = tail.cut || cut > 0 || (entity.omitted > 0 && whole.data === undefined);
  const lines = open ? 0 : lineCount(text);
  return (
    <div className="card" data-status={item.status}>
      <button type="button" className="card-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        {running ? <span className="spin running" aria-hidden="true" /> : <Mark tone={tone} />}
        <span>{verb}</span>
        <code className="clip">
          <VisibleText text={short.replace(/\s*\n\s*/g, ' ↵ ')} />
        </code>
        <span className="end">
          {running ? (
            item.startedAtMs == null ? null : (
              <TimeAgo since={item.startedAtMs} style="live" />
            )
          ) : (
            [item.exitCode === null ? '' : `exit ${item.exitCode}`, spent(item.durationMs)]
              .filter((part) => part !== '')
              .join(' · ')
          )}
          <ChevronRight size={13} className="chev" aria-hidden="true" />
        </span>
      </button>
      {open ? (
        <>
          <div className="code-block wrap command-whole">
            <WrappedCode text={item.command} />
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
            <Output text={text} start={cut} tall />
          )}
        </>
      ) : text === '' ? null : (
        <>
          {more ? (
            <button type="button" className="card-line card-more" onClick={() => setOpen(true)}>
              {entity.omitted > 0
                ? `Load what Codex keeps (${bytes(entity.omitted)} left out here)`
                : cut > 0
                  ? 'Show all that is kept'
                  : `Show all ${lines} lines`}
            </button>
          ) : null}
          <Output text={tail.text} />
        </>
      )}
    </div>
  );
}

const CUT_OFF: { verb: string; tone: Tone } = { verb: 'Cut off', tone: 'rest' };

function words({ status, exitCode, source }: Command): { verb: string; tone: Tone } {
  const you = source === 'userShell' ? 'You ran' : 'Ran';
  switch (status) {
    case 'inProgress':
      return { verb: 'Running', tone: 'running' };
    case 'declined':
      return { verb: 'Not run, declined:', tone: 'rest' };
    case 'failed':
      return { verb: exitCode === null ? 'Failed' : you, tone: 'failed' };
    case 'completed':
      return { verb: you, tone: exitCode === null || exitCode === 0 ? 'done' : 'failed' };
  }
}
