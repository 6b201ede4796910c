import { batchesTopic } from '#shared/contract/topics.ts';
import { randomUUID } from 'node:crypto';
import type { Clock } from '#shared/base/clock.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { Batch, BatchFailure, BatchOutcome } from '#shared/model/approval/batch.ts';
import { person } from '#shared/model/approval/decider.ts';
import type { Change } from '#shared/model/collection.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Inbox } from './inbox.ts';

/** Batches that are over and still shown, so that their result can be read. */
const ENDED_KEPT = 20;

export interface BatchesOptions {
  readonly inbox: Pick<Inbox, 'decideAll' | 'get' | 'deciding'>;
  readonly apply: (changes: readonly Change[]) => void;
  readonly clock: Clock;
  /** A fault of ours in deciding one; the others are decided all the same. */
  readonly onFault: (error: unknown) => void;
}

/** A batch that is to wait: what is decided, how, on which client, and after how long (ms). */
export type BatchDraft = Pick<Batch, 'approvalIds' | 'decision' | 'by' | 'rule'> & {
  readonly delayMs: number;
};

/** Decides the requests of a batch; answers what was thrown for those that could not be decided. */
export type SendBatch = (ids: readonly ApprovalId[]) => ReadonlyMap<ApprovalId, unknown>;

interface Known {
  readonly batch: Batch;
  readonly timer: unknown;
  readonly send: SendBatch;
}

/**
 * Decisions for many requests at once. They live in the host, so that a page that is closed or reloaded within the
 * delay neither loses nor doubles one; when the host ends within it, nothing was decided.
 */
export class Batches {
  readonly #options: BatchesOptions;
  readonly #batches = new Map<string, Known>();
  readonly #ended: string[] = [];

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  decide({ approvalIds, decision, delayMs }: Params<'batch/decide'>, by: string): Results['batch/decide'] {
    const decider = person(by);
    const batchId = this.start({ approvalIds, decision, by, rule: null, delayMs }, (ids) =>
      this.#options.inbox.decideAll(ids, { id: decision }, () => decider),
    );
    return { batchId };
  }

  /** Lets a batch wait and answers its name. `send` runs once, when the delay is over, unless it is taken back. */
  start({ approvalIds, decision, by, rule, delayMs }: BatchDraft, send: SendBatch): string {
    const { clock, inbox } = this.#options;
    const id = randomUUID();
    const batch: Batch = {
      id,
      decision,
      approvalIds: [...new Set(approvalIds)],
      by,
      rule,
      dueAt: clock.now() + delayMs,
      outcome: null,
    };
    const timer = clock.setTimeout(() => this.#send(id), delayMs);
    this.#batches.set(id, { batch, timer, send });
    inbox.deciding(batch.approvalIds, true);
    this.#show(batch);
    return id;
  }

  undo({ batchId }: Params<'batch/undo'>, by: string): null {
    const found = this.#batches.get(batchId);
    if (found === undefined || found.batch.outcome !== null) {
      const message =
        'It is too late to take this back: the answers were sent. What they were is in the journal.';
      throw new ContractFailure({ code: 'refused', message });
    }
    const { clock, inbox } = this.#options;
    clock.clearTimeout(found.timer);
    inbox.deciding(found.batch.approvalIds, false);
    this.#end(found, { type: 'undone', by, at: clock.now() });
    return null;
  }

  /** Takes back what waits: the host ends. */
  dispose(): void {
    for (const { timer } of this.#batches.values()) this.#options.clock.clearTimeout(timer);
  }

  #send(id: string): void {
    const found = this.#batches.get(id);
    if (found === undefined || found.batch.outcome !== null) return;
    const { batch } = found;
    const { inbox, clock } = this.#options;
    const errors = this.#try(found);
    const failed = [...errors].map(([approvalId, error]): BatchFailure => ({
      approvalId,
      title: this.#title(approvalId),
      message: this.#explain(error),
    }));
    inbox.deciding(batch.approvalIds, false);
    const decided = batch.approvalIds.length - failed.length;
    this.#end(found, { type: 'sent', at: clock.now(), decided, failed });
  }

  /** Sends; a fault that stops all of it is told of each, and ends the batch as any other end does. */
  #try({ batch, send }: Known): ReadonlyMap<ApprovalId, unknown> {
    try {
      return send(batch.approvalIds);
    } catch (error) {
      return new Map(batch.approvalIds.map((id) => [id, error]));
    }
  }

  #explain(error: unknown): string {
    if (error instanceof ContractFailure) return error.message;
    this.#options.onFault(error);
    return 'Muster made a mistake; whether it was answered is in the journal.';
  }

  #title(id: ApprovalId): string {
    return this.#options.inbox.get(id)?.threadTitle ?? 'a request that is gone';
  }

  #end({ batch, send }: Known, outcome: BatchOutcome): void {
    const ended = { ...batch, outcome };
    this.#batches.set(batch.id, { batch: ended, timer: undefined, send });
    this.#show(ended);
    this.#ended.push(batch.id);
    const oldest = this.#ended.length > ENDED_KEPT ? this.#ended.shift() : undefined;
    if (oldest === undefined) return;
    this.#batches.delete(oldest);
    this.#options.apply([batchesTopic.batch.cut(oldest)]);
  }

  #show(batch: Batch): void {
    this.#options.apply([batchesTopic.batch.put(batch.id, batch)]);
  }
}
