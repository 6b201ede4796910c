#!/usr/bin/env node
// A small change management that Muster asks over HTTP. See README.md.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPolicy } from './policy.mjs';
import { Refused, Requests, sign } from './protocol.mjs';
import { verdictOn } from './verdict.mjs';

const { values } = parseArgs({
  options: {
    'secret-file': { type: 'string' },
    port: { type: 'string', default: '8790' },
    policy: { type: 'string', default: join(import.meta.dirname, 'policy.json') },
    records: { type: 'string', default: 'changes' },
  },
});
if (values['secret-file'] === undefined) {
  console.error('Usage: node service.mjs --secret-file FILE [--port N] [--policy FILE] [--records FOLDER]');
  process.exit(2);
}

/** Bytes of a request; Muster's are below 2 MiB. */
const LONGEST = 4 * 1024 * 1024;

const secret = readFileSync(values['secret-file'], 'utf8').trim();
const requests = new Requests(secret);
const options = { policy: readPolicy(values.policy), records: values.records };

const server = createServer((incoming, response) => {
  answer(incoming).then(
    (body) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'muster-signature': sign(secret, 'answer', body),
      });
      response.end(body);
    },
    (error) => {
      response.writeHead(error instanceof Refused ? error.status : 500, { 'content-type': 'text/plain' });
      response.end(error instanceof Refused ? error.message : 'an error of ours');
      if (!(error instanceof Refused)) console.error(error);
    },
  );
});

/** @param {import('node:http').IncomingMessage} incoming */
async function answer(incoming) {
  if (incoming.method !== 'POST') throw new Refused(405, 'POST a request of Muster');
  const chunks = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > LONGEST) throw new Refused(413, 'too long');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return verdictOn(requests.read(body, String(incoming.headers['muster-signature'] ?? '')), options);
}

// This machine alone: put a server that speaks TLS in front of it for any other.
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`Change management at http://127.0.0.1:${port}/`);
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
