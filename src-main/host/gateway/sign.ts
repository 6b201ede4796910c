import { createHmac, timingSafeEqual } from 'node:crypto';

/** Which way a message goes; a signature of one way says nothing on the other. */
export type Direction = 'request' | 'answer';

/**
 * The signature of a body: `t=<Unix seconds>,v1=<hex>`, where the second is the HMAC-SHA256 of
 * `<direction>.<t>.<body>` with the shared secret, both as UTF-8.
 */
export function sign(secret: string, direction: Direction, body: string, nowMs: number): string {
  const t = String(Math.floor(nowMs / 1000));
  return `t=${t},v1=${mac(secret, direction, t, body).toString('hex')}`;
}

/**
 * Whether a signature is of this body and this secret. When it was made does not matter here: that an answer is to this
 * very request is what its nonce says, and clocks differ.
 */
export function isSigned(secret: string, direction: Direction, body: string, signature: string): boolean {
  const [, t, hex] = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/i.exec(signature) ?? [];
  if (t === undefined || hex === undefined) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), mac(secret, direction, t, body));
}

function mac(secret: string, direction: Direction, t: string, body: string): Buffer {
  return createHmac('sha256', secret).update(`${direction}.${t}.${body}`, 'utf8').digest();
}
