import { z } from 'zod';
import { requestParams } from '#shared/contract/requests.ts';
import { PICTURE_ID, type DraftAttached } from '#shared/model/prompt/attached.ts';
import { PERMISSION_MODES } from '#shared/model/thread/settings.ts';
import { isApprovalBody } from '#shared/model/approval/kinds/index.ts';

/**
 * What the rows of each table must be, whoever wrote them: an older Muster, a program that repaired the file, a hand.
 * Values in JSON are checked as deep as they are relied on; what is new in a later version may stand beside it.
 */
const text = z.string();
const textOrNull = z.string().nullable();
const integer = z.number().int();
const flag = z.union([z.literal(0), z.literal(1)]);

const homeRow = z.object({ id: text.min(1), path: text.min(1) });

const workspaceRow = z.object({
  id: text.min(1),
  name: text,
  path: text.min(1),
  home_id: text,
  ord: integer,
  demo: flag,
  codex_path: textOrNull,
  codex_home: textOrNull,
});

const threadRow = z.object({
  id: text.min(1),
  workspace_id: text,
  parent_id: textOrNull,
  name: textOrNull,
  preview: text,
  cwd: text,
  branch: textOrNull,
  model: textOrNull,
  created_at: integer,
  since: integer,
  last_turn: z.enum(['none', 'inProgress', 'completed', 'interrupted', 'failed']),
  error: textOrNull,
  cut_off: flag,
  unread: flag,
  queued: integer.min(0),
  tokens: integer,
  context_share: z.number().nullable(),
  added: integer,
  removed: integer,
  activity: text,
  program: textOrNull,
  active_at: integer.nullable(),
  pinned_at: integer.nullable(),
  snoozed_until: integer.nullable(),
  section: textOrNull,
  dismissed: flag,
  continue_at: integer.nullable(),
  archived_at: integer.nullable(),
  effort: textOrNull,
  permission: z.enum([...PERMISSION_MODES, 'custom']).nullable(),
  plan: flag,
});

export const deciderSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('person'), client: text }),
  z.looseObject({
    type: z.literal('rules'),
    rules: z.array(z.looseObject({ id: text, name: text })),
  }),
  z.looseObject({ type: z.literal('gateway'), ticket: textOrNull, reason: textOrNull }),
  z.looseObject({ type: z.literal('autoReview'), reason: textOrNull }),
]);

export const subjectSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('command'), text, inPlace: z.boolean() }),
  z.looseObject({ type: z.literal('network'), host: text }),
  z.looseObject({ type: z.literal('files'), paths: z.array(text) }),
]);

export const detailsSchema = z.looseObject({
  reason: textOrNull,
  branch: textOrNull,
  folder: textOrNull,
  parts: z.array(z.looseObject({ label: text, text })),
});

export const journalEvent = z.enum(['asked', 'decided', 'expired', 'late', 'gateway', 'overruled']);

const span = { from: z.number(), to: z.number() };

/** An approval as this or an earlier Muster kept it: the earlier ones knew fewer of its fields. */
export const approvalSchema = z.looseObject({
  id: text.min(1),
  generation: text,
  workspaceId: text,
  threadId: text,
  turnId: textOrNull,
  itemId: textOrNull,
  threadTitle: text,
  branch: textOrNull,
  folder: textOrNull.optional(),
  body: z.unknown().refine(isApprovalBody, 'not the body of a request'),
  reason: textOrNull,
  decisions: z.array(z.looseObject({ id: text, label: text, reach: text })),
  onlyPerson: z.boolean().optional(),
  askedAt: z.number(),
  gateway: z
    .union([
      z.looseObject({ type: z.literal('asking'), since: z.number() }),
      z.looseObject({ type: z.literal('asksPerson'), reason: textOrNull, ticket: textOrNull }),
      z.looseObject({ type: z.literal('failed'), why: text }),
    ])
    .nullable()
    .optional(),
  outcome: z
    .discriminatedUnion('type', [
      z.looseObject({
        type: z.literal('decided'),
        decision: text,
        by: z.union([deciderSchema, text]),
        at: z.number(),
      }),
      z.looseObject({
        type: z.literal('expired'),
        because: z.enum(['turnEnded', 'appServerDied', 'answeredElsewhere', 'threadClosed']),
        at: z.number(),
      }),
    ])
    .nullable(),
  reading: z
    .looseObject({
      text,
      tokens: z.array(z.looseObject({ ...span, type: text })),
      risks: z.array(z.looseObject({ ...span, kind: text })),
      unread: textOrNull,
    })
    .nullable()
    .optional(),
  allowOnce: z.enum(['offered', 'done']).nullable().optional(),
});

