import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDevServer } from '../src/serve.js';

const server = createDevServer();
let base = '';

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

test('the page and everything that it links to is there', async () => {
  const html = await (await fetch(base)).text();
  const links = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1]);
  assert.ok(links.length >= 2);
  for (const link of links) assert.equal((await fetch(base + link)).status, 200, link);
});

test('nothing outside the served folders is given away', async () => {
  assert.equal((await fetch(`${base}/package.json`)).status, 404);
  assert.equal((await fetch(`${base}/src/..%2fpackage.json`)).status, 404);
});
