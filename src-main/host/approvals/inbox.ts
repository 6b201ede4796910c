import { inboxTopic } from '#shared/contract/topics.ts';
import { attempt } from '#shared/base/attempt.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { JournalEntry } from '#shared/contract/requests.ts';
import {
  isQuestion,
  type Approval,
  type ApprovalBody,
  type ExpiryReason,
  type Outcome,
} from '#shared/model/approval/approval.ts';
import { deciderPhrase, deciderWords, readDecider, type Decider } from '#shared/model/approval/decider.ts';
import type { Change } from '#shared/model/collection.ts';
import { journalDetails } from '#shared/model/journal/journal.ts';
import {
  decisionFacts,
  knownLike,
  offered,
  optionNamed,
  type DecisionOption,
} from '#shared/model/approval/decision.ts';
import type { GatewayStanding } from '#shared/model/gateway/gateway.ts';
import {
  approvalId,
  type ApprovalId,
  type Generation,
  type ThreadId,
  type WorkspaceId,
} from '#shared/model/ids.ts';
import { wantsOf } from '#shared/model/approval/asks.ts';
import { oneLine } from '#shared/model/thread/describe.ts';
import type { FileEdit } from '#shared/model/item/file-edit.ts';
import type { Hears, Tells } from '../base/events.ts';
import type { InboxEvents, InboxStore, Pending, RequestEnds, RequestReader } from './ports.ts';
import type { Decision, Review, Shown } from '../engines/requests.ts';

/** Ended approvals that stay in the topic, so that a card never vanishes in silence; the journal has them all. */
const ENDED_KEPT = 200;

/** What is answered to a request that ended without a decision: an error, which Codex takes as a refusal. */
const EXPIRED = { code: -32000, message: 'Nobody decided this before it ended; nothing was allowed.' };

const NOWHERE: AnswerSink = { result: () => {}, error: () => {} };

/** Where the answer to a server request goes. */
export interface AnswerSink {
  result(value: unknown): void;
  error(body: { code: number; message: string }): void;
}

/** Who asks, as far as the inbox shows it. */
export interface Asker {
  readonly workspaceId: WorkspaceId;
  readonly workspace: string;
  readonly title: string;
  readonly branch: string | null;
  /** Where the thread works; null when that is not known. */
  readonly folder: string | null;
  /** The changes of a file-change item, if it is known already. */
  readonly changes: readonly FileEdit[];
}

export interface InboxOptions {
  /** The topic that clients follow. */
  readonly apply: (changes: readonly Change[]) => void;
  readonly store: InboxStore;
  readonly reader: RequestReader;
  readonly events: Tells<InboxEvents> & Hears<RequestEnds>;
  readonly now: () => number;
  /** A fault of ours in telling a process that its request ended, which harms no other request. */
  readonly onFault: (error: unknown) => void;
}

interface Entry {
  approval: Approval;
  readonly workspace: string;
  /** Null once it ended. */
  open: { readonly shown: Shown; readonly sink: AnswerSink } | null;
  /** What was decided, all of it: a replay that crosses the answer gets the same. Forgotten once that has arrived. */
  decided: Decision | null;
}

/** A request with the decision that is meant of those it offers. */
interface ToDecide {
  readonly entry: Entry;
  readonly open: NonNullable<Entry['open']>;
  readonly decision: Decision;
  readonly option: DecisionOption;
}