/** A rule; what it covers is the rules' own affair, its shape is not. */
export const ruleSchema = z.looseObject({
  id: text.min(1),
  effect: z.enum(['accept', 'decline']),
  match: z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('text'), text }),
    z.looseObject({ type: z.literal('words'), words: z.array(text).min(1), open: z.boolean() }),
    z.looseObject({ type: z.literal('host'), host: text }),
    z.looseObject({ type: z.literal('folder'), folder: text }),
  ]),
  scope: z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('thread'), threadId: text }),
    z.looseObject({ type: z.literal('workspace'), workspaceId: text }),
    z.looseObject({ type: z.literal('everywhere') }),
  ]),
  until: z.number().nullable(),
  createdAt: z.number(),
  createdBy: text,
  uses: z.number(),
  lastUsedAt: z.number().nullable(),
});

const json = (schema: z.ZodType) =>
  z
    .string()
    .transform((value, context) => {
      try {
        return JSON.parse(value) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

const attachedSchema = z
  .array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('picture'), id: z.string().regex(PICTURE_ID), name: text }),
      z.object({ type: z.literal('skill'), name: text, path: text }),
      z.object({ type: z.literal('pasted'), text }),
    ]),
  )
  .catch([]);

/** What goes with a stored text; what cannot be read is nothing: the text counts. */
export function readAttached(stored: unknown): readonly DraftAttached[] {
  const read = json(attachedSchema).safeParse(stored);
  return read.success ? (read.data as readonly DraftAttached[]) : [];
}

export const rowSchemas = {
  homes: homeRow,
  workspaces: workspaceRow,
  threads: threadRow,
  edits: z.object({ thread_id: text, paths: json(z.array(text)) }),
  approvals: z.object({ approval: json(approvalSchema) }),
  rules: z.object({ id: text, rule: json(ruleSchema) }),
  settings: z.object({ name: text, value: json(z.unknown()) }),
  starts: z.object({
    id: text.min(1),
    at: integer,
    params: json(requestParams['thread/start']),
    thread_id: textOrNull,
    failed: textOrNull,
  }),
  sent: z.object({
    id: text.min(1),
    thread_id: text,
    turn_id: textOrNull,
    mode: z.enum(['start', 'steer', 'queue']),
    state: z.enum(['held', 'sending', 'waiting', 'returned']),
    text,
    attached: json(attachedSchema),
    at: integer,
  }),
  saved_prompts: z.object({ id: text.min(1), name: text.min(1), text, at: integer }),
  kept_texts: z.object({ thread_id: text, item_id: text, name: text, at: integer, text }),
  kept_plans: z.object({
    thread_id: text,
    turn_id: text.min(1),
    steps: json(z.array(z.object({ step: text, status: z.enum(['pending', 'inProgress', 'completed']) }))),
    explanation: textOrNull,
  }),
  kept_items: z.object({
    thread_id: text,
    item_id: text.min(1),
    turn_id: text,
    before_id: textOrNull,
    place: integer,
    why: z.enum(['running', 'cutOff', 'declined', 'said']),
    item: json(z.looseObject({ id: text, type: text })),
    omitted: integer,
  }),
} as const;

export type TableName = keyof typeof rowSchemas;
export type RowOf<T extends TableName> = z.output<(typeof rowSchemas)[T]>;
