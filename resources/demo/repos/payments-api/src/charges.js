import { randomUUID } from 'node:crypto';
import { assertAmount } from './money.js';

export class Charges {
  #byId = new Map();

  constructor(gateway) {
    this.gateway = gateway;
  }

  /** Charges a source. Resolves with the charge, also when the gateway refuses it (`status: 'declined'`). */
  async create({ amount, currency, source, lines = [] }) {
    assertAmount(amount);
    const answer = await this.gateway.charge({ amount, currency, source });
    const charge = {
      id: `ch_${randomUUID()}`,
      amount,
      currency,
      lines,
      status: answer.ok ? 'succeeded' : 'declined',
      reference: answer.reference ?? null,
      reason: answer.reason ?? null,
    };
    this.#byId.set(charge.id, charge);
    return charge;
  }

  get(id) {
    return this.#byId.get(id);
  }

  all() {
    return [...this.#byId.values()];
  }
}
