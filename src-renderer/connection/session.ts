/** Whether this browser may talk to the host, and if not, why. */
export type Session =
  | { readonly type: 'open' }
  | { readonly type: 'refused' }
  | { readonly type: 'unreachable'; readonly reason: string };

/** The token in a page's fragment, or null. Other parts of the fragment are the page's own route. */
export function tokenOf(hash: string): string | null {
  const match = /^#token=([^&]+)/.exec(hash);
  if (match === null) return null;
  try {
    return decodeURIComponent(match[1] ?? '');
  } catch {
    return match[1] ?? null;
  }
}

/**
 * Turns the link's token into a session of this browser. The token leaves the address bar before anything else,
 * so that it is neither kept in the history nor sent on by copying the address.
 */
export async function openSession(): Promise<Session> {
  const token = tokenOf(location.hash);
  if (token === null) return { type: 'open' };
  history.replaceState(null, '', location.pathname + location.search);
  try {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      credentials: 'same-origin',
    });
    if (answer.ok) return { type: 'open' };
    // A used link in a browser that has a session already is no reason to shut the person out.
    return (await hasSession()) ? { type: 'open' } : { type: 'refused' };
  } catch (error) {
    return { type: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Asks whether this browser's session holds. An answer that is neither yes nor no counts as yes: the socket will tell. */
export async function hasSession(): Promise<boolean> {
  try {
    const answer = await fetch('/session', { credentials: 'same-origin', cache: 'no-store' });
    return answer.status !== 401 && answer.status !== 403;
  } catch {
    return true;
  }
}
