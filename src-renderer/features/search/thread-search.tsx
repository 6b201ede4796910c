import { useQueries } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Archive } from 'lucide-react';
import { useDeferredValue, useRef, useState } from 'react';
import type { FoundThread } from '#shared/contract/calls/reading.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { navigate, toThread } from '../../platform/routes.ts';
import { focusThread, setUi, useUi } from '../../platform/ui-store.ts';
import { asFailure, useConnection, useFleetRows, useWorkspaces } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { VisibleText } from '../../ui/kit.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { parted } from './parted.ts';
import './search.css';

/** One letter is in every thread. */
const LEAST = 2;
const STALE_MS = 10_000;

/** Finds threads by what was said in them, those of the archive too. */
export function ThreadSearch() {
  const open = useUi((state) => state.searchThreads);
  return open ? <Open /> : null;
}

function Open() {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const { threads, searching, missing } = useFound(wanted);
  const names = new Map(useWorkspaces().map(({ id, name }) => [id as string, name]));
  const go = useOpen(wanted);
  return (
    <Dialog
      open
      onClose={() => setUi({ searchThreads: false })}
      title="Search all threads"
      hideTitle
      size="medium"
      initialFocus={input}
    >
      <Command label="Search all threads" shouldFilter={false} loop className="palette thread-search">
        <Command.Input
          ref={input}
          value={text}
          onValueChange={setText}
          placeholder="Search what was said in all threads"
          className="palette-input"
        />
        <Command.List className="palette-list">
          {threads.map((thread) => (
            <Command.Item key={thread.id} value={thread.id} onSelect={() => go(thread)}>
              <span>{thread.archived ? <Archive size={14} aria-label="Archived" /> : null}</span>
              <span className="search-words">
                <span className="clip">
                  {thread.title === '' ? 'Untitled' : thread.title}{' '}
                  <span className="faint">{names.get(thread.workspaceId)}</span>
                </span>
                <Snippet text={thread.snippet} wanted={wanted} />
              </span>
              <span className="faint num">
                <TimeAgo since={thread.updatedAt} />
              </span>
            </Command.Item>
          ))}
        </Command.List>
        <output className="search-state sub">
          {wanted.length < LEAST
            ? 'Threads of the archive are searched too.'
            : searching
              ? 'Searching…'
              : threads.length === 0
                ? 'Nothing found.'
                : ''}
          {missing.map((words) => (
            <span key={words}> {words}</span>
          ))}
        </output>
      </Command>
    </Dialog>
  );
}

/** Each workspace answers for itself, so what is found first is shown first. */
function useFound(wanted: string) {
  const { client } = useConnection();
  const workspaces = useWorkspaces();
  const asked = workspaces.flatMap(({ id, name }) =>
    [false, true].map((archived) => ({ workspaceId: id, name, archived })),
  );
  const answers = useQueries({
    queries: asked.map(({ workspaceId, archived }) => ({
      queryKey: ['thread-search', workspaceId, archived, wanted],
      enabled: wanted.length >= LEAST,
      staleTime: STALE_MS,
      retry: false,
      queryFn: () => client.call('thread/search', { workspaceId, text: wanted, archived }),
    })),
  });
  const threads = new Map<string, FoundThread>();
  const missing = new Set<string>();
  answers.forEach(({ data, error }, at) => {
    for (const thread of data?.found ?? []) if (!threads.has(thread.id)) threads.set(thread.id, thread);
    if (error !== null) missing.add(`${asked[at]?.name ?? ''} was not searched: ${error.message}`);
  });
  return {
    threads: [...threads.values()].sort(
      (a, b) => Number(a.archived) - Number(b.archived) || b.updatedAt - a.updatedAt,
    ),
    searching: answers.some(({ isFetching }) => isFetching),
    missing: [...missing],
  };
}

/** Opens a thread at what was looked for; one that is out of the fleet comes back into it first. */
function useOpen(wanted: string): (thread: FoundThread) => void {
  const { client } = useConnection();
  const rows = useFleetRows();
  return ({ id, workspaceId, archived }) => {
    setUi({ searchThreads: false, findText: { thread: id, text: wanted } });
    const show = (): void => {
      focusThread(id);
      navigate(toThread(id));
    };
    const known = rows.some((row) => row.id === id);
    const first: Promise<unknown> = archived
      ? client.call('thread/unarchive', { threadId: id, workspaceId })
      : known
        ? Promise.resolve()
        : client.call('existing/show', { workspaceId, threadIds: [id], adopt: false });
    first.then(show, (error: unknown) => tellFailure('The thread was not opened', asFailure(error)));
  };
}

function Snippet({ text, wanted }: { text: string; wanted: string }) {
  return (
    <span className="search-snippet clip">
      {parted(text, wanted).map(({ text: part, found }, at) =>
        found ? (
          // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
          <mark key={at}>
            <VisibleText text={part} />
          </mark>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- a stretch is what stands at its place
          <VisibleText key={at} text={part} />
        ),
      )}
    </span>
  );
}
