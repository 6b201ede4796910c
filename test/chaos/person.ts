import { ContractFailure } from '#shared/contract/errors.ts';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import type { TestClient } from '../support/test-client.ts';
import { pick, type Random } from './random.ts';

/** Refusals that a person meets when something died or somebody was faster; anything else is a fault. */
const EXPECTED = new Set([
  'alreadyDecided',
  'unavailable',
  'outcomeUnknown',
  'notFound',
  'refused',
  'timeout',
]);
const DECISIONS: readonly DecisionId[] = [
  'accept',
  'accept',
  'accept',
  'acceptForSession',
  'decline',
  'decline',
  'cancel',
];
const LOOKS_EVERY_MS = 40;

/** Whether a call failed in a way that a fault explains. */
export function isExpected(error: unknown): boolean {
  return error instanceof ContractFailure && EXPECTED.has(error.code);
}

/** Answers what the inbox asks: some of it while the fleet works, all of it once told to. */
export class Person {
  readonly #client: TestClient;
  readonly #random: Random;
  readonly #problem: (text: string) => void;
  readonly #left = new Set<string>();
  readonly #underWay = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  /** Answers everything; otherwise about two of three. */
  thorough = false;
  decided = 0;

  constructor(client: TestClient, random: Random, problem: (text: string) => void) {
    this.#client = client;
    this.#random = random;
    this.#problem = problem;
    this.#timer = setInterval(() => this.#look(), LOOKS_EVERY_MS);
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#client.contract.state.type !== 'connected') return;
    for (const approval of this.#client.pending()) {
      if (this.#underWay.has(approval.id)) continue;
      if (!this.thorough) {
        if (this.#left.has(approval.id)) continue;
        this.#left.add(approval.id);
        if (this.#random() < 0.35) continue;
      }
      void this.#decide(approval);
    }
  }

  async #decide(approval: Approval): Promise<void> {
    const wanted = pick(this.#random, DECISIONS);
    const decision = approval.decisions.some(({ id }) => id === wanted) ? wanted : 'decline';
    this.#underWay.add(approval.id);
    try {
      await this.#client.contract.call('approval/decide', { approvalId: approval.id, decision });
      this.decided += 1;
    } catch (error) {
      if (!isExpected(error)) this.#problem(`deciding an approval failed: ${String(error)}`);
    } finally {
      this.#underWay.delete(approval.id);
    }
  }
}
