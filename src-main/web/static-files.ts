import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** A file that may be served. */
export interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly size: number;
  /** The name has a hash of the content in it, so it never changes. */
  readonly immutable: boolean;
}

/**
 * The file under `root` that a URL's path names, or undefined: for what is absent, hidden, no plain file, or outside
 * of `root` by any spelling (dots, encoded dots, backslashes, links).
 */
export async function findStatic(root: string, urlPath: string): Promise<StaticFile | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  const segments = (decoded === '/' ? '/index.html' : decoded).split('/').slice(1);
  const unsafe = segments.some((part) => part === '' || part.startsWith('.') || /[\\\0:]/.test(part));
  const type = TYPES[extname(segments.at(-1) ?? '').toLowerCase()];
  if (unsafe || type === undefined) return undefined;
  try {
    const real = await realpath(root);
    const path = await realpath(join(real, ...segments));
    if (!path.startsWith(real + sep)) return undefined;
    const info = await stat(path);
    if (!info.isFile()) return undefined;
    return { path, type, size: info.size, immutable: /^assets\/.*-[\w-]{8}\.\w+$/.test(segments.join('/')) };
  } catch {
    return undefined;
  }
}

/** Sends a file; the headers that every answer has are set by the caller. */
export async function sendStatic(
  response: ServerResponse,
  file: StaticFile,
  bodyless: boolean,
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.size,
    'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
  if (bodyless) {
    response.end();
    return;
  }
  try {
    await pipeline(createReadStream(file.path), response);
  } catch {
    // The browser went away, or the file did: the connection is closed, and there is nobody left to tell.
    response.destroy();
  }
}
