/** Two people who decide at the same inbox: alone, at once and against each other, for many, and too late. */
import { batchesTopic } from '#shared/contract/topics.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params } from '#shared/contract/requests.ts';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Attempt } from '../../support/answer-oracle.ts';
import { below, pick, type Random } from '../random.ts';
import type { Person } from './fleet.ts';

const LOOKS_EVERY_MS = 25;
/** Requests that ended, of which so many are remembered to be decided too late. */
const REMEMBERED = 400;
/** After these it is certain that nothing was done. */
const REFUSED = new Set(['alreadyDecided', 'notFound', 'refused', 'unavailable']);
/** After these it is not known. */
const UNKNOWN = new Set(['outcomeUnknown', 'timeout']);
const FOR_MANY: readonly Params<'batch/decide'>['decision'][] = ['accept', 'acceptForSession', 'decline'];

export class Crowd {
  /** Everything that anybody tried, by request. */
  readonly attempts = new Map<string, Attempt[]>();
  readonly counts = { alone: 0, duels: 0, late: 0, reused: 0, batches: 0, undone: 0 };
  readonly #people: readonly Person[];
  readonly #random: Random;
  readonly #problem: (text: string) => void;
  readonly #met = new Set<ApprovalId>();
  readonly #underWay = new Set<ApprovalId>();
  #earlier: Approval[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Leaves nothing undecided. */
  thorough = false;

  constructor(people: readonly Person[], random: Random, problem: (text: string) => void) {
    this.#people = people;
    this.#random = random;
    this.#problem = problem;
  }

