import { randomUUID } from 'node:crypto';

/** A card gateway that accepts everything below its limit; remembers each call it got. */
export class SandboxGateway {
  calls = [];

  constructor({ limit = 1_000_000 } = {}) {
    this.limit = limit;
  }

  async charge({ amount, currency, source }) {
    this.calls.push({ amount, currency, source });
    if (amount > this.limit) return { ok: false, reason: 'limit_exceeded' };
    return { ok: true, reference: `gw_${randomUUID()}` };
  }
}
