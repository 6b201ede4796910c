// What Muster and its gateway say to each other, from the gateway's side: signatures, replays, answers. Plain Node.
import { createHmac, timingSafeEqual } from 'node:crypto';

export const PROTOCOL = 'muster.approval/1';

/** A request that was signed longer ago than this, or will be, is refused. */
const WINDOW_SECONDS = 300;

/**
 * `t=<Unix seconds>,v1=<hex>`: the HMAC-SHA256 of `<direction>.<t>.<body>` with the shared secret.
 * @param {string} secret
 * @param {'request' | 'answer'} direction
 * @param {string} body
 */
export function sign(secret, direction, body, t = String(Math.floor(Date.now() / 1000))) {
  return `t=${t},v1=${createHmac('sha256', secret).update(`${direction}.${t}.${body}`).digest('hex')}`;
}

/** Checks requests, and remembers which it has seen: one that somebody kept and sends again is refused. */
export class Requests {
  /** Nonce → Unix seconds until which it is remembered. @type {Map<string, number>} */
  #seen = new Map();
  #secret;

  /** @param {string} secret */
  constructor(secret) {
    this.#secret = secret;
  }

  /**
   * The request of a body. Throws Refused for what Muster did not send, or sent before.
   * @param {string} body
   * @param {string} signature
   */
  read(body, signature) {
    const [, t = '', hex = ''] = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    const expected = sign(this.#secret, 'request', body, t).slice(-64);
    // Compared in constant time: how long it takes tells nothing about the right signature.
    if (hex === '' || !timingSafeEqual(Buffer.from(hex), Buffer.from(expected)))
      throw new Refused(401, 'the signature is wrong');
    const now = Math.floor(Date.now() / 1000);
    if (Math.abs(now - Number(t)) > WINDOW_SECONDS)
      throw new Refused(401, `signed ${now - Number(t)} s ago: too old, or the clocks differ`);
    const request = readRequest(body);
    for (const [nonce, until] of this.#seen) if (until < now) this.#seen.delete(nonce);
    if (this.#seen.has(request.nonce)) throw new Refused(409, 'this was sent before');
    this.#seen.set(request.nonce, now + 2 * WINDOW_SECONDS);
    return request;
  }
}

/**
 * A request without a look at its signature.
 * @param {string} body
 */
export function readRequest(body) {
  const request = JSON.parse(body);
  if (request?.protocol !== PROTOCOL || typeof request.nonce !== 'string')
    throw new Refused(400, `this is not ${PROTOCOL}`);
  return request;
}

/**
 * The body of an answer. It repeats id and nonce, so that it is an answer to this request and to no other.
 * @param {{ id: string, nonce: string }} request
 * @param {{ decision: 'accept' | 'decline' | 'ask', reason?: string, ticket?: string, rulesMayAccept?: boolean }} verdict
 */
export function answerTo(request, verdict) {
  return JSON.stringify({ protocol: PROTOCOL, id: request.id, nonce: request.nonce, ...verdict });
}

/** A request that gets no answer; `status` is HTTP's. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}
