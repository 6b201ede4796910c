import { z } from 'zod';
import type { ApprovalId, ThreadId, WorkspaceId } from '../../model/ids.ts';
import type { Rule, RuleDraft, RuleMatch } from '../../model/rule/rule.ts';

const id = <T extends string>() => z.string().min(1).max(400) as unknown as z.ZodType<T>;
const text = z.string().min(1).max(20_000);

const match = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text }),
  z.object({
    type: z.literal('words'),
    words: z.array(z.string().max(20_000)).min(1).max(200).readonly(),
    open: z.boolean(),
  }),
  z.object({ type: z.literal('host'), host: z.string().min(1).max(400) }),
  z.object({
    type: z.literal('folder'),
    folder: z.string().min(1).max(32_768),
    runs: z.boolean().optional(),
  }),
]);
const draft = z.object({
  effect: z.enum(['accept', 'decline']),
  match,
  scope: z.discriminatedUnion('type', [
    z.object({ type: z.literal('thread'), threadId: id<ThreadId>() }),
    z.object({ type: z.literal('workspace'), workspaceId: id<WorkspaceId>() }),
    z.object({ type: z.literal('everywhere') }),
  ]),
  until: z.number().int().nullable(),
});

/** Calls about rules: what the person decided once and for all. */
export const ruleParams = {
  /** The rules that can be made of a request, the narrowest first. */
  'rule/choices': z.object({ approvalId: id<ApprovalId>() }),
  /** What a rule would be about, before it is saved. */
  'rule/preview': z.object({ rule: draft }),
  /**
   * Saves a rule. Of what waits it decides what `decides` names and what it is about, and nothing else: all the others
   * stay for the person, as does one that came after the preview. The host cannot tell whether the person meant that one
   * as well, and what stays costs a key, while what was accepted unseen cannot be taken back. What comes once the rule
   * holds is decided by it. One is decided at once; for more, with a delay, a batch waits that can be taken back, and
   * the rule holds only from when that is sent: who takes the batch back takes the rule back.
   */
  'rule/save': z.object({
    rule: draft,
    decides: z
      .object({
        approvalIds: z.array(id<ApprovalId>()).max(2000).readonly(),
        delayMs: z.number().int().min(0).max(60_000),
      })
      .optional(),
  }),
  /** Changes where and how long a rule holds, for what comes from now on: what waits stays for the person. */
  'rule/update': z.object({
    ruleId: id(),
    scope: draft.shape.scope.optional(),
    until: draft.shape.until.optional(),
  }),
  /** Takes a rule back. What it decided stays decided. */
  'rule/remove': z.object({ ruleId: id() }),
} as const satisfies Record<string, z.ZodType>;

export interface RuleResults {
  'rule/choices': RuleChoices;
  'rule/preview': RulePreview;
  'rule/save': {
    readonly ruleId: string;
    /** What was decided at once. */
    readonly decided: readonly ApprovalId[];
    /** The batch that waits with the rule and its decisions; null when the rule holds already. */
    readonly batchId: string | null;
  };
  'rule/update': null;
  'rule/remove': null;
}

/** The rules that can be made of a request: `choices` accept it, or decline the same. */
export interface RuleChoices {
  readonly choices: readonly RuleMatch[];
  /** Those that can only decline it, the narrowest first: they may be about anything. */
  readonly declines: readonly RuleMatch[];
  /** Parts of the command that other rules cover already, as lines. */
  readonly covered: readonly string[];
  /** Why there are only rules that accept its very text or words, or none; null otherwise. */
  readonly why: string | null;
}

/** What a rule is about, shown before it is saved. */
export interface RulePreview {
  /** Why it cannot be saved, in words; null when it can. */
  readonly problem: string | null;
  /** Requests that wait now and that it would decide. */
  readonly pending: readonly ApprovalId[];
  /** Requests that wait no more and that it is about, the latest first, each as one line; then some that it is not. */
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
}

export type { Rule, RuleDraft };
