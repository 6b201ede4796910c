#!/usr/bin/env node
// The same change management as a command: one line of JSON on stdin, one on stdout. See README.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPolicy } from './policy.mjs';
import { readRequest, Requests, sign } from './protocol.mjs';
import { verdictOn } from './verdict.mjs';

const { values } = parseArgs({
  options: {
    'secret-file': { type: 'string' },
    policy: { type: 'string', default: join(import.meta.dirname, 'policy.json') },
    records: { type: 'string', default: 'changes' },
  },
});

const { body, signature } = JSON.parse(readFileSync(0, 'utf8'));
const secretFile = values['secret-file'];
const secret = secretFile === undefined ? null : readFileSync(secretFile, 'utf8').trim();
// Without a shared secret it relies on being started by Muster alone. A signature is checked wherever there is one.
const request = secret === null ? readRequest(body) : new Requests(secret).read(body, signature ?? '');
const answer = verdictOn(request, { policy: readPolicy(values.policy), records: values.records });
console.log(
  JSON.stringify({ signature: secret === null ? null : sign(secret, 'answer', answer), body: answer }),
);
