import { useQuery } from '@tanstack/react-query';
import { SquareTerminal } from 'lucide-react';
import { useMemo } from 'react';
import type { BackgroundCommand } from '#shared/contract/calls/running.ts';
import { threadTopic } from '#shared/contract/topics.ts';
import { inBackground } from '#shared/model/thread/background.ts';
import { shownCommand } from '#shared/model/thread/describe.ts';
import type { ItemEntity, ThreadDetail } from '#shared/model/thread/thread.ts';
import { tellFailure } from '../../platform/messages.tsx';
import {
  asFailure,
  useConnection,
  useSelected,
  useText,
  useWorkspace,
  type Selector,
} from '../../connection/index.ts';
import { bytes } from '../../ui/format.ts';
import { Button, VisibleText } from '../../ui/kit.tsx';
import { plainOutput, tailLines } from '../../ui/plain-output.ts';

/** How often it is asked what they use, ms. */
const ASKED_EVERY_MS = 5000;
/** Of the end of an output so much is looked at for its last line, UTF-16 units. */
const TAIL_CHARS = 2000;

const COMMANDS: Selector<readonly ItemEntity[]> = {
  select: (values) =>
    inBackground(
      threadTopic.item.all(values),
      (turnId) => threadTopic.turn.get(values, turnId)?.status === 'inProgress',
    ),
  same: (a, b) => a.length === b.length && a.every(({ id }, at) => id === b[at]?.id),
  matters: (key) => threadTopic.item.idOf(key) !== null || threadTopic.turn.idOf(key) !== null,
};

/** Commands that go on while nobody waits for them, with the last they wrote; each can be ended. */
export function BackgroundStrip({ thread }: { thread: ThreadDetail }) {
  const { client } = useConnection();
  const items = useSelected(threadTopic(thread.id), COMMANDS);
  const able = useWorkspace(thread.workspaceId)?.capabilities.backgroundTerminals ?? true;
  const ids = useMemo(() => items.map(({ id }) => id), [items]);
  const listed = useQuery({
    queryKey: ['background', thread.id, ids],
    enabled: able && thread.canSend && ids.length > 0,
    staleTime: 0,
    retry: false,
    refetchInterval: ASKED_EVERY_MS,
    queryFn: async () => (await client.call('background/list', { threadId: thread.id })).commands,
  });
  if (!able || !thread.canSend || items.length === 0) return null;
  const end = (processId?: string): void => {
    client
      .call('background/end', { threadId: thread.id, ...(processId !== undefined && { processId }) })
      .catch((error: unknown) => tellFailure('It was not ended', asFailure(error)));
  };
  return (
    <section className="wait-strip" aria-label="In the background" data-testid="background">
      <ul>
        {items.map((item) => (
          <Row
            key={item.id}
            threadId={thread.id}
            entity={item}
            known={listed.data?.find(({ itemId }) => itemId === item.id)}
            onEnd={end}
          />
        ))}
      </ul>
      {items.length < 2 ? null : (
        <div className="wait-row">
          <span className="grow faint">{items.length} commands in the background</span>
          <Button size="small" look="quiet" onClick={() => end()}>
            End all
          </Button>
        </div>
      )}
    </section>
  );
}

function Row(props: {
  threadId: ThreadDetail['id'];
  entity: ItemEntity;
  known: BackgroundCommand | undefined;
  onEnd(processId: string): void;
}) {
  const { threadId, entity, known, onEnd } = props;
  const growing = useText(threadTopic(threadId), threadTopic.text.key(entity.id, 'output'));
  const { item } = entity;
  const command = item.type === 'commandExecution' ? shownCommand(item.command) : '';
  const output = growing?.text ?? (item.type === 'commandExecution' ? (item.aggregatedOutput ?? '') : '');
  const last = useMemo(() => lastLine(output), [output]);
  return (
    <li className="wait-row">
      <SquareTerminal size={14} aria-hidden="true" />
      <code className="clip background-command" title={command}>
        <VisibleText text={command} />
      </code>
      <span className="clip grow faint mono">{last}</span>
      {known?.memoryBytes == null ? null : <span className="faint num">{bytes(known.memoryBytes)}</span>}
      {known === undefined ? null : (
        <Button
          size="small"
          look="quiet"
          aria-label={`End: ${command.slice(0, 60)}`}
          onClick={() => onEnd(known.processId)}
        >
          End
        </Button>
      )}
    </li>
  );
}

/** The last line with something on it. */
function lastLine(output: string): string {
  const { text } = plainOutput(tailLines(output, 4, TAIL_CHARS).text);
  return text.split('\n').findLast((line) => line.trim() !== '') ?? '';
}