/**
 * Every request that waits for a person, each with one life: pending, then decided by somebody or expired for a reason.
 * The first answer counts. It answers nothing but the very request it was given, in the process that asked.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #entries = new Map<ApprovalId, Entry>();
  readonly #byThread = new Map<ThreadId, Set<ApprovalId>>();
  readonly #ended: ApprovalId[] = [];

  constructor(options: InboxOptions) {
    this.#options = options;
    options.events.on('serverGone', ({ generation }) => this.expireGeneration(generation));
    options.events.on('threadRemoved', (id) => this.expireThread(id, 'threadClosed'));
  }

  /** Takes a request in. The same request asked again (a replay after a resume) gets the new place for its answer. */
  ask(
    generation: Generation,
    requestId: number | string,
    shown: Shown,
    raw: unknown,
    asker: Asker,
    sink: AnswerSink,
  ): void {
    const id = approvalId(generation, requestId);
    const known = this.#entries.get(id);
    if (known !== undefined) {
      if (known.open !== null) known.open = { shown, sink };
      else if (known.approval.outcome?.type === 'decided')
        sendAnswer(shown, known.decided ?? { id: known.approval.outcome.decision }, sink);
      else sink.error(EXPIRED);
      return;
    }
    const threadId = shown.threadId as ThreadId;
    const body =
      shown.body.kind === 'fileChange' && shown.body.changes.length === 0
        ? { ...shown.body, changes: asker.changes }
        : shown.body;
    const { turnId, itemId, reason, decisions } = shown;
    const onlyPerson = shown.onlyPerson === true;
    const asked = { id, generation, threadId, turnId, itemId, body, reason, decisions, onlyPerson, raw };
    const approval = this.#approval({ ...asked, askedAt: this.#options.now() }, asker);
    const entry: Entry = { approval, workspace: asker.workspace, open: { shown, sink }, decided: null };
    this.#entries.set(id, entry);
    this.#of(threadId).add(id);
    try {
      this.#write(entry, 'asked', null, null);
      this.#show(entry);
    } catch (error) {
      // The app-server gets an error as its answer, so nothing waits here.
      this.#entries.delete(id);
      this.#forget(threadId, id);
      throw error;
    }
    this.#changed(threadId);
    this.#options.events.fire('approvalAsked', approval);
  }

  /** A verdict of Codex's own reviewer: an approval that was decided before anybody was asked. */
  reviewed(generation: Generation, review: Review, asker: Asker): void {
    const id = approvalId(generation, `review ${review.reviewId}`);
    if (this.#entries.has(id)) return;
    const { turnId, itemId, decision, raw, startedAt: askedAt } = review;
    const known = review.body.kind === 'fileChange' && asker.changes.length > 0;
    const body = known ? { ...review.body, changes: asker.changes } : review.body;
    const threadId = review.threadId as ThreadId;
    const asked = {
      id,
      generation,
      threadId,
      turnId,
      itemId,
      body,
      reason: null,
      onlyPerson: false,
      decisions: [],
      raw,
      askedAt,
    };
    const approval = this.#approval(asked, asker);
    const allowOnce = review.denial === null ? null : 'offered';
    const entry: Entry = {
      approval: { ...approval, allowOnce },
      workspace: asker.workspace,
      open: null,
      decided: null,
    };
    this.#entries.set(id, entry);
    const by: Decider = { type: 'autoReview', reason: review.reason };
    this.#write(entry, 'asked', null, null);
    this.#write(entry, 'decided', decision, by);
    this.#end(entry, { type: 'decided', decision, by, at: this.#options.now() });
    this.#options.events.fire('approvalDecided', entry.approval);
  }

  /** A person allowed once what the reviewer had refused. */
  allowedOnce(id: ApprovalId, by: Decider): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#write(entry, 'overruled', 'accept', by);
    entry.approval = { ...entry.approval, allowOnce: 'done' };
    this.#show(entry);
  }

  /** Commands can be read now: what waits and was not read is. */
  readAgain(): void {
    for (const entry of this.#entries.values()) {
      if (entry.open === null || entry.approval.reading !== null) continue;
      const reading = this.#options.reader.reading(entry.approval);
      if (reading === null) continue;
      entry.approval = { ...entry.approval, reading };
      this.#show(entry);
    }
  }

  /** The changes of a file-change item became known: its card shows them. */
  changesKnown(threadId: ThreadId, itemId: string, changes: readonly FileEdit[]): void {
    for (const entry of this.#pending(threadId)) {
      const { body } = entry.approval;
      if (entry.approval.itemId !== itemId || body.kind !== 'fileChange') continue;
      entry.approval = { ...entry.approval, body: { ...body, changes } };
      this.#show(entry);
      this.#options.events.fire('approvalAsked', entry.approval);
    }
  }

  /**
   * Decides one request and sends the answer. Throws ContractFailure: `notFound`, `badRequest` for a decision that is
   * not offered, `alreadyDecided` with who or what was first.
   */
  decide(id: ApprovalId, decision: Decision, by: Decider): Outcome {
    const todo = this.#toDecide(id, decision, by);
    const { entry, open } = todo;
    // The journal first: what was decided must be known even if everything dies with the answer on its way.
    const outcome = this.#noteDecided(todo, by);
    sendAnswer(open.shown, todo.decision, open.sink);
    this.#end(entry, outcome);
    this.#options.events.fire('approvalDecided', entry.approval);
    return outcome;
  }

  /**
   * Decides many in the same way. All are in the journal before the first is answered, and all are answered before
   * anything else is done about any: agents that go on take the machine from whoever comes later. Answers what was
   * thrown for those that could not be decided; the others are decided all the same. `by` says in whose name each is.
   */
  decideAll(
    ids: readonly ApprovalId[],
    decision: Decision,
    by: (id: ApprovalId) => Decider,
  ): ReadonlyMap<ApprovalId, unknown> {
    const failed = new Map<ApprovalId, unknown>();
    const trying = <T>(id: ApprovalId, work: () => T): T | undefined => {
      try {
        return work();
      } catch (error) {
        failed.set(id, error);
        return undefined;
      }
    };
    const { store } = this.#options;
    const noted: (ToDecide & { readonly outcome: Outcome })[] = [];
    try {
      store.together(() => {
        for (const id of new Set(ids)) {
          const one = trying(id, () => {
            const todo = this.#toDecide(id, decision, by(id));
            return { ...todo, outcome: this.#noteDecided(todo, by(id)) };
          });
          if (one !== undefined) noted.push(one);
        }
      });
    } catch (error) {
      // None of it is in the journal: none is answered, and all go on waiting.
      for (const { entry } of noted.splice(0)) {
        entry.decided = null;
        failed.set(entry.approval.id, error);
      }
    }
    for (const { entry, open, decision: meant } of noted)
      trying(entry.approval.id, () => sendAnswer(open.shown, meant, open.sink));
    store.together(() => {
      for (const { entry, outcome } of noted) {
        this.#end(entry, outcome);
        this.#options.events.fire('approvalDecided', entry.approval);
      }
    });
    return failed;
  }

  #toDecide(id: ApprovalId, decision: Decision, by: Decider): ToDecide {
    const entry = this.#entries.get(id);
    if (entry === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'This request is not known any more.' });
    const { open } = entry;
    if (open === null) {
      this.#write(entry, 'late', decision.id, by);
      throw new ContractFailure({ code: 'alreadyDecided', message: tooLate(entry.approval.outcome) });
    }
    const option = optionNamed(entry.approval.decisions, decision.id);
    if (option === undefined) {
      throw new ContractFailure({
        code: 'badRequest',
        message: `This request cannot be decided with ${decision.id}.`,
      });
    }
    const meant = { ...decision, id: option.id };
    const problem = open.shown.problem?.(meant) ?? null;
    if (problem !== null) throw new ContractFailure({ code: 'badRequest', message: problem });
    return { entry, open, decision: meant, option };
  }

  #noteDecided({ entry, open, decision, option }: ToDecide, by: Decider): Outcome {
    const note = open.shown.note?.(decision) ?? null;
    const { id, label, effect } = option;
    const known = knownLike(option);
    // The journal counts by the decisions that are known by name; another protocol's own word stands beside it.
    const named = known === id ? note : [`chose “${label}”`, note].filter(Boolean).join('; ');
    this.#write(entry, 'decided', known, by, named);
    entry.decided = decision;
    const at = this.#options.now();
    return { type: 'decided', decision: id, effect, label, by, at, ...(note !== null && { note }) };
  }

  /** The app-server says that a request is settled. One that nobody here decided went away with its turn. */
  resolved(generation: Generation, requestId: number | string): void {
    const entry = this.#entries.get(approvalId(generation, requestId));
    if (entry === undefined) return;
    entry.decided = null;
    if (entry.open === null) return;
    // It is settled where it was asked: an answer would be for nobody.
    entry.open = { ...entry.open, sink: NOWHERE };
    this.#expire(entry, 'turnEnded');
  }

  /** A process is gone, and with it every request it had asked. */
  expireGeneration(generation: Generation): void {
    for (const entry of this.#entries.values()) {
      if (entry.open !== null && entry.approval.generation === generation)
        this.#expire(entry, 'appServerDied');
    }
  }

  expireThread(threadId: ThreadId, because: ExpiryReason): void {
    for (const entry of this.#pending(threadId)) this.#expire(entry, because);
  }

  /**
   * Shows what earlier lives of the host knew, oldest first. What they left open ended with them: their app-servers
   * are gone, and an agent that still wants it asks again.
   */
  restore(kept: readonly Approval[]): void {
    for (const approval of kept.map(asNow)) {
      const entry: Entry = { approval, workspace: '', open: null, decided: null };
      this.#entries.set(approval.id, entry);
      this.#end(
        entry,
        approval.outcome ?? { type: 'expired', because: 'appServerDied', at: this.#options.now() },
      );
    }
  }

  /** Ends in the journal what an earlier life of the host left open. */
  expireLeftOver(asked: readonly JournalEntry[]): void {
    for (const entry of asked) {
      this.#options.store.noteJournal({
        ...entry,
        at: this.#options.now(),
        event: 'expired',
        decision: null,
        by: 'appServerDied',
        decider: null,
        note: null,
        subject: null,
        details: null,
        waitedMs: this.#options.now() - entry.at,
      });
    }
  }

  /** Says of requests that a decision for them waits to be sent, or does no more. */
  deciding(ids: readonly ApprovalId[], deciding: boolean): void {
    const { store } = this.#options;
    store.together(() => {
      for (const id of ids) {
        const entry = this.#entries.get(id);
        if (entry === undefined || entry.open === null || entry.approval.deciding === deciding) continue;
        entry.approval = { ...entry.approval, deciding };
        this.#show(entry);
      }
    });
  }

  /**
   * Where a request stands with the gateway. While that is asked nobody else is called for it, and nothing is offered
   * that would keep it from being asked again; what it said that decides nothing goes to the journal, also when it was
   * too late.
   */
  gateway(id: ApprovalId, standing: GatewayStanding | null): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    if (standing?.type === 'asksPerson') {
      const { ticket, reason } = standing;
      const by: Decider = { type: 'gateway', ticket, reason };
      this.#write(
        entry,
        'gateway',
        'ask',
        by,
        reason === null ? 'Asks the person' : `Asks the person: ${reason}`,
      );
    } else if (standing?.type === 'failed') {
      const by: Decider = { type: 'gateway', ticket: null, reason: null };
      this.#write(entry, 'gateway', null, by, `Failed, so the person decides: ${standing.why}`);
    }
    if (entry.open === null) return;
    const decisions = offered(entry.open.shown.decisions, { gateway: standing });
    entry.approval = { ...entry.approval, gateway: standing, decisions };
    this.#show(entry);
    this.#changed(entry.approval.threadId);
  }

  /** A request that is known, waiting or ended. */
  get(id: ApprovalId): Approval | undefined {
    return this.#entries.get(id)?.approval;
  }

  /** Every request that waits, oldest first. */
  waiting(): Approval[] {
    return [...this.#entries.values()].flatMap(({ approval, open }) => (open === null ? [] : [approval]));
  }

  pending(threadId: ThreadId): Pending {
    let approvals = 0;
    let questions = 0;
    let wants: Pending['wants'] = null;
    for (const { approval } of this.#pending(threadId)) {
      if (approval.gateway?.type === 'asking') continue;
      if (isQuestion(approval.body.kind)) questions += 1;
      else approvals += 1;
      wants ??= wantsOf(approval.body);
    }
    return { approvals, questions, wants };
  }

  #approval(
    asked: Omit<
      Approval,
      | 'workspaceId'
      | 'threadTitle'
      | 'branch'
      | 'folder'
      | 'gateway'
      | 'deciding'
      | 'outcome'
      | 'reading'
      | 'allowOnce'
    >,
    { workspaceId, title: threadTitle, branch, folder }: Asker,
  ): Approval {
    const place = { workspaceId, threadTitle, branch, folder };
    const fresh = {
      ...asked,
      ...place,
      gateway: null,
      deciding: false,
      outcome: null,
      reading: null,
      allowOnce: null,
    };
    return { ...fresh, reading: this.#options.reader.reading(fresh) };
  }

  #of(threadId: ThreadId): Set<ApprovalId> {
    let ids = this.#byThread.get(threadId);
    if (ids === undefined) this.#byThread.set(threadId, (ids = new Set()));
    return ids;
  }

  #pending(threadId: ThreadId): Entry[] {
    return [...(this.#byThread.get(threadId) ?? [])].flatMap((id) => this.#entries.get(id) ?? []);
  }

  /** Ends a request that nobody decided. Whoever asked lives on, unless it died, and is told so. */
  #expire(entry: Entry, because: ExpiryReason): void {
    this.#write(entry, 'expired', null, because);
    const sink = entry.open?.sink;
    if (because !== 'appServerDied') attempt(() => sink?.error(EXPIRED), this.#options.onFault);
    this.#end(entry, { type: 'expired', because, at: this.#options.now() });
  }

  #end(entry: Entry, outcome: Outcome): void {
    const { id, threadId } = entry.approval;
    entry.open = null;
    const gateway = entry.approval.gateway?.type === 'asking' ? null : entry.approval.gateway;
    entry.approval = { ...entry.approval, outcome, gateway, deciding: false };
    this.#forget(threadId, id);
    this.#show(entry);
    this.#ended.push(id);
    const oldest = this.#ended.length > ENDED_KEPT ? this.#ended.shift() : undefined;
    if (oldest !== undefined) {
      this.#entries.delete(oldest);
      this.#options.apply([inboxTopic.approval.cut(oldest)]);
    }
    this.#changed(threadId);
  }

  #forget(threadId: ThreadId, id: ApprovalId): void {
    const ids = this.#of(threadId);
    ids.delete(id);
    if (ids.size === 0) this.#byThread.delete(threadId);
  }

  #changed(threadId: ThreadId): void {
    this.#options.events.fire('pendingChanged', { threadId, pending: this.pending(threadId) });
  }

  #show({ approval }: Entry): void {
    this.#options.store.saveApproval(approval);
    this.#options.apply([inboxTopic.approval.put(approval.id, approval)]);
  }

  #write(
    { approval, workspace }: Entry,
    event: JournalEntry['event'],
    decision: string | null,
    by: Decider | ExpiryReason | null,
    note: string | null = null,
  ): void {
    const { id, threadId, turnId, itemId, threadTitle, body } = approval;
    const { store } = this.#options;
    const line = {
      at: this.#options.now(),
      approvalId: id,
      workspace,
      threadId,
      threadTitle,
      turnId,
      itemId,
      event,
      kind: body.kind,
      summary: summaryOf(body),
      decision,
      by: by === null || typeof by === 'string' ? by : deciderWords(by),
      decider: typeof by === 'string' ? null : by,
      note,
      subject: event === 'asked' ? this.#options.reader.subject(approval) : null,
      details: event === 'asked' ? journalDetails(approval) : null,
      waitedMs: event === 'asked' ? null : this.#options.now() - approval.askedAt,
    };
    if (event === 'decided') store.appendJournal(line);
    else store.noteJournal(line);
  }
}

