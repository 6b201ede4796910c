import { useEffect } from 'react';
import { create } from 'zustand';
import type { ContractClient } from '#shared/contract/client.ts';
import { asFailure, useConnection } from '../../connection/index.ts';

/** How long what the host could not do waits before it is tried again. */
const RETRY_MS = 5000;
/** Pause in typing after which a draft is handed to the host. */
const SAVE_AFTER_MS = 500;

interface Drafts {
  /** Why the host could not keep a draft, in words; absent while it does. */
  readonly problems: Readonly<Record<string, string>>;
  /** What the person typed, by composer. The only state that is ahead of the host. */
  readonly texts: Readonly<Record<string, string>>;
}

const useDrafts = create<Drafts>(() => ({ texts: {}, problems: {} }));
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** A copy that survives a reload of this tab within the pause, or while the host is away. */
const COPY = 'muster.draft.';

function copied(key: string): string | null {
  try {
    return sessionStorage.getItem(COPY + key);
  } catch {
    return null;
  }
}

function copy(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(COPY + key);
    else sessionStorage.setItem(COPY + key, text);
  } catch {
    // Without a session storage the host alone keeps drafts.
  }
}

function setText(key: string, text: string): void {
  useDrafts.setState(({ texts }) => ({ texts: { ...texts, [key]: text } }));
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

/** Changes the text of a composer; the host gets it after a pause. */
export function setDraft(client: ContractClient, key: string, text: string): void {
  setText(key, text);
  copy(key, text);
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => save(client, key), SAVE_AFTER_MS),
  );
}

/** What the composer of a draft holds now, as the host has stored it: it is not handed over again. */
export function putStoredDraft(key: string, text: string): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  setText(key, text);
  copy(key, null);
}

/** The text of a composer now, whether or not it is in view; undefined while it was not read. */
export function draftNow(key: string): string | undefined {
  return useDrafts.getState().texts[key];
}

function save(client: ContractClient, key: string): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  const text = useDrafts.getState().texts[key] ?? '';
  client.call('draft/set', { key, text }).then(
    () => {
      setProblem(key, null);
      if (useDrafts.getState().texts[key] === text) copy(key, null);
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
  for (const key of [...timers.keys()]) save(client, key);
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

/** The text of one composer: kept while one moves around, saved by the host, and there again after a reload. */
export function useDraft(key: string): readonly [text: string, setText: (text: string) => void] {
  const { client } = useConnection();
  const text = useDrafts((state) => state.texts[key]);
  const known = text !== undefined;
  useEffect(() => {
    if (known) return undefined;
    const unsaved = copied(key);
    if (unsaved !== null) {
      setText(key, unsaved);
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
        (draft) => {
          // The person typed before the draft arrived; their text wins.
          if (current && useDrafts.getState().texts[key] === undefined) setText(key, draft.text);
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
  return [text ?? '', (next) => setDraft(client, key, next)];
}
