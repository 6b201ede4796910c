import { useState } from 'react';
import { threadTopic } from '#shared/contract/topics.ts';
import {
  failureSentence,
  remediesOf,
  WITH_APPROVAL_PROMPT,
  type Remedy,
} from '#shared/model/thread/failure.ts';
import type { ItemEntity, ThreadDetail, TurnEntity } from '#shared/model/thread/thread.ts';
import { commands, type CommandId } from '../../platform/commands.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { navigate } from '../../platform/routes.ts';
import { setUi } from '../../platform/ui-store.ts';
import {
  asFailure,
  useConnection,
  useEntity,
  useHomes,
  useSelected,
  useWorkspace,
  type Selector,
} from '../../connection/index.ts';
import { timeOfDay } from '../../ui/format.ts';
import { Button } from '../../ui/kit.tsx';
import { forkAndOpen } from '../verbs/index.ts';
import { useLastTurn, useSource } from './item-source.ts';

/** What can be done about the last turn, which failed: a sentence, the button that mends it, then the others. */
export function Remedies({ turn }: { turn: TurnEntity }) {
  const { id } = useSource();
  const thread = useEntity(threadTopic(id), threadTopic.thread.key);
  const last = useLastTurn();
  if (thread === undefined || last !== turn.id || !thread.canSend || thread.activeTurnId !== null)
    return null;
  return <Offered turn={turn} thread={thread} />;
}

function Offered({ turn, thread }: { turn: TurnEntity; thread: ThreadDetail }) {
  const { client } = useConnection();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const resets = useReset(thread);
  const prompt = useSelected(threadTopic(thread.id), LAST_PROMPT);
  const { id: threadId } = thread;
  const queued = useEntity(threadTopic(threadId), threadTopic.queue.key)?.prompts.length ?? 0;

  const act = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(asFailure(error).message);
    }
    setBusy(false);
  };
  const fork = (): Promise<void> => forkAndOpen(client, { threadId, before: turn.id });
  const newThread = (): void => {
    const filled = { prompt: prompt ?? '', unknownPlace: null };
    setUi({ newThread: { workspace: thread.workspaceId, ...(prompt !== null && { filled }) } });
  };
  /** What each of them does; null where it makes no sense now. */
  const does: Readonly<Record<Remedy, { readonly label: string; readonly run: () => void } | null>> = {
    compact: {
      label: 'Compact the context',
      run: () => void act(() => client.call('thread/compact', { threadId })),
    },
    fork: { label: 'Fork from before this turn', run: () => void act(fork) },
    newThread: { label: 'New thread with this prompt', run: newThread },
    later:
      thread.continueAt === null
        ? {
            label: `Go on at ${timeOfDay(resets)}`,
            run: () => void act(() => client.call('thread/continueAt', { threadId, at: resets })),
          }
        : null,
    model: commanded('Choose another model', 'thread.model'),
    again:
      thread.continueWith === null || queued > 0
        ? null
        : { label: 'Try again', run: () => void act(() => client.call('thread/continue', { threadId })) },
    approval: {
      label: 'Run it with approval',
      run: () =>
        void act(() => client.call('thread/send', { threadId, text: WITH_APPROVAL_PROMPT, mode: 'send' })),
    },
    signIn: { label: 'Sign in', run: () => navigate({ view: 'welcome' }) },
    configuration: {
      label: 'Look at the workspace',
      run: () => navigate({ view: 'workspaces', workspace: null }),
    },
    budget: commanded('Change the goal’s budget', 'thread.goal'),
  };
  const offered = remediesOf(turn.failure).flatMap((remedy) => {
    const one = does[remedy];
    return one === null ? [] : [{ remedy, ...one }];
  });
  return (
    <div className="remedies" data-testid="remedies" data-failure={turn.failure ?? 'other'}>
      <p className="muted">{failureSentence(turn.failure)}</p>
      {thread.continueAt === null ? null : (
        <p>
          It goes on by itself at <b className="num">{timeOfDay(thread.continueAt)}</b>.{' '}
          <Button
            size="small"
            busy={busy}
            onClick={() => void act(() => client.call('thread/continueAt', { threadId, at: null }))}
          >
            Do not
          </Button>
        </p>
      )}
      <div className="acts">
        {offered.map(({ remedy, label, run }, index) => (
          <Button key={remedy} look={index === 0 ? 'main' : 'plain'} size="small" busy={busy} onClick={run}>
            {label}
          </Button>
        ))}
      </div>
      {problem === null ? null : <p role="alert">{problem}</p>}
    </div>
  );
}

function commanded(label: string, id: CommandId): { label: string; run: () => void } {
  return {
    label,
    run: () => {
      if (!commands.run(id)) tellShortly('rest', 'That cannot be chosen in this thread');
    },
  };
}

/** Without a word of when a limit resets it is tried again after this, ms. */
const GUESS_MS = 3_600_000;
/** A clock of the provider's own may be behind ours, ms. */
const SLACK_MS = 60_000;

/** When the limit of the thread's account that is used up begins anew, Unix ms; in an hour where nobody says. */
function useReset(thread: ThreadDetail): number {
  const workspace = useWorkspace(thread.workspaceId);
  const home = useHomes().find(({ id }) => id === workspace?.homeId);
  const [guess] = useState(() => Date.now() + GUESS_MS);
  const full = (home?.rateLimits ?? []).filter(
    ({ usedPercent, resetsAt }) => usedPercent >= 99 && resetsAt !== null,
  );
  const at = Math.max(0, ...full.map(({ resetsAt }) => resetsAt ?? 0));
  return at === 0 ? guess : at + SLACK_MS;
}

/** The text of the last message that the person sent; null where it is not here or has none. */
const LAST_PROMPT: Selector<string | null> = {
  select: (values) => {
    let last: ItemEntity | undefined;
    for (const entity of threadTopic.item.all(values))
      if (entity.item.type === 'userMessage' && (last === undefined || entity.ord > last.ord)) last = entity;
    if (last?.item.type !== 'userMessage') return null;
    const text = last.item.content.flatMap((input) => (input.type === 'text' ? [input.text] : [])).join('\n');
    return text === '' ? null : text;
  },
  same: (a, b) => a === b,
  matters: (key, value) =>
    threadTopic.item.idOf(key) !== null &&
    (value === undefined || threadTopic.item.match(key, value)?.item.type === 'userMessage'),
};
