import { createServer } from 'node:http';

/** The HTTP face of the charges: `POST /charges`, `GET /charges/:id`, `GET /health`. */
export function createApi(charges) {
  return createServer((request, response) => {
    route(charges, request)
      .then(([status, body]) => send(response, status, body))
      .catch((error) => send(response, 400, { error: error.message }));
  });
}

async function route(charges, request) {
  const { method, url } = request;
  if (method === 'GET' && url === '/health') return [200, { ok: true }];
  if (method === 'POST' && url === '/charges') {
    const charge = await charges.create(await readJson(request));
    return [charge.status === 'succeeded' ? 201 : 402, charge];
  }
  if (method === 'GET' && url.startsWith('/charges/')) {
    const charge = charges.get(url.slice('/charges/'.length));
    return charge === undefined ? [404, { error: 'no such charge' }] : [200, charge];
  }
  return [404, { error: 'no such resource' }];
}

async function readJson(request) {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return JSON.parse(body);
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
