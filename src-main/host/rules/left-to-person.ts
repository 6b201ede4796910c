import type { ApprovalId } from '#shared/model/ids.ts';

/**
 * Which requests that waited when a rule was made the person kept: that rule does not decide them, whatever makes the
 * rules look at them again. A request waits no longer than its app-server lives, so this is kept in memory alone.
 */
export class LeftToPerson {
  readonly #rules = new Map<ApprovalId, Set<string>>();

  /** A request stays for the person, as far as this rule goes. */
  leave(id: ApprovalId, ruleId: string): void {
    const rules = this.#rules.get(id);
    if (rules === undefined) this.#rules.set(id, new Set([ruleId]));
    else rules.add(ruleId);
  }

  /** The person gave a request to the rules, and so to every one: together they may be needed to cover it. */
  give(id: ApprovalId): void {
    this.#rules.delete(id);
  }

  has(id: ApprovalId, ruleId: string): boolean {
    return this.#rules.get(id)?.has(ruleId) === true;
  }

  /** Forgets those that wait no more. */
  keepOnly(waiting: ReadonlySet<ApprovalId>): void {
    for (const id of this.#rules.keys()) if (!waiting.has(id)) this.#rules.delete(id);
  }
}
