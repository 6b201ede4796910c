/**
 * One reply on its way to one app-server: owns the HTTP response, its only timer and its place in a hold.
 * Everything that waits is released when the peer goes away; nothing is written after that.
 */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Pace } from './pace.ts';
import { callId } from './position.ts';
import type { Part, Reply } from './script.ts';
import { isCall } from './script.ts';
import * as events from './sse.ts';

/** What a stream needs of the model that it belongs to. */
export interface StreamHost {
  pace(): Pace;
  /** Registers a hold; the returned function takes it back. `release` ends the wait. */
  enterHold(name: string, release: () => void): () => void;
  countDeltas(deltas: number, bytes: number): void;
}

/** Thrown inside a stream whose peer went away; never leaves this file. */
class PeerGone extends Error {}

/** The most deltas that go out in one write, so that many streams share the event loop fairly. */
const BATCH = 128;
const FILLER =
  'The quick brown fox jumps over the lazy dog while the build runs and the tests report their results. ';

/**
 * Plays a reply to its end. Resolves with `completed`, `failed` (the script said so) or `gone` (the peer closed
 * the stream first); rejects only on a programming error.
 */
export async function playReply(
  response: ServerResponse,
  host: StreamHost,
  reply: Reply,
  step: number,
  requestChars: number,
): Promise<'completed' | 'failed' | 'gone'> {
  const stream = new ReplyStream(response, host);
  try {
    return await stream.play(reply, step, requestChars);
  } catch (error) {
    if (error instanceof PeerGone) return 'gone';
    throw error;
  } finally {
    stream.dispose();
  }
}

