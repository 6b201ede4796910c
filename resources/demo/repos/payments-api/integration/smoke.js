import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Charges } from '../src/charges.js';
import { SandboxGateway } from '../src/gateway.js';
import { createApi } from '../src/server.js';

const server = createApi(new Charges(new SandboxGateway()));
let base = '';

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

test('the server is healthy', async () => {
  const response = await fetch(`${base}/health`);
  assert.deepEqual(await response.json(), { ok: true });
});

test('a charge can be made and read', async () => {
  const created = await fetch(`${base}/charges`, {
    method: 'POST',
    body: JSON.stringify({ amount: 1299, currency: 'EUR', source: 'card_1' }),
  });
  assert.equal(created.status, 201);
  const { id } = await created.json();
  const read = await fetch(`${base}/charges/${id}`);
  assert.equal((await read.json()).amount, 1299);
});
