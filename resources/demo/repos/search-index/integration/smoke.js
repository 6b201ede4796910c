import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SearchIndex } from '../src/index.js';
import { createSearchServer } from '../src/server.js';

const index = new SearchIndex();
index.add('p1', 'walnut writing desk');
index.add('p2', 'brass desk lamp');
index.add('p3', 'linen armchair');
const server = createSearchServer(index);
let base = '';

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

test('a query answers with the best match first', async () => {
  const { results } = await (await fetch(`${base}/search?q=writing%20desk`)).json();
  assert.equal(results[0].id, 'p1');
});

test('an empty query is refused', async () => {
  assert.equal((await fetch(`${base}/search?q=`)).status, 400);
});
