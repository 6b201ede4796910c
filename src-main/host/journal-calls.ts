import type { Params, Results } from '#shared/contract/requests.ts';
import { csvHeader, entryAsJson, requestAsCsv } from '#shared/model/journal/export.ts';
import type { Storage } from './storage/records.ts';

/** Requests in one part of an export: masked in some ten milliseconds, so that nobody waits for it. */
const PART = 200;

/** The calls about the journal. What leaves it as a file leaves with its secrets masked, here and nowhere else. */
export function journalHandlers(storage: Storage) {
  const { requests } = storage;
  return {
    'journal/list': ({ limit, before }: Params<'journal/list'>): Results['journal/list'] => ({
      entries: storage.journal(limit, before),
    }),
    'journal/search': ({ filter, limit, cursor }: Params<'journal/search'>): Results['journal/search'] =>
      requests.search(filter, limit, cursor),
    'journal/read': ({ approvalId }: Params<'journal/read'>): Results['journal/read'] => ({
      entries: requests.read(approvalId),
    }),
    'journal/choices': (): Results['journal/choices'] => requests.choices(),
    'journal/export': ({ filter, format, cursor }: Params<'journal/export'>): Results['journal/export'] => {
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
