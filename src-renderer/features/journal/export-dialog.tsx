import { useEffect, useRef, useState } from 'react';
import type { JournalFilter, JournalPage } from '#shared/contract/calls/journal.ts';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { asFailure, useConnection } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Button, Note } from '../../ui/kit.tsx';
import { saveFile } from '../../platform/save-file.ts';
import { collectExport, exportName, type ExportFormat } from './export-file.ts';

const FORMATS: readonly { readonly value: ExportFormat; readonly label: string; readonly detail: string }[] =
  [
    {
      value: 'csv',
      label: 'CSV',
      detail: 'One line for each request, with how it ended. For spreadsheets.',
    },
    {
      value: 'jsonl',
      label: 'JSON Lines',
      detail: 'One line for each thing that happened, with every field. For programs.',
    },
  ];

/** Writes what the list shows to a file: says how much it is, and that secrets are masked in it. */
export function ExportDialog(props: { filter: JournalFilter; total: JournalPage['total']; onClose(): void }) {
  const { filter, total, onClose } = props;
  const { client } = useConnection();
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [done, setDone] = useState<number | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const stop = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const count =
    total === null
      ? ''
      : total.more
        ? `more than ${total.count.toLocaleString()}`
        : total.count.toLocaleString();

  const run = async (): Promise<void> => {
    const aborted = new AbortController();
    stop.current = aborted;
    setFailure(null);
    setDone(0);
    try {
      const { parts, lines } = await collectExport(
        (cursor) => client.call('journal/export', { filter, format, ...(cursor !== null && { cursor }) }),
        aborted.signal,
        setDone,
      );
      const name = exportName(format, Date.now());
      saveFile(name, format, parts);
      onClose();
      tellShortly('done', `Exported ${plural(lines, 'line')}`, `${name}. Secrets in it are masked.`);
    } catch (error) {
      setDone(null);
      if (!aborted.signal.aborted) setFailure(asFailure(error));
    }
  };
  const running = done !== null;

  return (
    <Dialog
      open
      onClose={onClose}
      title="Export the journal"
      footer={
        <>
          <output className="sub num">{running ? `${done.toLocaleString()} lines…` : ''}</output>
          <span className="grow" />
          {running ? (
            <Button
              onClick={() => {
                stop.current?.abort();
                setDone(null);
              }}
            >
              Stop
            </Button>
          ) : (
            <Button onClick={onClose}>Cancel</Button>
          )}
          <Button look="main" busy={running} onClick={() => void run()}>
            Export
          </Button>
        </>
      }
    >
      <div className="body">
        <p>
          {count} {total?.count === 1 ? 'request' : 'requests'}
          {Object.keys(filter).length === 0
            ? ', the whole journal'
            : ', as the search and the filters leave them'}
          , the oldest first.
        </p>
        <fieldset className="boxed-choices" aria-label="Format" disabled={running}>
          {FORMATS.map(({ value, label, detail }) => (
            <label key={value} className="boxed-choice">
              <input
                type="radio"
                name="format"
                checked={format === value}
                onChange={() => setFormat(value)}
              />
              <span>
                {label}
                <span className="sub">{detail}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Note title="What looks like a secret is masked in the file.">
          <p>
            Tokens, passwords and private keys that stand in a command. Muster knows them by their looks: read
            the file before you hand it on. The journal itself keeps what was asked as it was.
          </p>
        </Note>
        {failure === null ? null : (
          <Note tone="failed" urgency="alert" title="It was not exported.">
            <p>{failure.message}</p>
          </Note>
        )}
      </div>
    </Dialog>
  );
}
