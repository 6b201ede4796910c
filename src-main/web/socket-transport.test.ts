import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { PING_EVERY_MS, socketTransport } from './socket-transport.ts';

/** What the transport uses of a socket; server.test.ts has the real ones. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  pings = 0;
  terminated = false;
  ping(): void {
    this.pings += 1;
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 2;
  }
  terminate(): void {
    this.terminated = true;
  }
}

let socket: FakeSocket;
let reasons: string[];
beforeEach(() => {
  vi.useFakeTimers();
  socket = new FakeSocket();
  reasons = [];
});
afterEach(() => vi.useRealTimers());

function make() {
  const transport = socketTransport(socket as unknown as WebSocket);
  transport.onClose((reason) => reasons.push(reason));
  return transport;
}

it('cuts off a peer that stops answering pings, and no other', () => {
  make();
  vi.advanceTimersByTime(PING_EVERY_MS);
  socket.emit('pong');
  vi.advanceTimersByTime(PING_EVERY_MS);
  expect([socket.pings, reasons]).toEqual([2, []]);
  vi.advanceTimersByTime(PING_EVERY_MS);
  expect([socket.terminated, reasons]).toEqual([true, ['no answer to a ping']]);
  vi.advanceTimersByTime(PING_EVERY_MS * 3);
  expect(socket.pings).toBe(2);
});

it('cuts off a peer that does not read, instead of keeping what it should have read', () => {
  const transport = make();
  transport.send({ t: 'welcome', version: 1, host: 'h' });
  socket.bufferedAmount = 65 * 1024 * 1024;
  transport.send({ t: 'welcome', version: 1, host: 'h' });
  expect([socket.sent.length, socket.terminated, reasons]).toEqual([1, true, ['the client does not read']]);
});

it('names the error that came before the close', () => {
  make();
  socket.emit('error', new Error('connection reset'));
  socket.emit('close', 1006, Buffer.alloc(0));
  expect(reasons).toEqual(['connection reset']);
});

it('closes with a reason that fits into a close frame', () => {
  const close = vi.spyOn(socket, 'close');
  make().close('é'.repeat(200));
  const [, reason] = close.mock.calls[0] as unknown as [number, string];
  expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
  expect(reason).toMatch(/^é+$/);
});
