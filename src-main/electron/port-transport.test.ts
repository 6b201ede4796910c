import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { ClientFrame } from '#shared/contract/frames.ts';
import { portTransport, type PortLike } from './port-transport.ts';

/** Node's port in the shape of Electron's. */
function asElectronPort(port: MessagePort): PortLike {
  return {
    postMessage: (message) => port.postMessage(message),
    on: (event: string, listener: (value: never) => void) =>
      event === 'message'
        ? port.on('message', (data) => (listener as (event: { data: unknown }) => void)({ data }))
        : port.on('close', listener as () => void),
    start: () => port.start(),
    close: () => port.close(),
  };
}

describe('portTransport', () => {
  it('keeps early frames for the listener and tells what is no frame', async () => {
    const { port1, port2 } = new MessageChannel();
    const transport = portTransport(asElectronPort(port1));
    port2.postMessage({ t: 'ack', seq: 1 });
    port2.postMessage('text');
    port2.postMessage({ t: 'ack', seq: 2 });
    const frames = await new Promise((resolve) => {
      const got: (ClientFrame | undefined)[] = [];
      transport.onFrame((frame) => got.push(frame) === 3 && resolve(got));
    });
    expect(frames).toEqual([{ t: 'ack', seq: 1 }, undefined, { t: 'ack', seq: 2 }]);
    transport.close('test ends');
  });

  it('sends frames as objects, and nothing after the end', async () => {
    const { port1, port2 } = new MessageChannel();
    const transport = portTransport(asElectronPort(port1));
    const received = new Promise((resolve) => port2.once('message', resolve));
    transport.send({ t: 'welcome', version: 1, host: 'h' });
    expect(await received).toEqual({ t: 'welcome', version: 1, host: 'h' });
    const gone = new Promise((resolve) => port2.once('close', () => resolve('closed')));
    transport.close('test ends');
    transport.send({ t: 'welcome', version: 1, host: 'h' });
    expect(await gone).toBe('closed');
  });

  it('tells of the end exactly once', async () => {
    const { port1, port2 } = new MessageChannel();
    const transport = portTransport(asElectronPort(port1));
    const reasons: string[] = [];
    const ended = new Promise<void>((resolve) => {
      transport.onClose((reason) => {
        reasons.push(reason);
        resolve();
      });
    });
    port2.close();
    await ended;
    transport.close('again');
    transport.onClose((reason) => reasons.push(`late: ${reason}`));
    expect(reasons).toEqual(['the window closed', 'late: the window closed']);
  });
});
