import { csvHeader, entryAsJson, requestAsCsv } from '#shared/model/journal/export.ts';
import type { JournalResults } from '#shared/contract/calls/journal.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { Storage } from './records.ts';

/** Requests in one part of an export: masked in some ten milliseconds, so that nobody waits for it. */
const PART = 200;

/** The calls about the journal. What leaves it as a file leaves with its secrets masked, here and nowhere else. */
export function journalHandlers(
  storage: Pick<Storage, 'journal' | 'requests'>,
): Pick<CallHandlers, keyof JournalResults> {
  const { requests } = storage;
  return {
    'journal/list': ({ limit, before }) => ({
      entries: storage.journal(limit, before),
    }),
    'journal/search': ({ filter, limit, cursor }) => requests.search(filter, limit, cursor),
    'journal/read': ({ approvalId }) => ({
      entries: requests.read(approvalId),
    }),
    'journal/choices': () => requests.choices(),
    'journal/export': ({ filter, format, cursor }) => {
      const part = requests.part(filter, PART, cursor);
      const lines =
        format === 'csv'
          ? part.requests.map(requestAsCsv)
          : part.requests.flatMap((entries) => entries.map(entryAsJson));
      const header = format === 'csv' && cursor === undefined ? csvHeader() : '';
      return { text: header + lines.join(''), lines: lines.length, cursor: part.cursor };
    },
  };
}
