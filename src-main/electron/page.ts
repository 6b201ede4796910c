import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { contentSecurityPolicy, COMMON_HEADERS } from '../web/policy.ts';
import { findStatic } from '../web/static-files.ts';

/** The origin of the page in the desktop shell; no other program can serve it. */
export const PAGE_ORIGIN = 'app://muster';

/** Makes app:// a place like https://, with an origin and storage of its own. Must come before Electron is ready. */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }]);
}

/** Serves the built page under the same policy as the browser host does. */
export function servePage(root: string): void {
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === 'muster' && request.method === 'GET' ? await findStatic(root, pathname) : undefined;
    if (file === undefined) return new Response('Nothing here', { status: 404 });
    return new Response(await readFile(file.path), {
      headers: {
        ...COMMON_HEADERS,
        'Content-Type': file.type,
        'Content-Security-Policy': contentSecurityPolicy(),
      },
    });
  });
}

/** Whether a frame shows our own page: anything else that speaks to us is refused. */
export function isPage(url: string | undefined): boolean {
  return url === PAGE_ORIGIN || (url?.startsWith(`${PAGE_ORIGIN}/`) ?? false);
}
