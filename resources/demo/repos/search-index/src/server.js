import { createServer } from 'node:http';

/** `GET /search?q=…` over an index. */
export function createSearchServer(index) {
  return createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const query = url.searchParams.get('q') ?? '';
    const found = url.pathname === '/search' && query.trim() !== '';
    response.writeHead(found ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ? { results: index.search(query) } : { error: 'say what to search' }));
  });
}
