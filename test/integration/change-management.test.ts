import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sign } from '../../src-main/host/gateway/sign.ts';
import { buildTest, type GatewayRequest } from '../../src-main/host/gateway/gateway-message.ts';
import { exampleFiles, SECRET, startService, type Running } from '../support/change-management.ts';

let folder: string;
let service: Running;
let nonces = 0;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-change-'));
  service = await startService(folder);
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

function request(script: string, branch: string | null = 'feature'): GatewayRequest {
  const made = buildTest(`n${(nonces += 1)}`, Date.now());
  const { thread, subject } = made;
  return {
    ...made,
    type: 'approval',
    thread: { ...thread, branch },
    subject: { ...subject, script } as typeof subject,
  };
}

async function post(body: string, signature = sign(SECRET, 'request', body, Date.now())) {
  const response = await fetch(service.url, {
    method: 'POST',
    body,
    headers: { 'muster-signature': signature },
  });
  const text = await response.text();
  return { status: response.status, text, answer: () => JSON.parse(text) as Record<string, unknown> };
}

const decide = async (script: string, branch?: string | null) =>
  (await post(JSON.stringify(request(script, branch)))).answer();

describe('the example of a change management', () => {
  it('takes nothing that Muster did not send, or sent before, or long ago', async () => {
    const body = JSON.stringify(request('ls'));
    const long = Date.now() - 301_000;
    expect(await post(body, '')).toMatchObject({ status: 401 });
    expect(await post(body, sign('another secret', 'request', body, Date.now()))).toMatchObject({
      status: 401,
    });
    expect(await post(body, sign(SECRET, 'answer', body, Date.now()))).toMatchObject({ status: 401 });
    expect(await post(`${body} `, sign(SECRET, 'request', body, Date.now()))).toMatchObject({ status: 401 });
    expect(await post(body, sign(SECRET, 'request', body, long))).toMatchObject({ status: 401 });
    expect(await post(body)).toMatchObject({ status: 200 });
    expect(await post(body)).toMatchObject({ status: 409, text: 'this was sent before' });
    expect(await post('{"protocol":"other"}')).toMatchObject({ status: 400 });
    expect((await fetch(service.url)).status).toBe(405);
  });

  it.each([
    ['echo only looking', 'feature', 'accept'],
    ['echo only looking; rm -rf .', 'feature', 'ask'],
    ['echo only looking && true', 'feature', 'ask'],
    ['git push', 'main', 'decline'],
    ['git push', 'feature', 'ask'],
    ['git push', null, 'decline'],
    ['git push origin release/2', 'feature', 'decline'],
    ['git push --force origin +HEAD:refs/heads/master', 'feature', 'decline'],
    ['git push origin HEAD', 'main', 'decline'],
    ['git push --all', 'feature', 'decline'],
    ['cd x && git -C y push origin main', 'feature', 'decline'],
    ['git push origin feature', 'main', 'ask'],
  ])('decides on %s, on %s: %s', async (script, branch, decision) => {
    expect(await decide(script, branch)).toMatchObject({ decision });
  });

  it('gives each change a number of its own, also over its end', async () => {
    const changes = await Promise.all(Array.from({ length: 5 }, () => decide('make release')));
    expect(changes.map(({ ticket }) => String(ticket)).toSorted()).toEqual(
      [1, 2, 3, 4, 5].map((n) => `CHG-000${n}`),
    );
    await service.stop();
    const { records } = exampleFiles(folder);
    writeFileSync(join(records, 'notes.txt'), 'somebody else wrote here');
    service = await startService(folder);
    expect(await decide('make release')).toMatchObject({ ticket: 'CHG-0006' });
  });
});
