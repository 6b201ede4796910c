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
  z.object({ type: z.literal('folder'), folder: z.string().min(1).max(32_768) }),
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
  /** Saves a rule; requests that wait and that it is about are decided by it at once. */
  'rule/save': z.object({ rule: draft }),
  /** Changes where and how long a rule holds. */
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
  'rule/save': { readonly ruleId: string; readonly decided: readonly ApprovalId[] };
  'rule/update': null;
  'rule/remove': null;
}

/** The rules that can be made of a request. */
export interface RuleChoices {
  readonly choices: readonly RuleMatch[];
  /** Parts of the command that other rules cover already, as lines. */
  readonly covered: readonly string[];
  /** Why there are only rules of its very text, or none; null otherwise. */
  readonly why: string | null;
}

/** What a rule is about, shown before it is saved. */
export interface RulePreview {
  /** Why it cannot be saved, in words; null when it can. */
  readonly problem: string | null;
  /** Requests that wait now and that it would decide. */
  readonly pending: readonly ApprovalId[];
  /** Earlier requests it would have decided, the latest first, each as one line; then some that it would not have. */
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
}

export type { Rule, RuleDraft };
