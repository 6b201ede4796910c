import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const root = fileURLToPath(new URL('..', import.meta.url));

/** Serves `public` and `src` for development. */
export function createDevServer() {
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const path = normalize(pathname === '/' ? '/public/index.html' : pathname);
    try {
      if (!/^\/(public|src)\//.test(path)) throw new Error('outside');
      const body = await readFile(join(root, path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
      response.end(body);
    } catch {
      response.writeHead(404).end('not found');
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  createDevServer().listen(5173, () => console.log('http://localhost:5173'));
}
