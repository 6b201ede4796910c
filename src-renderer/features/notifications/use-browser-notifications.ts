import { useEffect, useState } from 'react';
import { hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import { NO_NOTES, nextNotes, withoutNote, type Note } from '#shared/model/notifications/notes.ts';
import { waitingDecision } from '#shared/model/notifications/waiting.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { formatRoute, navigate, toInbox } from '../../platform/routes.ts';
import { asFailure, useConnection, useHostFact, type Connection } from '../../connection/index.ts';

/** Held by the one tab that notifies; the next takes over when it goes. */
const NOTIFIER_LOCK = 'muster-notifier';
/** Held by every tab that the person looks at. */
const FRONT_LOCK = 'muster-in-front';

export type Permission = NotificationPermission | 'unsupported';

/** Whether this browser can notify, as far as it says. Only pages of a secure origin, which loopback is, may. */
export function notificationPermission(): Permission {
  const able = typeof Notification !== 'undefined' && 'serviceWorker' in navigator && 'locks' in navigator;
  return able ? Notification.permission : 'unsupported';
}

const listeners = new Set<() => void>();

/** Asks the person, through the browser; resolves with what they said. */
export async function askPermission(): Promise<Permission> {
  const answer = await Notification.requestPermission();
  for (const listener of listeners) listener();
  return answer;
}

/** What this browser allows; re-renders when the person was asked. */
export function usePermission(): Permission {
  const [permission, setPermission] = useState(notificationPermission);
  useEffect(() => {
    const look = (): void => setPermission(notificationPermission());
    listeners.add(look);
    window.addEventListener('focus', look);
    return () => {
      listeners.delete(look);
      window.removeEventListener('focus', look);
    };
  }, []);
  return permission;
}

/**
 * Notifies of decisions that wait while no tab of Muster is in front; of several tabs one does. The desktop app does it
 * itself.
 */
export function useBrowserNotifications(): void {
  const connection = useConnection();
  const permission = usePermission();
  const shell = useHostFact('shell');
  useEffect(() => {
    if (shell !== 'browser' || permission !== 'granted') return undefined;
    const over = new AbortController();
    const { signal } = over;
    holdWhileInFront(signal);
    void navigator.locks
      .request(NOTIFIER_LOCK, { signal }, () => notify(connection, signal))
      // The tab went, or its page was left, before it had its turn.
      .catch(() => {});
    return () => over.abort();
  }, [connection, permission, shell]);
}

function holdWhileInFront(signal: AbortSignal): void {
  let release: (() => void) | undefined;
  const look = (): void => {
    if (!document.hasFocus() || signal.aborted) {
      release?.();
      release = undefined;
    } else if (release === undefined) {
      const left = new Promise<void>((resolve) => {
        release = resolve;
      });
      void navigator.locks.request(FRONT_LOCK, { mode: 'shared' }, () => left);
    }
  };
  window.addEventListener('focus', look, { signal });
  window.addEventListener('blur', look, { signal });
  signal.addEventListener('abort', look);
  look();
}

async function isInFront(): Promise<boolean> {
  const { held } = await navigator.locks.query();
  return held?.some(({ name }) => name === FRONT_LOCK) === true;
}

/** Notifies until it is told to end. */
async function notify({ store, client }: Connection, signal: AbortSignal): Promise<void> {
  const registration = await navigator.serviceWorker.register('./notifications-worker.js');
  let state = NO_NOTES;
  const notes = new Map<string, Note>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking = false;
  let again = false;

  const close = async (key: string): Promise<void> => {
    notes.delete(key);
    state = withoutNote(state, key);
    for (const shown of await registration.getNotifications({ tag: key })) shown.close();
  };
  const look = async (): Promise<void> => {
    const info = store.value(hostTopic.topic, hostTopic.info.key);
    const inFront = await isInFront();
    const now = Date.now();
    const waiting = pendingOf(store);
    const step = nextNotes(state, { waiting, settings: info?.settings ?? null, inFront, now, markup: false });
    state = step.state;
    clearTimeout(timer);
    if (step.wakeAt !== null) timer = setTimeout(changed, step.wakeAt - now);
    for (const key of inFront ? [...notes.keys()] : step.close) await close(key);
    for (const note of step.show) {
      notes.set(note.key, note);
      const { link } = note;
      const address = formatRoute(toInbox(link.type === 'inbox' ? link.approvalId : null));
      await registration.showNotification(note.title, {
        body: note.body,
        tag: note.key,
        icon: './icon.svg',
        data: { key: note.key, address: `./${address}` },
        // Part of the standard for notifications of workers, and not yet of the types.
        ...({
          actions: note.actions.map(({ decision, label }) => ({ action: decision, title: label })),
        } as object),
      });
    }
  };
  /** One look at a time, and one more when something changed meanwhile. */
  const changed = (): void => {
    again = true;
    if (looking || signal.aborted) return;
    looking = true;
    void (async () => {
      while (again && !signal.aborted) {
        again = false;
        await look();
      }
    })()
      .catch((error: unknown) => tellFailure('Notifications do not work in this browser', asFailure(error)))
      .finally(() => {
        looking = false;
      });
  };
  const answered = ({ data }: MessageEvent): void => {
    const { type, key, action } = (data ?? {}) as { type?: string; key?: string; action?: string };
    if (type !== 'muster-notification' || key === undefined) return;
    const [approvalId] = notes.get(key)?.about ?? [];
    const single = notes.get(key)?.about.length === 1 ? approvalId : undefined;
    void close(key);
    const card = toInbox(single ?? null);
    if ((action !== 'accept' && action !== 'decline') || single === undefined) navigate(card);
    else client.call('approval/decide', { approvalId: single, decision: action }).catch(() => navigate(card));
  };

  const stops = [store.watchValues(inboxTopic.topic, changed), store.watchValues(hostTopic.topic, changed)];
  navigator.serviceWorker.addEventListener('message', answered);
  navigator.serviceWorker.startMessages();
  window.addEventListener('focus', changed, { signal });
  window.addEventListener('blur', changed, { signal });
  changed();
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  clearTimeout(timer);
  for (const stop of stops) stop();
  navigator.serviceWorker.removeEventListener('message', answered);
}

function pendingOf(store: Connection['store']) {
  return inboxTopic.approval
    .all(store.values(inboxTopic.topic))
    .filter(({ outcome }) => outcome === null)
    .sort((a, b) => a.askedAt - b.askedAt)
    .map((approval) => {
      const workspace = store.value(hostTopic.topic, hostTopic.workspace.key(approval.workspaceId));
      return waitingDecision(approval, workspace?.name ?? '');
    });
}
