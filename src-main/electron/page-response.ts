import { readFile } from 'node:fs/promises';
import { contentSecurityPolicy, COMMON_HEADERS } from '../web/policy.ts';
import { findStatic } from '../web/static-files.ts';

/** The origin of the page in the desktop shell; no other program can serve it. */
export const PAGE_ORIGIN = 'app://muster';

/** Whether an address is our own page: anything else that speaks to us is refused. */
export function isPage(url: string | undefined): boolean {
  return url === PAGE_ORIGIN || (url?.startsWith(`${PAGE_ORIGIN}/`) ?? false);
}

/** Answers a request for a file of the built page at `root`, under the same policy as the browser host does. */
export async function pageResponse(
  root: string,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  const file =
    url?.host === 'muster' && request.method === 'GET' ? await findStatic(root, url.pathname) : undefined;
  if (file === undefined)
    return new Response('Nothing here', { status: 404, headers: { ...COMMON_HEADERS } });
  return new Response(await readFile(file.path), {
    headers: {
      ...COMMON_HEADERS,
      'Content-Type': file.type,
      'Content-Security-Policy': contentSecurityPolicy(),
    },
  });
}
