import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Charges } from '../src/charges.js';
import { SandboxGateway } from '../src/gateway.js';

test('a charge reaches the gateway once and can be read back', async () => {
  const gateway = new SandboxGateway();
  const charges = new Charges(gateway);
  const charge = await charges.create({ amount: 2500, currency: 'EUR', source: 'card_1' });
  assert.equal(charge.status, 'succeeded');
  assert.equal(gateway.calls.length, 1);
  assert.equal(charges.get(charge.id), charge);
});

test('a charge above the limit is declined, with the reason', async () => {
  const charges = new Charges(new SandboxGateway({ limit: 1000 }));
  const charge = await charges.create({ amount: 1001, currency: 'EUR', source: 'card_1' });
  assert.equal(charge.status, 'declined');
  assert.equal(charge.reason, 'limit_exceeded');
});