class ReplyStream {
  readonly #response: ServerResponse;
  readonly #host: StreamHost;
  #gone: boolean;
  /** Ends whatever the stream waits for: a timer, a drain, a hold. */
  #wake: (() => void) | undefined;
  #written = 0;
  readonly #onClose = (): void => {
    this.#gone = true;
    this.#wake?.();
  };

  constructor(response: ServerResponse, host: StreamHost) {
    this.#response = response;
    this.#host = host;
    this.#gone = response.destroyed;
    response.on('close', this.#onClose);
    response.on('error', this.#onClose);
  }

  async play(reply: Reply, step: number, requestChars: number): Promise<'completed' | 'failed'> {
    const first = reply.parts[0];
    await this.#sleep(this.#host.pace().replyMs);
    if (first?.kind === 'httpError') {
      sendHttpError(this.#response, first.status, first.message);
      return 'failed';
    }
    const responseId = `resp_${randomUUID()}`;
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
    });
    await this.#write(events.createdEvent(responseId));
    const phase = reply.parts.some(isCall) ? 'commentary' : 'final_answer';
    let outputIndex = 0;
    let callIndex = 0;
    let reasoningChars = 0;
    for (const part of reply.parts) {
      switch (part.kind) {
        case 'say':
          await this.#streamText(events.messageItem(outputIndex++, phase), part.text);
          break;
        case 'flood':
          await this.#streamFlood(events.messageItem(outputIndex++, phase), part);
          break;
        case 'think':
          reasoningChars += part.text.length;
          await this.#streamText(events.reasoningItem(outputIndex++), part.text);
          break;
        case 'call': {
          const id = callId(step, callIndex++, randomUUID().slice(0, 8));
          await this.#write(events.functionCallItem(outputIndex++, id, part.tool, part.args, part.namespace));
          break;
        }
        case 'patch': {
          const id = callId(step, callIndex++, randomUUID().slice(0, 8));
          await this.#write(events.customCallItem(outputIndex++, id, 'apply_patch', part.patch));
          break;
        }
        case 'pause':
          await this.#sleep(part.ms * this.#host.pace().pauseScale);
          break;
        case 'hold':
          await this.#hold(part.name);
          break;
        case 'fail':
          await this.#write(events.failedEvent(responseId, part.code, part.message));
          this.#response.end();
          return 'failed';
        case 'drop':
          this.#response.destroy();
          return 'failed';
        case 'httpError':
          throw new Error('httpError must be the first part of its reply');
      }
    }
    const usage = reply.usage ?? {};
    const input = usage.inputTokens ?? estimateTokens(requestChars);
    const reasoning = usage.reasoningTokens ?? estimateTokens(reasoningChars);
    await this.#write(
      events.completedEvent(responseId, {
        input,
        cached: usage.cachedInputTokens ?? Math.floor((input * 0.8) / 128) * 128,
        output: usage.outputTokens ?? estimateTokens(this.#written),
        reasoning,
      }),
    );
    this.#response.end();
    return 'completed';
  }

  dispose(): void {
    this.#response.off('close', this.#onClose);
    this.#wake = undefined;
  }

  async #streamText(item: events.TextItem, text: string): Promise<void> {
    await this.#write(item.open);
    let at = 0;
    await this.#paced(
      () => at < text.length,
      () => {
        const end = cut(text, at + this.#host.pace().deltaChars);
        const delta = text.slice(at, end);
        at = end;
        return item.delta(delta);
      },
    );
    this.#written += text.length;
    await this.#write(item.close(text));
  }

  async #streamFlood(item: events.TextItem, part: Part & { kind: 'flood' }): Promise<void> {
    await this.#write(item.open);
    const piece = FILLER.repeat(Math.ceil(part.chars / FILLER.length)).slice(0, part.chars);
    const event = item.delta(piece);
    let left = part.deltas;
    await this.#paced(
      () => left > 0,
      () => {
        left--;
        return event;
      },
    );
    this.#written += part.deltas * part.chars;
    await this.#write(item.close(piece.repeat(part.deltas)));
  }

  /** Writes deltas at the pace of the moment; what a late timer missed goes out in one write. */
  async #paced(more: () => boolean, next: () => string): Promise<void> {
    let last = performance.now();
    while (more()) {
      const { deltaMs } = this.#host.pace();
      let due = BATCH;
      if (deltaMs > 0) {
        await this.#sleep(Math.max(0, last + deltaMs - performance.now()));
        due = Math.min(BATCH, Math.max(1, Math.floor((performance.now() - last) / deltaMs)));
        last = due === BATCH ? performance.now() : last + due * deltaMs;
      }
      let batch = '';
      let deltas = 0;
      for (; deltas < due && more(); deltas++) batch += next();
      this.#host.countDeltas(deltas, batch.length);
      await this.#write(batch);
      if (deltaMs <= 0 && more()) await this.#waitFor((done) => void setImmediate(done));
    }
  }

  async #write(text: string): Promise<void> {
    if (this.#gone) throw new PeerGone();
    if (this.#response.write(text)) return;
    await this.#waitFor((done) => {
      this.#response.once('drain', done);
      return () => this.#response.off('drain', done);
    });
  }

  async #sleep(ms: number): Promise<void> {
    if (ms <= 0) {
      if (this.#gone) throw new PeerGone();
      return;
    }
    await this.#waitFor((done) => {
      const timer = setTimeout(done, ms);
      return () => clearTimeout(timer);
    });
  }

  async #hold(name: string): Promise<void> {
    await this.#waitFor((done) => this.#host.enterHold(name, done));
  }

  /** Waits for `start`'s callback or for the peer to go, whichever is first; throws in the second case. */
  async #waitFor(start: (done: () => void) => (() => void) | void): Promise<void> {
    if (this.#gone) throw new PeerGone();
    const stop: { now: (() => void) | void } = { now: undefined };
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      stop.now = start(resolve);
    });
    stop.now?.();
    this.#wake = undefined;
    if (this.#gone) throw new PeerGone();
  }
}

/** An error in the shape of the Responses API. Does nothing when the headers are out already. */
export function sendHttpError(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'scripted_error', code: null } }));
}

/** The end of a piece of text at or after `end` that does not part a surrogate pair. */
function cut(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff ? end + 1 : end;
}

function estimateTokens(chars: number): number {
  return Math.ceil(chars / 4);
}
