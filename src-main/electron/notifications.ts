import type { ApprovalId } from '#shared/model/ids.ts';
import type { Link } from '#shared/model/links/link.ts';
import { count, plainLine, type Glance, type WaitingDecision } from './glance.ts';

/** One notification as it is to be shown. */
export interface Note {
  readonly title: string;
  readonly body: string;
  /** Where a click leads: the very card. */
  readonly link: Link;
}

/** A notification of the system, as far as it is used; Electron's own has all of it. */
export interface ShownNote {
  show(): void;
  close(): void;
  on(event: 'click' | 'close', listener: () => void): unknown;
}

export interface NotifierOptions {
  /** Electron's Notification behind it. */
  readonly make: (note: Note) => ShownNote;
  /** Whether a window of ours is in front: then the person sees the inbox itself. */
  readonly inFront: () => boolean;
  readonly open: (link: Link) => void;
  readonly platform: string;
}

/** This many decisions at once are one notification. */
const GROUP_FROM = 4;
const TITLE_LENGTH = 80;
const BODY_LENGTH = 200;

/**
 * Notifications for decisions that wait while the person is elsewhere. Each names workspace, thread and the thing
 * itself, leads to its own card, and goes when it was decided. Many at once are one. It owns what it shows.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #seen = new Set<ApprovalId>();
  /** Held on to: a notification that was collected forgets what a click means. */
  readonly #shown = new Map<ShownNote, readonly ApprovalId[]>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Shows and closes what follows from a new glance. */
  update(glance: Glance): void {
    const pending = new Set(glance.waiting.map(({ id }) => id));
    for (const [note, ids] of this.#shown) {
      if (ids.some((id) => pending.has(id))) continue;
      this.#shown.delete(note);
      note.close();
    }
    for (const id of this.#seen) if (!pending.has(id)) this.#seen.delete(id);
    const fresh = glance.waiting.filter(({ id }) => !this.#seen.has(id));
    for (const { id } of fresh) this.#seen.add(id);
    if (fresh.length === 0 || glance.settings?.['notifications.show'] !== true || this.#options.inFront())
      return;
    if (fresh.length >= GROUP_FROM) this.#show(groupNote(fresh, this.#options.platform), fresh);
    else for (const one of fresh) this.#show(singleNote(one, this.#options.platform), [one]);
  }

  /** The person came back: what a window shows needs no notification any more. */
  closeAll(): void {
    for (const note of this.#shown.keys()) note.close();
    this.#shown.clear();
  }

  #show(note: Note, about: readonly WaitingDecision[]): void {
    const shown = this.#options.make(note);
    this.#shown.set(
      shown,
      about.map(({ id }) => id),
    );
    shown.on('click', () => {
      this.#shown.delete(shown);
      this.#options.open(note.link);
    });
    shown.on('close', () => this.#shown.delete(shown));
    shown.show();
  }
}

function singleNote({ id, title, workspace, wants }: WaitingDecision, platform: string): Note {
  return {
    title: bodyText(`${title} · ${workspace}`, TITLE_LENGTH, platform),
    body: bodyText(wants, BODY_LENGTH, platform),
    link: { type: 'inbox', approvalId: id },
  };
}

function groupNote(decisions: readonly WaitingDecision[], platform: string): Note {
  const first = decisions.slice(0, 3).map(({ title, wants }) => `${title} ${wants}`);
  return {
    title: `${count(decisions.length, 'decision')} waiting for you`,
    body: first.map((line) => bodyText(line, BODY_LENGTH / 3, platform)).join('\n'),
    link: { type: 'inbox', approvalId: null },
  };
}

/** Desktops of Linux may read a body as markup, and the words in it are an agent's: it gets none. */
function bodyText(text: string, longest: number, platform: string): string {
  const line = plainLine(text, longest);
  if (platform !== 'linux') return line;
  return line.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆');
}
