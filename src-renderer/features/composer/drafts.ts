import { useCallback, useEffect } from 'react';
import { create } from 'zustand';
import type { ContractClient } from '#shared/contract/client.ts';
import type { Draft } from '#shared/model/prompt/attached.ts';
import { asFailure, useConnection } from '../../connection/index.ts';

/** How long what the host could not do waits before it is tried again. */
const RETRY_MS = 5000;
/** Pause in typing after which a draft is handed to the host. */
const SAVE_AFTER_MS = 500;

/** Puts another draft in the place of the one there is. */
export type SetDraft = (next: Draft | ((now: Draft) => Draft)) => void;

interface Drafts {
  /** Why the host could not keep a draft, in words; absent while it does. */
  readonly problems: Readonly<Record<string, string>>;
  /** What the person typed, by composer. The only state that is ahead of the host. */
  readonly drafts: Readonly<Record<string, Draft>>;
}

const useDrafts = create<Drafts>(() => ({ drafts: {}, problems: {} }));
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** A copy that survives a reload of this tab within the pause, or while the host is away. */
const COPY = 'muster.draft.';

/** Longer drafts are copied after a pause: copying one takes longer than a key press may. */
const COPY_AT_ONCE = 5000;
const COPY_AFTER_MS = 150;
const copies = new Map<string, ReturnType<typeof setTimeout>>();

function copied(key: string): Draft | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(COPY + key) ?? 'null');
    return isDraft(stored) ? stored : null;
  } catch {
    return null;
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null || !('text' in value)) return false;
  const { text, attached = [] } = value as { text: unknown; attached?: unknown };
  return typeof text === 'string' && Array.isArray(attached);
}

function copy(key: string, draft: Draft | null): void {
  clearTimeout(copies.get(key));
  copies.delete(key);
  try {
    if (draft === null) sessionStorage.removeItem(COPY + key);
    else sessionStorage.setItem(COPY + key, JSON.stringify(draft));
  } catch {
    // Without a session storage the host alone keeps drafts.
  }
}

function copySoon(key: string, draft: Draft): void {
  if (draft.text.length <= COPY_AT_ONCE) copy(key, draft);
  else if (!copies.has(key))
    copies.set(
      key,
      setTimeout(() => copy(key, useDrafts.getState().drafts[key] ?? draft), COPY_AFTER_MS),
    );
}

function put(key: string, draft: Draft): void {
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } }));
}

function setProblem(key: string, problem: string | null): void {
  if ((useDrafts.getState().problems[key] ?? null) === problem) return;
  useDrafts.setState(({ problems: { [key]: _before, ...others } }) => ({
    problems: problem === null ? others : { ...others, [key]: problem },
  }));
}

/** Why the draft of a composer could not be kept by the host; it is tried again until it can. */
export function useDraftProblem(key: string): string | null {
  return useDrafts((state) => state.problems[key] ?? null);
}

/** Changes what a composer holds; the host gets it after a pause. */
export function setDraft(client: ContractClient, key: string, draft: Draft): void {
  put(key, draft);
  copySoon(key, draft);
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => save(client, key), SAVE_AFTER_MS),
  );
}

/** What the composer of a draft holds now, as the host has stored it: it is not handed over again. */
export function putStoredDraft(key: string, draft: Draft): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  put(key, draft);
  copy(key, null);
}

/** What a composer holds now, whether or not it is in view; undefined while it was not read. */
export function draftNow(key: string): Draft | undefined {
  return useDrafts.getState().drafts[key];
}

function save(client: ContractClient, key: string): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  const draft = useDrafts.getState().drafts[key] ?? NOTHING;
  const { text, attached } = draft;
  const params = attached === undefined ? { key, text } : { key, text, attached: [...attached] };
  client.call('draft/set', params).then(
    () => {
      setProblem(key, null);
      if (useDrafts.getState().drafts[key] === draft) copy(key, null);
    },
    (error: unknown) => {
      // While the connection is away that is said already, and the text goes when it is back.
      if (client.state.type === 'connected') setProblem(key, asFailure(error).message);
      // Still in this page, and handed over again with the next key press or when the connection is back.
      timers.set(
        key,
        setTimeout(() => save(client, key), RETRY_MS),
      );
    },
  );
}

/** Hands over at once what was typed a moment ago: the page may go without another word. */
function flush(client: ContractClient): void {
  for (const key of [...timers.keys()]) {
    copy(key, useDrafts.getState().drafts[key] ?? NOTHING);
    save(client, key);
  }
}

/** Saves drafts before the page is hidden, reloaded or closed. Mounted once. */
export function useDraftFlush(): void {
  const { client } = useConnection();
  useEffect(() => {
    const onHide = (): void => flush(client);
    const onVisibility = (): void => {
      if (document.visibilityState === 'hidden') flush(client);
    };
    window.addEventListener('pagehide', onHide);
    window.addEventListener('beforeunload', onHide);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      window.removeEventListener('pagehide', onHide);
      window.removeEventListener('beforeunload', onHide);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [client]);
}

/** Nothing was written. */
export const NOTHING: Draft = { text: '' };

/**
 * What one composer holds: kept while one moves around, saved by the host, and there again after a reload. What sets it
 * is the same function all the time, and may be given what makes the next draft of the one there is.
 */
export function useDraft(key: string): readonly [draft: Draft, set: SetDraft] {
  const { client } = useConnection();
  const draft = useDrafts((state) => state.drafts[key]);
  const known = draft !== undefined;
  useEffect(() => {
    if (known) return undefined;
    const unsaved = copied(key);
    if (unsaved !== null) {
      put(key, unsaved);
      timers.set(
        key,
        setTimeout(() => save(client, key), SAVE_AFTER_MS),
      );
      return undefined;
    }
    let current = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    const load = (): void => {
      client.call('draft/get', { key }).then(
        (stored) => {
          // The person typed before the draft arrived; their text wins.
          if (current && useDrafts.getState().drafts[key] === undefined) put(key, stored);
        },
        () => {
          // The unread draft still exists. Text typed before it was read must not replace it for good.
          if (current) again = setTimeout(load, RETRY_MS);
        },
      );
    };
    load();
    const listening = client.onState((state) => {
      if (state.type === 'connected') load();
    });
    return () => {
      current = false;
      clearTimeout(again);
      listening.dispose();
    };
  }, [client, key, known]);
  const set = useCallback<SetDraft>(
    (next) => setDraft(client, key, typeof next === 'function' ? next(draftNow(key) ?? NOTHING) : next),
    [client, key],
  );
  return [draft ?? NOTHING, set];
}
