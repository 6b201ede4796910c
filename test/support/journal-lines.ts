import type { NewJournalEntry } from '../../src-main/host/storage/records.ts';

/** The line of a request that was asked, for tests of what is made of one. */
export function aJournalLine(more: Partial<NewJournalEntry> = {}): NewJournalEntry {
  return {
    at: 1,
    approvalId: 'g/0',
    workspace: 'w',
    threadId: 't',
    threadTitle: 'T',
    turnId: null,
    itemId: null,
    event: 'asked',
    kind: 'command',
    summary: 's',
    decision: null,
    by: null,
    decider: null,
    note: null,
    subject: null,
    details: null,
    waitedMs: null,
    ...more,
  };
}
