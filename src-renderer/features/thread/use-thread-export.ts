import { useCallback, useEffect, useRef } from 'react';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { copyAndTell } from '../../platform/clipboard.ts';
import { tellFailure, tellShortly } from '../../platform/messages.tsx';
import { saveFile } from '../../platform/save-file.ts';
import { useCommand } from '../../platform/use-command.ts';
import { asFailure, useConnection } from '../../connection/index.ts';
import { collectThread, turnText, type ThreadFormat } from './collect-thread.ts';

/** Copies and exports a thread: all of it, read page by page. */
export function useThreadExport(thread: ThreadDetail, lastTurnId: string | null): void {
  const { client } = useConnection();
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const { id, title } = thread;
  const collect = useCallback(
    async (format: ThreadFormat, then: (parts: readonly string[]) => void): Promise<void> => {
      running.current?.abort();
      const own = new AbortController();
      running.current = own;
      try {
        then(await collectThread(client, id, format, own.signal));
      } catch (error) {
        if (!own.signal.aborted) tellFailure('The thread was not exported', asFailure(error));
      }
    },
    [client, id],
  );
  const save = (format: ThreadFormat): void => {
    void collect(format, (parts) => {
      const name = fileName(title, format);
      saveFile(name, format, parts);
      tellShortly('rest', 'Exported', name);
    });
  };
  useCommand('thread.exportMarkdown', () => save('md'));
  useCommand('thread.exportLines', () => save('jsonl'));
  useCommand('thread.copyMarkdown', () => {
    void collect('md', (parts) =>
      copyAndTell(parts.join(''), ['Copied the thread as Markdown'], 'Export it as Markdown instead.'),
    );
  });
  useCommand(
    'thread.copyTurn',
    lastTurnId === null
      ? null
      : () =>
          void copyAndTell(
            turnText(client, id, lastTurnId),
            ['Copied the turn as Markdown'],
            'Export the thread instead.',
          ),
  );
}

/** A name that every file system takes. */
function fileName(title: string, format: ThreadFormat): string {
  const words = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return `${words === '' ? 'thread' : words}.${format}`;
}
