import { errorWords } from '#shared/base/words.ts';
import type { Clock } from '#shared/base/clock.ts';
import { readAnswer, type GatewayAnswer, type GatewayRequest } from './gateway-message.ts';
import { isSigned, sign } from './sign.ts';

/** A body and its signature, one way or the other. */
export interface Signed {
  readonly body: string;
  /** Null without a shared secret. */
  readonly signature: string | null;
}

/**
 * A way to a gateway: hands a message over and brings the answer back. Rejects with GatewayFailure, also when the
 * signal aborts; what it started has ended then.
 */
export type GatewayTransport = (message: Signed, signal: AbortSignal) => Promise<Signed>;

/** The gateway could not be asked, or what came back is no answer. The message is for the person. */
export class GatewayFailure extends Error {
  override readonly name = 'GatewayFailure';
}

/** What came of asking. */
export type Said =
  | { readonly type: 'answered'; readonly answer: GatewayAnswer; readonly tookMs: number }
  | { readonly type: 'failed'; readonly why: string; readonly tookMs: number };

export interface AskOptions {
  readonly transport: GatewayTransport;
  readonly secret: string | null;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Gives up before the time is over. */
  readonly signal: AbortSignal;
}

/**
 * Asks once. Never rejects: whatever goes wrong is `failed`, with words for the person. With a secret only an answer
 * that is signed with it counts.
 */
export async function askOnce(request: GatewayRequest, options: AskOptions): Promise<Said> {
  const { transport, secret, timeoutMs, clock, signal } = options;
  const began = clock.now();
  const stop = new AbortController();
  let late = false;
  const timer = clock.setTimeout(() => {
    late = true;
    stop.abort();
  }, timeoutMs);
  const giveUp = (): void => stop.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) stop.abort();
  const failed = (why: string): Said => ({ type: 'failed', why, tookMs: clock.now() - began });
  const tooSlow = `It did not answer within ${timeoutMs / 1000} s`;
  try {
    const body = JSON.stringify(request);
    const signature = secret === null ? null : sign(secret, 'request', body, began);
    const back = await transport({ body, signature }, stop.signal);
    // It came, but after its time: slow is slow.
    if (late) return failed(tooSlow);
    if (secret !== null && !isSigned(secret, 'answer', back.body, back.signature ?? ''))
      return failed(
        back.signature === null
          ? 'Its answer is not signed'
          : 'The signature of its answer is wrong: it does not have the same secret',
      );
    const read = readAnswer(back.body, request);
    if (read.type === 'wrong') return failed(read.why);
    return { type: 'answered', answer: read.answer, tookMs: clock.now() - began };
  } catch (error) {
    if (late) return failed(tooSlow);
    if (error instanceof GatewayFailure) return failed(error.message);
    return failed(`It could not be asked: ${errorWords(error)}`);
  } finally {
    clock.clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
