import { count, plainLine } from '../../base/words.ts';
import type { ApprovalId } from '../ids.ts';
import type { Link } from '../links/link.ts';
import type { Settings } from '../settings/settings.ts';
import { quietUntil } from './quiet-hours.ts';
import type { QuickDecision, WaitingDecision } from './waiting.ts';

/** One notification as it is to be shown. */
export interface Note {
  /** Its name among those that are shown. */
  readonly key: string;
  readonly title: string;
  readonly body: string;
  /** Where a click leads: the very card. */
  readonly link: Link;
  /** What it is about; the first is the one that `actions` decide. */
  readonly about: readonly ApprovalId[];
  /** Decisions it offers, where the system can show them. */
  readonly actions: readonly NoteAction[];
}

export interface NoteAction {
  readonly decision: QuickDecision;
  readonly label: string;
}

/** What was told and is shown. */
export interface NotesState {
  readonly told: ReadonlySet<ApprovalId>;
  /** Key of a notification → what it is about. */
  readonly shown: ReadonlyMap<string, readonly ApprovalId[]>;
}

export const NO_NOTES: NotesState = { told: new Set(), shown: new Map() };

export interface NotesInput {
  readonly waiting: readonly WaitingDecision[];
  /** Null until the host has told. */
  readonly settings: Pick<Settings, 'notifications.show' | 'notifications.quietHours'> | null;
  /** The person looks at Muster: it tells them itself. */
  readonly inFront: boolean;
  /** Unix ms. */
  readonly now: number;
  /** Desktops of Linux may read a body as markup. */
  readonly markup: boolean;
}

export interface NotesStep {
  readonly state: NotesState;
  readonly show: readonly Note[];
  /** Keys of notifications of which nothing waits any more. */
  readonly close: readonly string[];
  /** Unix ms at which there may be more to show although nothing changed: quiet hours end. */
  readonly wakeAt: number | null;
}

/** This many decisions at once are one notification. */
const GROUP_FROM = 4;
const TITLE_LENGTH = 80;
const BODY_LENGTH = 200;
const LABELS: Readonly<Record<QuickDecision, string>> = { accept: 'Accept', decline: 'Decline' };

/**
 * What to show and take away, from what waits now. Each decision is told of once: not while the person looks at Muster,
 * and after the quiet hours of its workspace. Many at once are one notification, which goes with the last of them.
 */
export function nextNotes(before: NotesState, input: NotesInput): NotesStep {
  const { waiting, settings, inFront, now } = input;
  const pending = new Set(waiting.map(({ id }) => id));
  const close = [...before.shown].flatMap(([key, ids]) => (ids.some((id) => pending.has(id)) ? [] : [key]));
  const shown = new Map([...before.shown].filter(([key]) => !close.includes(key)));
  const told = new Set([...before.told].filter((id) => pending.has(id)));
  const fresh = waiting.filter(({ id }) => !told.has(id));
  const silent = settings?.['notifications.show'] !== true || inFront;
  const due: WaitingDecision[] = [];
  let wakeAt: number | null = null;
  for (const one of fresh) {
    const until = silent ? null : quietUntil(settings['notifications.quietHours'], one.workspaceId, now);
    if (until === null) {
      told.add(one.id);
      if (!silent) due.push(one);
    } else if (until !== Infinity) wakeAt = Math.min(wakeAt ?? until, until);
  }
  const show =
    due.length >= GROUP_FROM
      ? [groupNote(due, input.markup)]
      : due.map((one) => singleNote(one, input.markup));
  for (const { key, about } of show) shown.set(key, about);
  return { state: { told, shown }, show, close, wakeAt };
}

/** The person came back, or dismissed it: it is shown no more. */
export function withoutNote(state: NotesState, key: string): NotesState {
  return { ...state, shown: new Map([...state.shown].filter(([one]) => one !== key)) };
}

function singleNote({ id, title, workspace, wants, quick }: WaitingDecision, markup: boolean): Note {
  return {
    key: id,
    title: bodyText(`${title} · ${workspace}`, TITLE_LENGTH, markup),
    body: bodyText(wants, BODY_LENGTH, markup),
    link: { type: 'inbox', approvalId: id },
    about: [id],
    actions: quick.map((decision) => ({ decision, label: LABELS[decision] })),
  };
}

function groupNote(decisions: readonly WaitingDecision[], markup: boolean): Note {
  const first = decisions.slice(0, 3).map(({ title, wants }) => `${title} ${wants}`);
  return {
    key: `group ${decisions[0]?.id ?? ''}`,
    title: `${count(decisions.length, 'decision')} waiting for you`,
    body: first.map((line) => bodyText(line, BODY_LENGTH / 3, markup)).join('\n'),
    link: { type: 'inbox', approvalId: null },
    about: decisions.map(({ id }) => id),
    actions: [],
  };
}

/** What reads a body as markup gets none: the words in it are an agent's. */
function bodyText(text: string, longest: number, markup: boolean): string {
  const line = plainLine(text, longest);
  return markup ? line.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆') : line;
}
