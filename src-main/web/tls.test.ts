import { request } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Seal } from '../host/secrets/seal.ts';
import { Sessions } from './sessions.ts';
import { WebServer } from './server.ts';
import { cert, key } from '../../test/support/certificate.ts';

it('serves over TLS, with a cookie that is sent over TLS only and a policy for wss', async () => {
  const root = await mkdtemp(join(tmpdir(), 'muster-tls-'));
  await writeFile(join(root, 'index.html'), 'page');
  const server = await WebServer.start({
    host: { connect: () => undefined },
    root,
    listen: '127.0.0.1',
    port: 0,
    tls: { cert, key },
    allowHosts: [],
    sessions: new Sessions(join(root, 'sessions.json'), {
      now: Date.now,
      warn: () => undefined,
      seal: Seal.temporary(),
    }),
    instance: { id: 'run' },
    now: Date.now,
  });
  const ask = async (path: string, method: string, body?: string) =>
    new Promise<{ status: number | undefined; cookie: string; policy: string }>((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: server.port, path, method, ca: cert, agent: false },
        (answer) => {
          answer.resume();
          const { headers, statusCode } = answer;
          const policy = String(headers['content-security-policy']);
          resolve({ status: statusCode, cookie: headers['set-cookie']?.[0] ?? '', policy });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  try {
    expect(server.localOrigin).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await ask('/', 'GET')).policy).toContain(`connect-src 'self' wss://127.0.0.1:${server.port};`);
    const token = new URL(server.startLink()).hash.replace('#token=', '');
    const { status, cookie } = await ask('/session', 'POST', JSON.stringify({ token }));
    expect(status).toBe(200);
    expect(cookie).toMatch(/; Secure$/);
  } finally {
    await server.close();
    await rm(root, { recursive: true });
  }
});