function sendAnswer(shown: Shown, decision: Decision, sink: AnswerSink): void {
  const answer = shown.answer(decision);
  if ('error' in answer) sink.error(answer.error);
  else sink.result(answer.result);
}

/** An approval as an earlier Muster may have kept it. */
function asNow(kept: Approval): Approval {
  const older = kept as Partial<Approval>;
  const { reading = null, allowOnce = null, gateway = null, onlyPerson = false, folder = null } = older;
  const decisions = kept.decisions.map((option) => ({ ...option, ...lasting(option) }));
  const approval = { ...kept, decisions, reading, allowOnce, gateway, onlyPerson, folder };
  const { outcome } = approval;
  if (outcome?.type !== 'decided') return approval;
  return { ...approval, outcome: { ...outcome, by: readDecider(outcome.by) } };
}

/** What an option does, of which an earlier Muster kept only the name. */
function lasting(option: DecisionOption): Pick<DecisionOption, 'effect' | 'lasts'> {
  const older: Partial<DecisionOption> = option;
  const { effect = 'deny', lasts = 'once' } = { ...decisionFacts(option.id), ...older };
  return { effect, lasts };
}

function tooLate(outcome: Outcome | null): string {
  if (outcome?.type === 'decided')
    return `It was decided before (${outcome.decision}, by ${deciderPhrase(outcome.by)}); nothing was changed.`;
  const why: Record<ExpiryReason, string> = {
    turnEnded: 'its turn ended',
    appServerDied: 'its app-server died; it comes back if the agent asks again',
    answeredElsewhere: 'it was answered elsewhere',
    threadClosed: 'its thread was closed',
  };
  return `It expired: ${outcome === null ? 'it is not pending' : why[outcome.because]}. Nothing was changed.`;
}

/** One line for the journal. */
function summaryOf(body: ApprovalBody): string {
  const { words, code } = wantsOf(body);
  const files = body.kind === 'fileChange' ? body.changes.map(({ path }) => path).join(', ') : code;
  return oneLine(files === '' ? words : `${words} ${files}`, 500);
}
