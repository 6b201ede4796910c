import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cert, key } from '../../../test/support/certificate.ts';
import { living, treeOf } from '../../../test/support/processes.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { systemClock } from '../base/system-clock.ts';
import { askOnce, GatewayFailure, type GatewayTransport } from './ask.ts';
import { commandGateway } from './command-gateway.ts';
import { buildTest } from './gateway-message.ts';
import { httpGateway } from './http-gateway.ts';
import { sign } from './sign.ts';

describe('a gateway over http', () => {
  it('does not follow where it leads, and hands over body and signature', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
      else
        response
          .writeHead(200, { 'muster-signature': String(request.headers['muster-signature']) })
          .end('ok');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { signal } = new AbortController();
    const message = { body: '{}', signature: 't=1,v1=x' };
    await expect(httpGateway(`${url}/moved`, 'Muster/0')(message, signal)).rejects.toThrow('leads elsewhere');
    expect(asked).toBe(1);
    await expect(httpGateway(url, 'Muster/0')(message, signal)).resolves.toEqual({
      body: 'ok',
      signature: 't=1,v1=x',
    });
    server.closeAllConnections();
    server.close();
    await expect(httpGateway(url, 'Muster/0')(message, signal)).rejects.toThrow('Nothing listens');
  });
});

describe('a gateway over TLS', () => {
  it('is asked only when its certificate is trusted, and is for its name', async () => {
    let asked = 0;
    const server = createTlsServer({ cert, key }, (_request, response) => {
      asked += 1;
      response.end('ok');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { signal } = new AbortController();
    const message = { body: '{}', signature: null };
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const untrusted = httpGateway(`https://127.0.0.1:${port}/`, 'Muster/0')(message, signal);
      await expect(untrusted).rejects.toThrow(/cannot be reached: .*self.signed/);
      const misnamed = httpGateway(`https://127.0.0.2:${port}/`, 'Muster/0', cert)(message, signal);
      await expect(misnamed).rejects.toThrow(GatewayFailure);
      expect(asked).toBe(0);
      const trusted = httpGateway(`https://127.0.0.1:${port}/`, 'Muster/0', cert)(message, signal);
      await expect(trusted).resolves.toEqual({ body: 'ok', signature: null });
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('a gateway that is a command', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'muster-gateway-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program of a test: a script for Node. */
  const program = (source: string): string[] => {
    const path = join(folder, 'gate.mjs');
    writeFileSync(path, source);
    return [process.execPath, path];
  };
  const run = (argv: readonly string[], signal = new AbortController().signal, env = process.env) =>
    commandGateway(argv, env, systemClock)({ body: '{"a":1}', signature: 's' }, signal);

  it('gets the message on stdin, without a shell and without variables of ours', async () => {
    const argv = program(`
      import { readFileSync } from 'node:fs';
      const { body, signature } = JSON.parse(readFileSync(0, 'utf8'));
      const own = Object.keys(process.env).filter((name) => name.startsWith('MUSTER_'));
      console.log(JSON.stringify({ signature, body: JSON.stringify([body, process.argv.slice(2), own, process.cwd()]) }));
    `);
    const env = { ...process.env, MUSTER_SECRET: 'x' };
    const { body, signature } = await run([...argv, '$(id)', 'a b', ';'], undefined, env);
    expect(signature).toBe('s');
    expect(JSON.parse(body)).toEqual([
      '{"a":1}',
      ['$(id)', 'a b', ';'],
      [],
      expect.not.stringContaining(folder),
    ]);
  });

  it.each([
    ['process.exit(3)', 'It ended with 3'],
    [
      'console.error("no such\\npassword=hunter2 in the file"); process.exit(1)',
      'It ended with 1: password=•••',
    ],
    ['throw new RangeError("no such policy")', 'It ended with 1: RangeError: no such policy'],
    ['', 'It wrote no answer'],
    ['console.log("accept")', 'not one line of JSON'],
    ['console.log("{}")', 'no body and signature'],
    [
      'console.log(JSON.stringify({ body: { decision: "accept" }, signature: null }))',
      'no body and signature',
    ],
    ['for (;;) process.stdout.write("x".repeat(65536))', 'more than'],
    ['process.stdin.destroy(); process.kill(process.pid, "SIGKILL")', 'was ended by SIGKILL'],
  ])('fails with words: %s', async (source, words) => {
    await expect(run(program(source))).rejects.toThrow(words);
  });

  it('fails with words when it is not there, or cannot be run', async () => {
    await expect(run(['no-such-program-of-ours'])).rejects.toThrow('There is no program');
    const path = join(folder, 'text');
    writeFileSync(path, 'not a program', { mode: 0o644 });
    await expect(run([path])).rejects.toThrow(/not executable|could not be started/);
  });

  it.skipIf(process.platform !== 'linux')('is killed with its children when its time is over', async () => {
    const argv = program(`
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      child.on('spawn', () => writeFileSync(${JSON.stringify(join(folder, 'pids'))}, process.pid + ' '));
      setInterval(() => {}, 1000);
    `);
    const clock = manualClock();
    const ready = once(watch(folder), 'change');
    const asking = askOnce(buildTest('n', 0), {
      transport: commandGateway(argv, process.env, systemClock),
      secret: null,
      timeoutMs: 10_000,
      clock,
      signal: new AbortController().signal,
    });
    await ready;
    const pids = join(folder, 'pids');
    await expect.poll(() => readPid(pids)).toBeGreaterThan(0);
    const tree = treeOf(readPid(pids));
    expect(tree.length).toBeGreaterThanOrEqual(2);
    clock.advance(10_000);
    expect(await asking).toEqual({ type: 'failed', why: 'It did not answer within 10 s', tookMs: 10_000 });
    await expect.poll(() => living(tree)).toEqual([]);
  });
});

describe('asking once', () => {
  const request = buildTest('n', 0);
  const answer = JSON.stringify({
    protocol: request.protocol,
    id: request.id,
    nonce: 'n',
    decision: 'accept',
  });
  const ask = (transport: GatewayTransport, secret: string | null, clock = manualClock()) =>
    askOnce(request, { transport, secret, timeoutMs: 1000, clock, signal: new AbortController().signal });

  it('counts an answer only when it is signed, where there is a secret', async () => {
    const signed = (direction: 'answer' | 'request', secret: string) => () =>
      Promise.resolve({ body: answer, signature: sign(secret, direction, answer, 0) });
    expect(await ask(signed('answer', 'the secret'), 'the secret')).toMatchObject({ type: 'answered' });
    expect(await ask(signed('answer', 'another'), 'the secret')).toMatchObject({ type: 'failed' });
    expect(await ask(signed('request', 'the secret'), 'the secret')).toMatchObject({ type: 'failed' });
    const unsigned: GatewayTransport = () => Promise.resolve({ body: answer, signature: null });
    expect(await ask(unsigned, 'the secret')).toMatchObject({ why: 'Its answer is not signed' });
    expect(await ask(unsigned, null)).toMatchObject({ type: 'answered' });
    // It answers with the message that it got.
    const echo: GatewayTransport = (message) => Promise.resolve(message);
    expect(await ask(echo, 'the secret')).toMatchObject({ type: 'failed' });
    expect(await ask(echo, null)).toMatchObject({ type: 'failed' });
  });

  it('does not count one that came after its time', async () => {
    const clock = manualClock();
    const slow: GatewayTransport = () => {
      clock.advance(1000);
      return Promise.resolve({ body: answer, signature: null });
    };
    expect(await ask(slow, null, clock)).toMatchObject({ why: 'It did not answer within 1 s' });
    expect(clock.next()).toBeUndefined();
  });

  it('never rejects', async () => {
    expect(await ask(() => Promise.reject(new Error('boom')), null)).toMatchObject({
      why: expect.stringContaining('boom'),
    });
  });
});

function readPid(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}
