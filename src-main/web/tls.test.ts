import { request } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Sessions } from './sessions.ts';
import { WebServer } from './server.ts';

// Made for this test, for 127.0.0.1, used nowhere else.
const cert = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUFoGOUNljSCLFPaxlYFnA1o3rACAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTEwNTkwNFoYDzIxMjYxMDI4
MTA1OTA0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASTujWyvYeNeqkbXej7nmD1RGtIc9DMdabr0T0YATBSMqg69rjFJvKS
cpQTj5QvgFELEdks1SQjkPJHEi0v+B8Jo28wbTAdBgNVHQ4EFgQU/QST5+YfE386
OTNXLeGEGVM9oS8wHwYDVR0jBBgwFoAU/QST5+YfE386OTNXLeGEGVM9oS8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSAAwRQIgeyspVYWQeGK9sIGJQvykjRpEu8KABBu3Bq24IAZkRKgCIQDB
rcNm10v4OsEzQIV78P7tMqwxh5B+nJksgksjSr7F+A==
-----END CERTIFICATE-----
`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4dPd4+U708X0O1o0
8+Gj/WdQH1ZFQO4d7zI/Y1X2MyShRANCAASTujWyvYeNeqkbXej7nmD1RGtIc9DM
dabr0T0YATBSMqg69rjFJvKScpQTj5QvgFELEdks1SQjkPJHEi0v+B8J
-----END PRIVATE KEY-----
`;

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
    sessions: new Sessions(join(root, 'sessions.json'), { now: Date.now, warn: () => undefined }),
    instance: { id: 'run', secret: 'secret' },
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
    expect(status).toBe(204);
    expect(cookie).toMatch(/; Secure$/);
  } finally {
    await server.close();
    await rm(root, { recursive: true });
  }
});