  start(): void {
    this.thorough = false;
    this.#timer = setInterval(() => this.#look(), LOOKS_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const person = pick(this.#random, this.#people);
    if (!person.connected) return;
    const pending = person.client.pending().filter(({ deciding }) => !deciding);
    if (this.thorough) {
      // Each once, however long the host takes: a client may have only so many calls under way.
      for (const approval of pending.filter(({ id }) => !this.#underWay.has(id)))
        this.#decide(person, approval, this.#choose(approval));
      return;
    }
    const fresh = pending.filter(({ id }) => !this.#met.has(id));
    if (fresh.length >= 2 && this.#random() < 0.4) {
      this.#batch(person, fresh);
      return;
    }
    for (const approval of fresh) {
      this.#met.add(approval.id);
      this.#earlier.push(approval);
      if (this.#random() < 0.3) this.#reuse(approval);
      const luck = this.#random();
      if (luck < 0.35) {
        this.counts.alone += 1;
        this.#decide(person, approval, this.#choose(approval));
      } else if (luck < 0.7) this.#duel(approval);
    }
    if (this.#earlier.length > REMEMBERED) this.#earlier = this.#earlier.slice(-REMEMBERED);
    if (this.#earlier.length > 0 && this.#random() < 0.1) {
      this.counts.late += 1;
      const old = pick(this.#random, this.#earlier);
      this.#decide(person, old, this.#choose(old));
    }
  }

  /** All of them decide the same request in the same moment, as differently as they can. */
  #duel(approval: Approval): void {
    this.counts.duels += 1;
    const others = approval.decisions.map(({ id }) => id).filter((id) => id !== 'acceptAndRemember');
    this.#people.forEach((person, at) =>
      this.#decide(person, approval, others[(at + below(this.#random, 2)) % others.length] ?? 'decline'),
    );
  }

  /** A decision for the request of a dead process that had the number which this one has again. */
  #reuse(approval: Approval): void {
    const number = numberOf(approval);
    const old = this.#earlier.find(
      (one) =>
        one.generation !== approval.generation &&
        one.workspaceId === approval.workspaceId &&
        numberOf(one) === number,
    );
    if (old === undefined) return;
    this.counts.reused += 1;
    for (const person of this.#people) this.#decide(person, old, this.#choose(old));
  }

  #choose({ decisions }: Approval): DecisionId {
    const offered = decisions.map(({ id }) => id).filter((id) => id !== 'acceptAndRemember');
    return pick(this.#random, offered);
  }

  #decide(person: Person, approval: Approval, decision: DecisionId): void {
    if (!person.connected) return;
    const attempt = this.#note(approval.id, person, decision);
    const params: Params<'approval/decide'> = {
      approvalId: approval.id,
      decision,
      ...answersTo(approval, decision),
    };
    this.#underWay.add(approval.id);
    void person.client.contract
      .call('approval/decide', params)
      .then(
        () => (attempt.state = 'took'),
        (error: unknown) => this.#failed([attempt], error),
      )
      .finally(() => this.#underWay.delete(approval.id));
  }

  /** One decision for several, some of which may have ended; now and then taken back by the other. */
  #batch(person: Person, fresh: readonly Approval[]): void {
    this.counts.batches += 1;
    const decision = pick(this.#random, FOR_MANY);
    const some = fresh.slice(0, 2 + below(this.#random, 6));
    for (const approval of some) {
      this.#met.add(approval.id);
      this.#earlier.push(approval);
    }
    const able = some.filter(({ decisions }) => decisions.some(({ id }) => id === decision));
    const stale = this.#random() < 0.3 && this.#earlier.length > 0 ? [pick(this.#random, this.#earlier)] : [];
    const all = [...new Set([...able, ...stale].map(({ id }) => id))];
    if (all.length === 0) return;
    const attempts = all.map((id) => this.#note(id, person, decision));
    const delayMs = below(this.#random, 600);
    const undoAfter = this.#random() < 0.35 ? below(this.#random, 700) : null;
    const call = person.client.contract.call('batch/decide', { approvalIds: all, decision, delayMs });
    call.then(
      ({ batchId }) => {
        if (undoAfter !== null) setTimeout(() => this.#undo(batchId, attempts), undoAfter);
      },
      (error: unknown) => this.#failed(attempts, error),
    );
  }

  #undo(batchId: string, attempts: readonly Attempt[]): void {
    const person = pick(this.#random, this.#people);
    if (!person.connected) return;
    person.client.contract.call('batch/undo', { batchId }).then(
      () => {
        this.counts.undone += 1;
        for (const attempt of attempts) attempt.state = 'takenBack';
      },
      (error: unknown) => {
        if (!isExpected(error)) this.#problem(`taking a batch back failed: ${String(error)}`);
      },
    );
  }

  #note(id: ApprovalId, { name }: Person, decision: DecisionId): Attempt {
    const attempt: Attempt = { by: name, decision, state: 'unknown' };
    this.attempts.set(id, [...(this.attempts.get(id) ?? []), attempt]);
    return attempt;
  }

  #failed(attempts: readonly Attempt[], error: unknown): void {
    const refused = error instanceof ContractFailure && REFUSED.has(error.code);
    for (const attempt of attempts) attempt.state = refused ? 'refused' : 'unknown';
    if (!isExpected(error)) this.#problem(`deciding failed: ${String(error)}`);
  }

  /** Whether a batch waits to be sent, as far as anybody sees. */
  get batchesWait(): boolean {
    return this.#people.some(({ client }) =>
      client.values(batchesTopic.topic, batchesTopic.batch).some(({ outcome }) => outcome === null),
    );
  }
}

function numberOf({ id }: Approval): string {
  return id.slice(id.indexOf('/') + 1);
}

function isExpected(error: unknown): boolean {
  return error instanceof ContractFailure && (REFUSED.has(error.code) || UNKNOWN.has(error.code));
}

/** What is typed or chosen with a decision. */
function answersTo({ body }: Approval, decision: DecisionId): Pick<Params<'approval/decide'>, 'answers'> {
  if (body.kind !== 'question' || decision !== 'answer') return {};
  const chosen = body.questions.map(
    ({ id, options }) => [id, [options?.[0]?.label ?? 'yes']] as [string, string[]],
  );
  return { answers: Object.fromEntries(chosen) };
}
