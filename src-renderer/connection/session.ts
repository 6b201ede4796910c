import { errorWords } from '#shared/base/words.ts';

/** Whether this browser may talk to the host, and if not, why. */
export type Session =
  | { readonly type: 'open' }
  /** There is none; or a link or code was refused, or too many were just now. */
  | { readonly type: 'refused'; readonly why: 'noSession' | 'badLink' | 'tooManyAttempts' }
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

/** What this origin keeps of a session: the half that no other port of this machine is sent, and its public name. */
export interface SessionKey {
  readonly id: string;
  readonly key: string;
}

const KEPT_AS = 'muster.session';

/** What was kept when this browser was let in; null when it was not, or keeps nothing. */
export function sessionKey(): SessionKey | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null');
    return isSessionKey(kept) ? kept : null;
  } catch {
    return null;
  }
}

function isSessionKey(value: unknown): value is SessionKey {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'key' in value &&
    typeof value.key === 'string'
  );
}

/**
 * Turns the link's token into a session of this browser. The token leaves the address bar before anything else,
 * so that it is neither kept in the history nor sent on by copying the address.
 */
export async function openSession(): Promise<Session> {
  const token = tokenOf(location.hash);
  if (token === null) return (await hasSession()) ? { type: 'open' } : { type: 'refused', why: 'noSession' };
  history.replaceState(null, '', location.pathname + location.search);
  return exchange(token);
}

/** The same with what a person typed: a code, or a whole link. */
export function enterTyped(typed: string): Promise<Session> {
  const text = typed.trim();
  const hash = text.indexOf('#token=');
  return exchange(hash === -1 ? text : (tokenOf(text.slice(hash)) ?? text));
}

async function exchange(token: string): Promise<Session> {
  try {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      credentials: 'same-origin',
    });
    if (answer.ok) {
      const given: unknown = await answer.json();
      if (isSessionKey(given)) keep(given);
      return { type: 'open' };
    }
    // A used link in a browser that has a session already is no reason to shut the person out.
    if (await hasSession()) return { type: 'open' };
    return { type: 'refused', why: answer.status === 429 ? 'tooManyAttempts' : 'badLink' };
  } catch (error) {
    return { type: 'unreachable', reason: errorWords(error) };
  }
}

function keep({ id, key }: SessionKey): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify({ id, key }));
  } catch {
    // A browser that keeps nothing needs a new link with each load.
  }
}

/** Asks whether this browser's session holds. An answer that is neither yes nor no counts as yes: the socket will tell. */
export async function hasSession(): Promise<boolean> {
  const kept = sessionKey();
  if (kept === null) return false;
  try {
    const answer = await fetch('/session', {
      headers: { 'muster-key': kept.key },
      credentials: 'same-origin',
      cache: 'no-store',
    });
    return answer.status !== 401 && answer.status !== 403;
  } catch {
    return true;
  }
}
