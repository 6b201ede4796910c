import { z } from 'zod';
import type { ApprovalKind } from '../../model/approval/approval.ts';
import type { Decider } from '../../model/approval/decider.ts';
import {
  DECIDED_BY,
  OUTCOMES,
  type DecidedBy,
  type JournalDetails,
  type JournalOutcome,
  type JournalSubject,
} from '../../model/journal/journal.ts';

const name = z.string().min(1).max(400);

/** What of the journal is meant. Everything that is named must hold; nothing named is all of it. */
export const journalFilter = z.object({
  /** Words, each to be found somewhere in the request or in how it ended; `"in quotes"` as one. */
  text: z.string().max(1000).optional(),
  /** How it ended; `late` are those that somebody tried to decide after their end. */
  outcome: z.enum([...OUTCOMES, 'late']).optional(),
  decidedBy: z.enum(DECIDED_BY).optional(),
  /** The id of a rule that took part in the decision. */
  rule: name.optional(),
  kind: z.string().max(40).optional(),
  /** The workspace's name, as it was then. */
  workspace: z.string().max(400).optional(),
  threadId: name.optional(),
  /** Unix ms of when it was asked; `from` is part of it, `to` is not. */
  from: z.number().int().optional(),
  to: z.number().int().optional(),
});
export type JournalFilter = z.output<typeof journalFilter>;

/** Calls about what was asked and decided. */
export const journalParams = {
  /** The lines as they were written, newest first. */
  'journal/list': z.object({ limit: z.number().int().min(1).max(500), before: z.number().int().optional() }),
  /** One entry for each request, newest first, by pages. */
  'journal/search': z.object({
    filter: journalFilter,
    limit: z.number().int().min(1).max(500),
    cursor: z.number().int().optional(),
  }),
  /** Every line about one request, oldest first. */
  'journal/read': z.object({ approvalId: name }),
  /** What there is to filter by. */
  'journal/choices': z.object({}),
  /**
   * A part of the journal as text of a file, oldest first, secrets masked: `jsonl` has a line for each line of the
   * journal, `csv` one for each request. The first part begins the file; the cursor leads to the next.
   */
  'journal/export': z.object({
    filter: journalFilter,
    format: z.enum(['jsonl', 'csv']),
    cursor: z.number().int().optional(),
  }),
} as const satisfies Record<string, z.ZodType>;

export interface JournalResults {
  'journal/list': { readonly entries: readonly JournalEntry[] };
  'journal/search': JournalPage;
  'journal/read': { readonly entries: readonly JournalEntry[] };
  'journal/choices': JournalChoices;
  'journal/export': {
    readonly text: string;
    /** Lines of the file in this part, without its header. */
    readonly lines: number;
    /** Null when this was the last part. */
    readonly cursor: number | null;
  };
}

export interface JournalPage {
  readonly requests: readonly JournalRequest[];
  /** Leads to the next page; null when there is none. */
  readonly cursor: number | null;
  /** How many there are in all, counted no further than `COUNT_LIMIT`; only on the first page. */
  readonly total: { readonly count: number; readonly more: boolean } | null;
  /** How many of the latest requests were looked at, where a short word kept the search from all; null otherwise. */
  readonly lookedAt: number | null;
}

/** One request of the journal as a row: what was asked, and how it ended. */
export interface JournalRequest {
  /** Where it stands in the journal; requests are in this order. */
  readonly seq: number;
  readonly approvalId: string;
  /** Unix ms. */
  readonly askedAt: number;
  readonly workspace: string;
  readonly threadId: string;
  readonly threadTitle: string;
  readonly kind: ApprovalKind;
  /** What was asked as one line: words, then what is code. Either may be empty; long ones are cut. */
  readonly words: string;
  readonly code: string;
  readonly outcome: JournalOutcome;
  readonly decision: string | null;
  readonly by: string | null;
  readonly decider: Decider | null;
  readonly note: string | null;
  readonly endedAt: number | null;
  /** How long it waited for its end, ms. */
  readonly waitedMs: number | null;
  /** How often somebody tried to decide it after its end. */
  readonly late: number;
  /** A person allowed once what Codex's reviewer had refused. */
  readonly overruled: boolean;
}

export interface JournalChoices {
  readonly workspaces: readonly string[];
  /** Rules that decided anything, the latest name of each; also those that were taken back. */
  readonly rules: readonly { readonly id: string; readonly name: string }[];
  readonly kinds: readonly ApprovalKind[];
  readonly decidedBy: readonly DecidedBy[];
}

/** One line of the approval journal: asked, or ended. */
export interface JournalEntry {
  readonly seq: number;
  readonly at: number;
  readonly approvalId: string;
  readonly workspace: string;
  readonly threadId: string;
  readonly threadTitle: string;
  /** Where in its thread it stands; null where it was not asked about an item, and for entries of an earlier Muster. */
  readonly turnId: string | null;
  readonly itemId: string | null;
  /**
   * `gateway`: what the gateway said that decided nothing, in `note`. `late`: somebody decided what was decided before.
   * `overruled`: a person allowed what Codex's reviewer refused.
   */
  readonly event: 'asked' | 'gateway' | 'decided' | 'late' | 'expired' | 'overruled';
  readonly kind: string;
  readonly summary: string;
  readonly decision: string | null;
  /** Who decided, in words; of an expired one why. */
  readonly by: string | null;
  /** The same for programs; null for what nobody decided. */
  readonly decider: Decider | null;
  /** What goes with a decision beyond its name, such as which of the permissions were granted; null mostly. */
  readonly note: string | null;
  /** All of what was asked, for what is asked; null for what followed. */
  readonly subject: JournalSubject | null;
  /** What the request said beyond its subject, for what is asked; null for what followed, and in old journals. */
  readonly details: JournalDetails | null;
  /** How long it waited until this, ms; null for what is asked. */
  readonly waitedMs: number | null;
}
